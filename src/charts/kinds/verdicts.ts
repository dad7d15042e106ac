import {drawVerdict, describeVerdict} from "../text/verdicts";
import {html} from "../html";
import {column, defineKind, optionalNumber} from "../kind";

/**
 * Findings in order of importance: the first is a headline, the others stand in ruled columns. A row's `code` chooses
 * the messages `verdict.<code>.title`, `.facts`, `.action`, `.trend`, `.reference`; its columns fill their
 * placeholders. Known columns: `advice` (`advice.<advice>` is what to do, in place of `.action`), `trend` (list),
 * `trend_unit`, `reference` (a level for the trend), `confidence` (1 to 3), `stage` (colours the trend).
 */
export default defineKind({
  name: "verdicts",
  channels: {code: column},
  options: {limit: optionalNumber(1, 6)},
  rowLimit: 12,
  example: {
    table: {
      code: ["example_lead", "example_active", "example_silent"],
      returning_share: [0.272, 0.205, 0.13],
      trend: [
        [0.36, 0.34, 0.49, 0.38, 0.4, 0.36, 0.27],
        [0.31, 0.29, 0.28, 0.25, 0.21, 0.2, 0.205],
        [0.2, 0.2, 0.18, 0.17, 0.15, 0.14, 0.13]
      ],
      reference: [0.33, null, null],
      confidence: [3, 3, 2],
      stage: [null, "active", "silent"]
    },
    spec: {code: "code"}
  },
  render(spec, rows, context) {
    const {document} = context;
    const [lead, ...others] = rows
      .slice(0, spec.limit ?? 4)
      .map((row, index) => drawVerdict({row, spec, isLead: index === 0}, context));
    const list = others.length ? html(document, "ol", {class: "verdict-others"}, ...others) : null;
    return html(document, "div", {class: `chart-verdicts${context.width < 640 ? " narrow" : ""}`}, lead ?? null, list);
  },
  describe: (spec, rows, words) =>
    rows
      .slice(0, spec.limit ?? 4)
      .map((row) => describeVerdict(row, spec, words))
      .join(words.t("charts.sentence_gap"))
});
