import {html} from "../html";
import {column, defineKind} from "../kind";
import {describeFigure, drawFigure} from "../text/figures";

/**
 * A row of figures, one a row of the table, each with its changes and the past year as a small line. The row's `figure`
 * chooses the messages `figure.<figure>.name` and `.hint`; its other columns are those of the report `key_figures`.
 */
export default defineKind({
  name: "figures",
  channels: {figure: column},
  options: {},
  rowLimit: 6,
  isEmptyFine: true,
  example: {
    table: {
      figure: ["net_sales", "returning_share", "refund_rate"],
      unit: ["money", "percent", "percent"],
      value: [406000, 0.272, null],
      note: [null, null, "no_refunds"],
      days: [null, null, null],
      base_days: [30, 30, 30],
      year_change: [0.376, -0.037, null],
      year_note: [null, null, "short"],
      year_news: ["good", "bad", null],
      previous_change: [null, -0.088, null],
      previous_note: ["small", null, "short"],
      previous_news: [null, null, null],
      trend: [[295000, 280000, 260000, 270000, 300000, 406000], [0.309, 0.37, 0.41, 0.3, 0.272], null]
    },
    spec: {figure: "figure"}
  },
  render(spec, rows, context) {
    const isNarrow = context.width < 640;
    const width = isNarrow ? 96 : Math.min(180, Math.floor(context.width / Math.max(1, rows.length)) - 28);
    return html(
      context.document,
      "ol",
      {class: `chart-figures${isNarrow ? " narrow" : ""}`},
      ...rows.map((row) => drawFigure({row, spec, width}, context))
    );
  },
  describe: (spec, rows, words) =>
    rows.map((row) => describeFigure(row, spec, words)).join(words.t("charts.sentence_gap"))
});
