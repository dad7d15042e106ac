import type {Row} from "../../base/table";
import type {Words} from "../../base/words";
import {html} from "../html";
import {column, defineKind, optionalColumn} from "../kind";
import {keyPrefix, sentenceNodes} from "../text/sentences";

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
  render: (spec, rows, context) =>
    html(
      context.document,
      "ul",
      {class: "chart-sentences"},
      ...rows.map((row) =>
        html(
          context.document,
          "li",
          {class: spec.severity === null ? null : String(row[spec.severity])},
          ...sentenceNodes(keyOf(spec, row), row, context)
        )
      )
    ),
  describe: (spec, rows, words) =>
    rows.map((row) => sentenceOf(spec, row, words).replace(/[.。]$/, "")).join(words.t("charts.sentence_gap"))
});

interface SentenceSpec {
  code: string;
  prefix: string;
}

function keyOf({code, prefix}: SentenceSpec, row: Row): string {
  return `${prefix}.${String(row[code])}`;
}

function sentenceOf(spec: SentenceSpec, row: Row, words: Words): string {
  return words.t(keyOf(spec, row), row);
}
