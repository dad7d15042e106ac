import type {Row} from "../../base/table";
import type {Words} from "../../base/words";
import {narrowWidth} from "../axes/frame";
import {truncate, html} from "../html";
import {makeCustomer, makeSelectable} from "../interact";
import type {ChartContext, DrawContext} from "../kind";
import {drawableNumber} from "../points";
import {signed} from "../text/describe";
import {listing} from "./listing";
import {shadeBreaks, shadeOf} from "./shade";

/** Rows above which a table scrolls in a frame of its own: three years of months are shown whole. */
const longTable = 48;

/** Spec of a table, parsed. */
export interface TableSpec {
  from: string;
  select: string | null;
  /** in order, without those that no row has a value of; empty for all */
  columns: readonly string[];
  /** columns with a bar in each cell, as long as its share of the largest */
  bars: readonly string[];
  /** columns with shaded cells */
  heat: readonly string[];
  /** columns that are summed in a last row */
  totals: readonly string[];
  /** a boolean or level column: rows that belong under the one before */
  indent: string | null;
  /** a boolean column: bold rows; with `indent`, rows that are not indented are bold */
  emphasis: string | null;
  /** the column whose value a click on a row selects; the first when absent */
  key: string | null;
  /** maximum number of rows; null for all */
  limit: number | null;
}

/** One column and its cell format. */
interface Column {
  name: string;
  isNumber: boolean;
  /** the largest amount, for bars; 0 for no bars */
  top: number;
  /** a cell's words */
  format(value: unknown): string;
  /** breaks for shades; null for none */
  breaks: readonly number[] | null;
}

/** Draws a table that sorts by a click on a heading; the number of rows beyond the limit is shown. */
export function drawTable(spec: TableSpec, rows: readonly Row[], context: DrawContext): HTMLElement {
  const {document} = context;
  const shown = rows.slice(0, spec.limit ?? rows.length);
  const helpers = [spec.indent, spec.emphasis];
  const names = spec.columns.length
    ? withValues(spec.columns, rows)
    : context.columns.filter((name) => !helpers.includes(name));
  const columns = names.map((name) => columnOf(name, spec, shown, context.words));
  const table = html(document, "table", {class: "chart-table"});
  const body = html(document, "tbody", {}, ...shown.map((row) => drawRow(row, columns, spec, context)));
  const head = html(
    document,
    "thead",
    {},
    html(document, "tr", {}, ...columns.map((column) => heading(column, context)))
  );
  table.append(head, body, ...foot(columns, spec, shown, context));
  makeSortable({head, body, columns, rows: shown}, context.memory);
  // only the table scrolls, under fixed headings; the notes below stay in place
  const frame = html(
    document,
    "div",
    {class: shown.length > longTable ? "chart-table-frame is-long" : "chart-table-frame"},
    table
  );
  const note = limitNote(spec, shown.length, context);
  return note ? html(document, "div", {class: "chart-table-whole"}, frame, note) : frame;
}

// what the data tells nothing about has no column of dashes; the first column names the rows
function withValues(names: readonly string[], rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) return names;
  return names.filter((name, index) => index === 0 || rows.some((row) => (row[name] ?? null) !== null));
}

function columnOf(name: string, {bars, heat}: TableSpec, rows: readonly Row[], words: Words): Column {
  const numbers = rows.flatMap((row) => drawableNumber(row[name]) ?? []);
  const unit = words.measure(name).unit;
  // a number column stays one when all its cells happen to be empty
  const isNumber = unit === "text" || unit === "boolean" ? numbers.length > 0 : !/^(date|month|week)$/.test(unit);
  const top = bars.includes(name) ? Math.max(0, ...numbers.map(Math.abs)) : 0;
  const format = formatter(name, numbers, words);
  return {name, isNumber, top, format, breaks: heat.includes(name) && numbers.length ? shadeBreaks(numbers) : null};
}

// all money of a column is written in one style, chosen by its size
function formatter(name: string, numbers: readonly number[], words: Words): (value: unknown) => string {
  const largest = numbers.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (words.measure(name).isChange) return (value) => signed(name, value, words);
  if (words.measure(name).unit !== "money" || largest < 100) return (value) => words.value(name, value);
  const style = largest >= 100_000 ? "short" : "whole";
  return (value) => (drawableNumber(value) === null ? words.value(name, value) : words.money(Number(value), style));
}

function heading({name, isNumber}: Column, {document, words}: DrawContext): HTMLElement {
  const label = words.column(name);
  const button = html(document, "button", {type: "button", title: words.t("charts.sort_by", {column: label})}, label);
  return html(document, "th", {scope: "col", class: isNumber ? "number" : "word", "data-column": name}, button);
}

function drawRow(row: Row, columns: readonly Column[], spec: TableSpec, context: DrawContext): HTMLElement {
  const {document, words, selection} = context;
  const level = spec.indent === null ? 0 : Math.min(3, Number(row[spec.indent]) || 0);
  const isBold = spec.emphasis === null ? spec.indent !== null && level === 0 : row[spec.emphasis] === true;
  const cells = columns.map((column, index) => drawCell(row, column, index === 0, context));
  const element = html(
    document,
    "tr",
    {class: [isBold ? "group" : "", level ? `indent-${level}` : ""].join(" ").trim() || null},
    ...cells
  );
  const key = spec.key ?? columns[0]?.name;
  if (spec.select !== null && key !== undefined && cells[0]) {
    const press = html(document, "span", {class: "press"}, ...cells[0].childNodes);
    cells[0].append(press);
    makeSelectable(press, {variable: spec.select, value: row[key], selection, label: words.value(key, row[key])});
  } else if (typeof row.customer_id === "number" && cells[0]) {
    const at = Math.max(
      0,
      columns.findIndex(({name}) => name === "customer_key")
    );
    const place = cells[at]!;
    const press = html(document, "span", {}, ...place.childNodes);
    place.append(press);
    makeCustomer(press, row.customer_id, words.t("charts.open_customer", {name: press.textContent}));
  }
  return element;
}

