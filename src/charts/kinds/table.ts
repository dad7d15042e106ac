import {defineKind, optionalColumn, optionalColumns, optionalNumber} from "../kind";
import {drawTable} from "../tables/table";
import {titleOf} from "../text/describe";

/** Rows as a table: numbers right, words left, with bars or shades in cells, groups, and a total. */
export default defineKind({
  name: "table",
  channels: {
    columns: optionalColumns,
    bars: optionalColumns,
    heat: optionalColumns,
    totals: optionalColumns,
    indent: optionalColumn,
    emphasis: optionalColumn,
    key: optionalColumn
  },
  options: {limit: optionalNumber(1, 500)},
  rowLimit: 500,
  example: {
    table: {
      tier: ["key_develop", "important_value", "important_develop", "key_win_back"],
      customers: [5344, 1788, 3556, 7989],
      customer_share: [0.24, 0.08, 0.16, 0.36],
      net_sales: [2102000, 1309000, 794000, 2523000],
      is_part: [false, true, true, false]
    },
    spec: {columns: ["tier", "customers", "customer_share", "net_sales"], bars: ["customer_share"], indent: "is_part"}
  },
  render: (spec, rows, context) => drawTable(spec, rows, context),
  describe: (spec, rows, words) =>
    words.t("charts.say_table", {
      title: titleOf(spec, [], words) || spec.from,
      n: rows.length,
      columns: (spec.columns.length ? spec.columns : Object.keys(rows[0] ?? {}))
        .map((name) => words.column(name))
        .join(words.t("charts.comma"))
    })
});
