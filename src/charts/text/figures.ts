import type {Row} from "../../base/table";
import type {Words} from "../../base/words";
import {html} from "../html";
import {makeListing, makeOpening} from "../interact";
import type {DrawContext} from "../kind";
import {drawSparkline} from "../lines/sparkline";
import {drawableNumber} from "../points";

/** One figure of a row of figures. */
export interface Figure {
  row: Row;
  spec: {from: string; figure: string};
  /** of its small line, in CSS pixels */
  width: number;
}

/** A change of a figure as text, and whether it is good or bad news. */
interface Change {
  since: string;
  text: string;
  news: "good" | "bad" | null;
}

/** Draws one figure: its name, its value, the past year, and its two changes. */
export function drawFigure({row, spec, width}: Figure, context: DrawContext): HTMLElement {
  const {document, words} = context;
  const {name, hint} = nameOf(row, spec, words);
  const text = valueOf(row, words);
  const value = html(document, "b", {class: "figure"}, text);
  if (!makeListing(value, {column: "value", rows: [row]}, context))
    makeOpening(value, {from: spec.from, column: spec.figure, row}, words.t("charts.open", {value: `${name} ${text}`}));
  const changes = changesOf(row, words).map(({since, text: change, news}) =>
    html(document, "p", {class: "figure-change"}, `${since} `, html(document, "span", {class: news}, change))
  );
  return html(
    document,
    "li",
    {},
    html(document, "p", {class: "figure-name"}, name, hint ? html(document, "span", {}, ` ${hint}`) : null),
    html(document, "p", {class: hasValue(row) ? "figure-value" : "figure-value absent"}, value),
    drawYear(row, width, document),
    html(document, "div", {class: "figure-changes"}, ...changes)
  );
}

/** One figure as plain text. */
export function describeFigure(row: Row, spec: {figure: string}, words: Words): string {
  const {name} = nameOf(row, spec, words);
  const changes = changesOf(row, words).map(({since, text}) => `${since} ${text}`);
  return [words.t("charts.say_number", {label: name, value: valueOf(row, words)}), ...changes].join(
    words.t("charts.comma")
  );
}

function nameOf(row: Row, {figure}: {figure: string}, words: Words): {name: string; hint: string} {
  const key = `figure.${String(row[figure])}`;
  return {name: words.t(`${key}.name`), hint: words.has(`${key}.hint`) ? words.t(`${key}.hint`, row) : ""};
}

function valueOf({value, unit, note}: Row, words: Words): string {
  const amount = drawableNumber(value);
  if (amount === null) return words.t(`figure_note.${String(note)}`);
  if (unit === "money") return words.money(amount, Math.abs(amount) < 100_000 ? "whole" : "short");
  return unit === "percent" ? words.percent(amount) : words.count(amount);
}

function hasValue(row: Row): boolean {
  return drawableNumber(row.value) !== null;
}

function changesOf(row: Row, words: Words): Change[] {
  if (!hasValue(row)) return [];
  return [
    {since: words.t("figure_since.year"), ...changeOf("year", row, words)},
    {since: words.t("figure_since.previous", row), ...changeOf("previous", row, words)}
  ];
}

function changeOf(base: "year" | "previous", row: Row, words: Words): {text: string; news: Change["news"]} {
  const change = drawableNumber(row[`${base}_change`]);
  const news = row[`${base}_news`];
  const note = row[`${base}_note`];
  if (change === null)
    return {text: typeof note === "string" ? words.t(`figure_note.${note}_${base}`) : "–", news: null};
  const size = words.value("change", Math.abs(change), row.unit === "percent" ? "points" : "percent");
  return {text: `${change < 0 ? "−" : "+"}${size}`, news: news === "good" || news === "bad" ? news : null};
}

function drawYear({trend}: Row, width: number, document: Document): SVGElement | null {
  if (!Array.isArray(trend)) return null;
  return drawSparkline(document, {
    values: trend.map(drawableNumber),
    width,
    height: 34,
    colour: "ink-2",
    label: null,
    hasStart: true
  });
}
