import type {Row} from "../../base/table";
import {unitOf, type Words} from "../../base/words";
import {AppError} from "../../base/errors";
import {html} from "../html";
import {makeOpening} from "../interact";
import {column, defineKind, optionalColumn, optionalUnit, type DrawContext} from "../kind";
import {numberOf} from "../points";
import {signed, titleOf} from "../say";
import {drawSparkline} from "../sparkline";

/** One number a person would act on: with its change, what it is out of, and its recent past. */
export default defineKind({
  name: "number",
  channels: {
    value: column,
    change: optionalColumn,
    yearChange: optionalColumn,
    denominator: optionalColumn,
    trend: optionalColumn
  },
  options: {unit: optionalUnit},
  rowLimit: 1,
  example: {
    table: {
      returning_share: [0.272],
      period_points: [-0.088],
      year_points: [-0.037],
      buyers: [2312],
      trend: [[0.37, 0.36, 0.38, 0.49, 0.4, 0.36, 0.272]]
    },
    spec: {
      value: "returning_share",
      change: "period_points",
      yearChange: "year_points",
      denominator: "buyers",
      trend: "trend"
    }
  },
  render(spec, rows, context) {
    const {document, words} = context;
    const row = firstRow(spec, rows);
    const text = words.value(spec.value, row[spec.value], spec.unit ?? unitOf(spec.value));
    const figure = html(document, "span", {class: "figure"}, text);
    makeOpening(figure, {from: spec.from, column: spec.value, row}, words.t("charts.open", {value: text}));
    const facts = html(
      document,
      "p",
      {class: "chart-note"},
      ...factsOf(spec, row, words).map((fact) => html(document, "span", {}, fact))
    );
    return html(document, "div", {class: "chart-number"}, figure, facts, sparkline(spec, row, context));
  },
  describe(spec, rows, words) {
    const row = firstRow(spec, rows);
    const value = words.value(spec.value, row[spec.value], spec.unit ?? unitOf(spec.value));
    const said = words.t("charts.say_number", {label: titleOf(spec, [spec.value], words), value});
    return [said, ...factsOf(spec, row, words)].join(words.t("charts.comma"));
  }
});

interface Channels {
  value: string;
  change: string | null;
  yearChange: string | null;
  denominator: string | null;
  trend: string | null;
}

function firstRow({value}: Channels, rows: readonly Row[]): Row {
  const row = rows[0];
  if (!row || numberOf(row[value]) === null) throw new AppError("charts.no_values", {column: value});
  return row;
}

function factsOf({change, yearChange, denominator}: Channels, row: Row, words: Words): string[] {
  const changes = [
    [change, "charts.since_previous"],
    [yearChange, "charts.since_last_year"]
  ] as const;
  return [
    ...changes.flatMap(([name, since]) => {
      const value = name === null ? null : numberOf(row[name]);
      return value === null
        ? []
        : [words.t("charts.change_since", {change: signed(name ?? "", value, words), since: words.t(since)})];
    }),
    ...(denominator === null
      ? []
      : [words.t("charts.of", {value: `${words.value(denominator, row[denominator])} ${words.column(denominator)}`})])
  ];
}

function sparkline({trend, value}: Channels, row: Row, {document, words, width}: DrawContext): SVGElement | null {
  const list = trend === null ? null : row[trend];
  if (!Array.isArray(list)) return null;
  const values = list.map(numberOf);
  const last = values.findLast((one) => one !== null) ?? null;
  return drawSparkline(document, {
    values,
    width: Math.min(width, 240),
    height: 48,
    colour: "accent",
    label: last === null ? null : words.value(value, last)
  });
}
