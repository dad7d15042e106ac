import type {Row} from "../../base/table";
import type {Unit, Words} from "../../base/words";
import {html} from "../html";
import {makeOpening} from "../interact";
import type {DrawContext} from "../kind";
import {drawableNumber} from "../points";
import {drawSparkline} from "../lines/sparkline";
import {breaks, sentenceNodes} from "./sentences";

/** One finding and its style. */
export interface Verdict {
  row: Row;
  spec: {from: string; code: string};
  /** whether it is the headline */
  isLead: boolean;
}

/** Draws one finding: sentence, trend, facts with their confidence, and what to do. */
export function drawVerdict(verdict: Verdict, context: DrawContext): HTMLElement {
  const {document} = context;
  const {isLead} = verdict;
  const title = html(document, isLead ? "h2" : "h3", {}, ...phrases(verdict, "title", context));
  const facts = html(
    document,
    "p",
    {class: "verdict-facts"},
    ...phrases(verdict, "facts", context),
    confidence(verdict, context)
  );
  const action = drawAction(verdict, context);
  const trend = drawTrend(verdict, context);
  if (!isLead) return html(document, "li", {}, title, trend, facts, action);
  return html(document, "div", {class: "verdict-lead"}, html(document, "div", {}, title, facts, action), trend);
}

/** One finding as plain text. */
export function describeVerdict(row: Row, {code}: {code: string}, words: Words): string {
  return plain(words.t(`verdict.${String(row[code])}.title`, row));
}

function plain(text: string): string {
  return text.split(breaks).join("").replaceAll("**", "");
}

function phrases(verdict: Verdict, part: string, context: DrawContext): Node[] {
  const key = `verdict.${String(verdict.row[verdict.spec.code])}.${part}`;
  if (part === "title") return withMarks(said(key, verdict, part, context), context.document);
  return context.words.has(key) ? said(key, verdict, part, context) : [];
}

// a line too narrow for a phrase breaks anywhere, but a number takes the punctuation after it along
function withMarks(nodes: readonly Node[], document: Document): Node[] {
  return nodes.map((node, index) => {
    const next = nodes[index + 1];
    const mark =
      node.nodeName !== "WBR" && node.nodeType === 1 ? /^[，。、；：,.;:]/.exec(next?.textContent ?? "") : null;
    if (!mark || !next || next.nodeType !== 3) return node;
    next.textContent = (next.textContent ?? "").slice(1);
    return html(document, "span", {class: "unbroken"}, node, mark[0]);
  });
}

function said(key: string, verdict: Verdict, part: string, context: DrawContext): Node[] {
  return sentenceNodes(key, verdict.row, context, (nodes) => openingNumber(verdict, nodes, part, context));
}

function openingNumber(
  {row, spec}: Verdict,
  nodes: readonly Node[],
  part: string,
  {document, words}: DrawContext
): HTMLElement {
  const bold = html(document, "b", {}, ...nodes);
  if (part !== "title") return bold;
  bold.className = "figure";
  makeOpening(bold, {from: spec.from, column: spec.code, row}, words.t("charts.open", {value: bold.textContent}));
  return bold;
}

function confidence({row}: Verdict, {document, words}: DrawContext): HTMLElement | null {
  const level = drawableNumber(row.confidence);
  if (level === null || level < 1 || level > 3) return null;
  const bars = [1, 2, 3].map((bar) => html(document, "i", {class: bar <= level ? "full" : "pale"}));
  const marks = html(document, "span", {class: "bars", "aria-hidden": "true"}, ...bars);
  return html(document, "span", {class: "confidence"}, marks, words.t(`charts.confidence.${Math.round(level)}`));
}

function drawAction(verdict: Verdict, context: DrawContext): HTMLElement | null {
  const {document, words} = context;
  const {row, spec} = verdict;
  const key = typeof row.advice === "string" ? `advice.${row.advice}` : `verdict.${String(row[spec.code])}.action`;
  if (!words.has(key)) return null;
  const nodes = said(key, verdict, "action", context);
  const lists = nodes.some((node) => (node as Element).classList?.contains("people"));
  const action = html(document, "span", {class: "verdict-action"}, ...nodes);
  // a sentence that names people leads to them; any other to how its number came about
  if (!lists) makeOpening(action, {from: spec.from, column: "action", row});
  return html(document, "p", {class: "verdict-do"}, action);
}

function drawTrend({row, spec, isLead}: Verdict, {document, words}: DrawContext): HTMLElement | null {
  if (!Array.isArray(row.trend)) return null;
  const values = row.trend.map(drawableNumber);
  const unit = unitOf(row, values);
  const format = (value: number) =>
    unit === "money" ? words.money(value, "short") : words.value("trend", value, unit);
  const last = values.findLast((value) => value !== null) ?? null;
  const level = drawableNumber(row.reference);
  const named = `verdict.${String(row[spec.code])}.reference`;
  const referenceName = words.t(words.has(named) ? named : "charts.reference");
  const picture = drawSparkline(document, {
    values,
    width: 240,
    height: isLead ? 112 : 56,
    // the colour of a stage would say danger where more customers are active
    colour: "accent",
    label: last === null ? null : format(last),
    reference: level === null ? null : {value: level, label: `${referenceName} ${format(level)}`}
  });
  if (!picture) return null;
  const key = `verdict.${String(row[spec.code])}.trend`;
  const caption = words.has(key) ? plain(words.t(key, row)) : words.t("charts.trend", {n: values.length});
  return html(document, "figure", {class: "verdict-trend"}, picture, html(document, "figcaption", {}, caption));
}

const units: ReadonlySet<string> = new Set<Unit>(["money", "percent", "points", "count", "days", "number"]);

// a trend is labelled with its unit, or it would be taken for a share while no value exceeds one
function unitOf({trend_unit: unit}: Row, values: readonly (number | null)[]): Unit {
  if (typeof unit === "string" && units.has(unit)) return unit as Unit;
  return values.every((value) => value === null || Math.abs(value) <= 1) ? "percent" : "number";
}