function drawCell(
  row: Row,
  {name, isNumber, top, format, breaks}: Column,
  isFirst: boolean,
  context: DrawContext
): HTMLElement {
  const {document, width, words} = context;
  const value = row[name];
  const text = listing(truncate(format(value)), {column: name, rows: [row]}, context);
  const amount = drawableNumber(value);
  const shade = breaks !== null && amount !== null ? ` shade shade-${shadeOf(amount, breaks)}` : "";
  const attributes = {class: (isNumber ? "number" : "word") + shade + (isBadNews(name, amount, words) ? " loss" : "")};
  if (isFirst) {
    if (value instanceof Date) attributes.class += " time";
    return html(document, "th", {scope: "row", ...attributes}, text);
  }
  if (!top) return html(document, "td", attributes, text);
  return html(document, "td", attributes, text, drawBar(amount, top, width < narrowWidth ? 36 : 72, document));
}

// a negative value has a hollow bar; a missing one keeps the bar's space, so that figures stay aligned
function drawBar(amount: number | null, top: number, room: number, document: Document): HTMLElement {
  const style = `width:${Math.round((Math.abs(amount ?? 0) / top) * room)}px`;
  const kind = amount !== null && amount < 0 ? "bar negative" : "bar";
  const bar = amount ? html(document, "span", {class: kind, "aria-hidden": "true", style}) : null;
  return html(document, "span", {class: "bar-room", style: `width:${room}px`}, bar);
}

// only a change for the worse is coloured; for a column of no known relation, a fall
function isBadNews(name: string, amount: number | null, words: Words): boolean {
  const {isChange, good} = words.measure(name);
  if (amount === null || amount === 0 || !isChange) return false;
  return amount < 0 ? good === "higher" : good === "lower";
}

function foot(columns: readonly Column[], spec: TableSpec, rows: readonly Row[], context: DrawContext): HTMLElement[] {
  const {document, words} = context;
  if (!spec.totals.length) return [];
  const cells = columns.map(({name, isNumber, format}, index) => {
    const sum = rows.reduce((total, row) => total + (drawableNumber(row[name]) ?? 0), 0);
    const isSummed = spec.totals.includes(name);
    const text = isSummed
      ? listing(format(sum), {column: name, rows}, context)
      : index === 0
        ? words.t("charts.total")
        : "";
    const kind = {class: isNumber ? "number" : "word"};
    return index === 0 ? html(document, "th", {scope: "row", ...kind}, text) : html(document, "td", kind, text);
  });
  return [html(document, "tfoot", {}, html(document, "tr", {class: "group"}, ...cells))];
}

function limitNote({from}: TableSpec, shown: number, {document, words, rowCount}: DrawContext): HTMLElement | null {
  if (shown >= rowCount) return null;
  const note = html(document, "p", {class: "chart-note"}, words.t("charts.first_rows", {shown, all: rowCount}), " ");
  const button = html(document, "button", {type: "button", class: "link"}, words.t("charts.show_all", {all: rowCount}));
  button.addEventListener("click", () => {
    const view = document.defaultView;
    if (view)
      button.dispatchEvent(new view.CustomEvent("huitou-open", {bubbles: true, detail: {from, column: "", row: {}}}));
  });
  note.append(button);
  return note;
}

type Order = "ascending" | "descending";

interface Sortable {
  head: HTMLElement;
  body: HTMLElement;
  columns: readonly Column[];
  rows: readonly Row[];
}

const sortMemory = "table.sort";

function makeSortable(table: Sortable, memory: ChartContext["memory"]): void {
  const headings = [...table.head.querySelectorAll("th")];
  const original = [...table.body.children];
  const sort = (name: string, order: Order | null) => {
    for (const heading of headings) heading.removeAttribute("aria-sort");
    if (order === null) return table.body.replaceChildren(...original);
    headings.find(({dataset}) => dataset.column === name)?.setAttribute("aria-sort", order);
    table.body.replaceChildren(...sorted(table.rows, name, order).map((at) => original[at] as Element));
  };
  table.columns.forEach(({name, isNumber}, index) => {
    const heading = headings[index];
    heading?.addEventListener("click", () => {
      const order = nextOrder(heading.getAttribute("aria-sort"), isNumber);
      memory?.set(sortMemory, {name, order});
      sort(name, order);
    });
  });
  const last = memory?.get(sortMemory) as {name: string; order: Order | null} | undefined;
  if (last && table.columns.some(({name}) => name === last.name)) sort(last.name, last.order);
}

// numbers sort descending first, text ascending; the third click restores the rows' own order
function nextOrder(now: string | null, isNumber: boolean): Order | null {
  const first: Order = isNumber ? "descending" : "ascending";
  const second: Order = isNumber ? "ascending" : "descending";
  if (now === null) return first;
  return now === first ? second : null;
}

/** The row indexes ordered by a column; missing values come last in either direction. */
function sorted(rows: readonly Row[], name: string, order: Order): number[] {
  const sign = order === "ascending" ? 1 : -1;
  return rows
    .map((_, index) => index)
    .sort((a, b) => {
      const [one, two] = [rows[a]?.[name] ?? null, rows[b]?.[name] ?? null];
      if (one === null || two === null) return Number(one === null) - Number(two === null) || a - b;
      return sign * compare(one, two) || a - b;
    });
}

function compare(one: unknown, two: unknown): number {
  if (typeof one === "string" && typeof two === "string") return one.localeCompare(two);
  return Number(one) - Number(two);
}
