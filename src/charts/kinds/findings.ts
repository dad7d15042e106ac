import type {Row} from "../../base/table";
import type {Words} from "../../base/words";
import type {DrawContext, Phrase} from "../kind";
import {html} from "../html";
import {column, defineKind, flag} from "../kind";
import {makeActing} from "../interact";
import {keyPrefix} from "../text/sentences";

/** Number of findings shown; the others unfold. */
const mostAtOnce = 5;

/**
 * Findings about the data: each a sentence whose figure opens its rows, and one action; a quiet line when there are
 * none. A row's `action` is `rows` or another key under `health.action.`.
 */
export default defineKind({
  name: "findings",
  channels: {code: column, severity: column, action: column, hasRows: column},
  options: {prefix: keyPrefix, isQuiet: flag},
  rowLimit: 60,
  isEmptyFine: true,
  example: {
    table: {
      code: ["example_gap", "example_buyers"],
      n: [3, 527],
      severity: ["warning", "info"],
      action: ["explain", "rows"],
      has_rows: [false, true]
    },
    spec: {code: "code", severity: "severity", action: "action", hasRows: "has_rows", prefix: "charts.sentence"}
  },
  render: (spec, rows, context) => {
    const {document, words} = context;
    if (rows.length === 0)
      return html(document, "p", {class: "chart-findings fine", role: "status"}, words.t("health.fine"));
    const listOf = (some: readonly Row[]) =>
      html(document, "ul", {}, ...some.map((row) => findingOf(spec, row, context)));
    const shown = spec.isQuiet || rows.length === mostAtOnce + 1 ? rows.length : mostAtOnce;
    const others = rows.slice(shown);
    return html(
      document,
      "section",
      {class: "chart-findings", "aria-label": words.t("health.title")},
      html(document, "h2", {}, words.t("health.count", {count: rows.length})),
      listOf(rows.slice(0, shown)),
      others.length > 0
        ? html(
            document,
            "details",
            {},
            html(document, "summary", {}, words.t("health.more", {count: others.length})),
            listOf(others)
          )
        : null
    );
  },
  describe: (spec, rows, words) =>
    rows.length === 0
      ? words.t("health.fine")
      : rows.map((row) => describeRow(spec, row, words).replace(/[.。]$/, "")).join(words.t("charts.sentence_gap"))
});

interface FindingSpec {
  code: string;
  severity: string;
  action: string;
  hasRows: string;
  prefix: string;
  /** whether nothing can be clicked, as in a report */
  isQuiet: boolean;
}

function findingOf(spec: FindingSpec, row: Row, context: DrawContext): HTMLElement {
  const {document, words} = context;
  const what = describeRow(spec, row, words);
  const phrases = words.tParts?.(keyOf(spec, row), withNames(row, words)) ?? [{text: what, strong: false}];
  const action = String(row[spec.action]);
  const label = words.t(`health.action.${action}`);
  const button = html(document, "button", {type: "button", "aria-label": `${label}: ${what}`}, label);
  makeActing(button, {action, row});
  return html(
    document,
    "li",
    {class: String(row[spec.severity])},
    html(document, "span", {}, ...phrases.map((phrase) => partOf(phrase, spec, row, context))),
    spec.isQuiet ? null : button
  );
}

/** One part of the sentence; a figure is a link to its rows unless the action is that already. */
function partOf({text, strong}: Phrase, spec: FindingSpec, row: Row, {document, words}: DrawContext): Node | string {
  if (!strong) return text;
  const opens = !spec.isQuiet && row[spec.hasRows] === true && row[spec.action] !== "rows";
  if (!opens) return html(document, "b", {}, text);
  const figure = html(document, "button", {type: "button", "aria-label": words.t("charts.open", {value: text})}, text);
  figure.className = "figure";
  makeActing(figure, {action: "rows", row});
  return figure;
}

function describeRow(spec: FindingSpec, row: Row, words: Words): string {
  return words.t(keyOf(spec, row), withNames(row, words)).replaceAll("**", "");
}

/**
 * The message key: a finding whose orders were left out has its own sentence, since the usual one no longer applies.
 */
function keyOf({code, action, prefix}: FindingSpec, row: Row): string {
  return row[action] === "take_in" ? "health.left_out" : `${prefix}.${String(row[code])}`;
}

/** A row with its event and what was left out replaced by their names. */
function withNames(row: Row, words: Words): Row {
  const event = typeof row.event === "string" ? words.value("event", row.event) : "";
  return {...row, event, what: words.value("left_out", row.code)};
}
