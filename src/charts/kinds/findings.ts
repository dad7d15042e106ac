import type {Row} from "../../base/table";
import type {Words} from "../../base/words";
import type {DrawContext} from "../kind";
import {html} from "../html";
import {column, defineKind, flag} from "../kind";
import {makeActing} from "../interact";
import {keyPrefix} from "../sentences";

/** Findings about the data: each a sentence with its rows and its one action; a quiet line when there are none. */
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
    return html(
      document,
      "section",
      {class: "chart-findings", "aria-label": words.t("health.title")},
      html(document, "h2", {}, words.t("health.count", {count: rows.length})),
      html(document, "ul", {}, ...rows.map((row) => findingOf(spec, row, context)))
    );
  },
  describe: (spec, rows, words) =>
    rows.length === 0
      ? words.t("health.fine")
      : rows.map((row) => sayRow(spec, row, words).replace(/[.。]$/, "")).join(words.t("charts.sentence_gap"))
});

interface FindingSpec {
  code: string;
  severity: string;
  action: string;
  hasRows: string;
  prefix: string;
  /** where nothing can be pressed, as in a report */
  isQuiet: boolean;
}

function findingOf(spec: FindingSpec, row: Row, {document, words}: DrawContext): HTMLElement {
  const what = sayRow(spec, row, words);
  const phrases = words.tParts?.(keyOf(spec, row), spoken(row, words)) ?? [{text: what, strong: false}];
  const said = phrases.map(({text, strong}) => (strong ? html(document, "b", {}, text) : text));
  const action = String(row[spec.action]);
  const press = (name: string, label: string) => {
    const button = html(document, "button", {type: "button", "aria-label": `${label}: ${what}`}, label);
    makeActing(button, {action: name, row});
    return button;
  };
  return html(
    document,
    "li",
    {class: String(row[spec.severity])},
    html(document, "span", {}, ...said),
    spec.isQuiet
      ? null
      : html(
          document,
          "span",
          {class: "acts"},
          row[spec.hasRows] === true ? press("rows", words.t("health.rows")) : null,
          action === "rows" ? null : press(action, words.t(`health.action.${action}`))
        )
  );
}

function sayRow(spec: FindingSpec, row: Row, words: Words): string {
  return words.t(keyOf(spec, row), spoken(row, words));
}

/** What was left out is said in a sentence of its own: none of what it would do to the numbers is true any more. */
function keyOf({code, action, prefix}: FindingSpec, row: Row): string {
  return row[action] === "take_in" ? "health.left_out" : `${prefix}.${String(row[code])}`;
}

/** A row as a sentence takes it: an event, and what was left out, by their names. */
function spoken(row: Row, words: Words): Row {
  const event = typeof row.event === "string" ? words.value("event", row.event) : "";
  return {...row, event, what: words.value("left_out", row.code)};
}
