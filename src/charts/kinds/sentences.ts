import type {Row} from "../../base/table";
import type {Words} from "../../base/words";
import {html} from "../html";
import {column, defineKind, optionalColumn} from "../kind";
import {keyPrefix} from "../text/sentences";

/**
 * Findings as a list of sentences, one a row: the message of the row's code, its placeholders filled from the columns.
 */
export default defineKind({
  name: "sentences",
  channels: {code: column, severity: optionalColumn},
  options: {prefix: keyPrefix},
  rowLimit: 30,
  isEmptyFine: true,
  example: {
    table: {code: ["example_gap", "example_buyers"], n: [3, 527], severity: ["warning", "info"]},
    spec: {code: "code", severity: "severity", prefix: "charts.sentence"}
  },
  render: (spec, rows, {document, words}) =>
    html(
      document,
      "ul",
      {class: "chart-sentences"},
      ...rows.map((row) =>
        html(
          document,
          "li",
          {class: spec.severity === null ? null : String(row[spec.severity])},
          sentenceOf(spec, row, words)
        )
      )
    ),
  describe: (spec, rows, words) =>
    rows.map((row) => sentenceOf(spec, row, words).replace(/[.。]$/, "")).join(words.t("charts.sentence_gap"))
});

function sentenceOf({code, prefix}: {code: string; prefix: string}, row: Row, words: Words): string {
  return words.t(`${prefix}.${String(row[code])}`, row);
}
