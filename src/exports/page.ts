import type {Table} from "apache-arrow";
import {toRows} from "../base/table";
import type {ChartContext} from "../charts/kind";
import type {ChartSpec} from "../charts/spec";
import {interpolate} from "../notebook/interpolate";
import {findValues, parseMarkdown, type ProseNode, type ValueNode} from "../notebook/markdown";
import type {ChartCell, Notebook} from "../notebook/notebook";
import {isMeantToBeRead, shippedModels} from "../models/library";
import {arrowOf} from "./pages/arrow";
import type {Origin} from "./privacy/facts";
import {textOf} from "./privacy/largest";
import {unjudged, type OwnTable} from "./privacy/own-cells";
import {personal} from "./privacy/shape";
import {suppressTables, type SharedTable, type SuppressOptions, type TableToShare} from "./suppress";

/** The result of a cell; `CellState` of the session is one. */
export interface CellOutcome {
  status: string;
  table: Table | null;
  totalRows: number;
  reason: string | null;
}

/** An input or filter, formatted for the reader. */
export interface InputInForce {
  label: string;
  value: string;
  /** whether it differs from its default */
  isChanged: boolean;
  /** what was chosen from a cell's rows: told only where these rows are; null for a value of another origin */
  chosen?: readonly string[] | null;
}

/** Everything that a report or picture is made from. */
export interface PageToShare {
  notebook: Notebook;
  /** by cell id */
  outcomes: ReadonlyMap<string, CellOutcome>;
  inputs: readonly InputInForce[];
  /** shop, period, and a line of figures; empty texts are omitted */
  summary: {shop: string; period: string; figures: string};
  /** by cell id: names of the cells and relations it reads */
  reads: ReadonlyMap<string, readonly string[]>;
  words: ChartContext["words"];
  /** used to create elements; it is not changed */
  document: Document;
  /** what the database knows about buyers; without it only the tables are considered */
  known?: SuppressOptions;
  /** whether it is made for the shop's owner alone: whole, with names, and marked as not for sharing */
  isPrivate?: boolean;
}

/** A chart after suppression. */
export interface SharedChart {
  kind: "chart";
  cell: ChartCell;
  spec: ChartSpec;
  title: string;
  /** rows to draw, after suppression; null when there is nothing to draw */
  table: Table | null;
  shared: SharedTable | null;
  /** number of hidden groups */
  suppressed: number;
  /** message key and values of why nothing is drawn, for the person who shares; null when it is */
  instead: {key: string; values: Record<string, unknown>} | null;
  /**
   * whether its SQL is a person's own: what leaves says neither why nothing of it is shown nor how many groups are hidden, since
   * a stranger's SQL can make that tell something
   */
  isOwn: boolean;
}

/** A stretch of prose. */
export interface SharedProse {
  kind: "prose";
  nodes: ProseNode[];
}
/** A section under one heading. */
export interface SharedSection {
  /** empty for the part before the first heading */
  heading: ProseNode[];
  items: (SharedProse | SharedChart)[];
  notes: SharedProse[];
}

/** A page after suppression. */
export interface SharedPage {
  title: string;
  sections: SharedSection[];
  charts: readonly SharedChart[];
  /** formats a value within prose */
  formatValue(node: ValueNode): string;
  /** current inputs; values that identify a person are omitted */
  inputs: readonly InputInForce[];
  /** relations behind the charts, in order of first mention */
  relations: readonly string[];
}

/** Suppresses what may not be shared, for all tables of the page together, and lays out the rest. */
export function sharePage(page: PageToShare): SharedPage {
  const {notebook, words} = page;
  const tables = suppressTables(tablesOf(page), page.known);
  const sections = layOut(page, tables);
  const charts = sections.flatMap(({items}) => items.filter((item) => item.kind === "chart"));
  return {
    title: words.text(notebook.title),
    sections: beginningWithContent(sections),
    charts,
    inputs: page.inputs.map((input) =>
      isTold(input, page, tables) ? input : {...input, value: words.t("sharing.untold")}
    ),
    formatValue: (node) => formatValue(node, page, tables),
    relations: relationsOf(
      charts.map(({spec}) => spec.from),
      page
    )
  };
}

/** The sections without the charts before the first heading that may not leave: a page begins with what it shows. */
function beginningWithContent([first, ...others]: readonly SharedSection[]): SharedSection[] {
  if (!first || first.heading.length > 0) return first ? [first, ...others] : [];
  const items = first.items.filter((item) => item.kind === "prose" || item.instead === null);
  return items.length + first.notes.length > 0 ? [{...first, items}, ...others] : others;
}

/** Whether the value of an input may be told: it names nobody, and what was chosen from rows stands in rows that leave. */
function isTold(
  {value, chosen}: InputInForce,
  {known}: PageToShare,
  tables: ReadonlyMap<string, SharedTable>
): boolean {
  if (personal.test(value) || known?.identities?.has(value)) return false;
  if (!chosen) return true;
  const leaving = [...tables.values()].flatMap(({withheld, isOwn, shown, rows}) =>
    withheld ? [] : isOwn ? shown : rows
  );
  const texts = new Set(leaving.flatMap((row) => Object.values(row).map(textOf)));
  return chosen.every((text) => texts.has(text));
}

/** The tables of a page, each once by the cell or relation it shows: two charts of one cell share one table. */
export function tablesOf(page: PageToShare): TableToShare[] {
  const {notebook, outcomes, known} = page;
  const found = new Map<string, TableToShare>();
  for (const cell of notebook.cells) {
    const {table, totalRows = 0, status} = outcomes.get(cell.id) ?? {table: null, status: "idle"};
    const spec = cell.kind === "chart" ? cell.spec : null;
    const name = cell.kind === "sql" ? cell.name : spec?.from;
    if (!table || name === undefined || status === "failed" || status === "off") continue;
    const indent = typeof spec?.indent === "string" ? spec.indent : (found.get(name)?.indent ?? null);
    const columns = table.schema.fields.map((field) => field.name);
    const own = page.isPrivate ? undefined : ownOf(name, page);
    const isLetOut = page.isPrivate === true || (own?.withheld === "unjudged" && known?.letOut?.has(name) === true);
    const rows = own && (own.withheld === null || isLetOut) ? own.rows : toRows(table);
    const isCut = totalRows > table.numRows;
    const part = page.isPrivate ? undefined : partOf(name, page);
    found.set(name, {name, columns, rows, indent, isCut, origin: originOf(name, page), own, isLetOut, part});
  }
  for (const {part} of [...found.values()]) if (part && !found.has(part.of)) addWhole(part.of, found, page);
  return [...found.values()];
}

/** The relation of which a cell passes on some rows; undefined for other cells. */
function partOf(name: string, page: PageToShare): TableToShare["part"] {
  if (page.known?.own?.get(name) !== "passed_on") return undefined;
  const [of = name] = relationsOf([name], page);
  return {of, key: shippedModels.get(of)?.key ?? []};
}

function addWhole(name: string, found: Map<string, TableToShare>, {known}: PageToShare): void {
  const whole = known?.wholes?.get(name);
  if (whole) found.set(name, {name, ...whole, origin: {relations: [name], isItself: true}, isWhole: true});
}

/** By table: the columns that charts and sentences of any language show. */
export function leavingColumns(page: PageToShare): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const add = (name: string, columns: readonly string[]) =>
    found.set(name, new Set([...(found.get(name) ?? []), ...columns]));
  for (const cell of page.notebook.cells) {
    const fields = page.outcomes.get(cell.id)?.table?.schema.fields.map(({name}) => name) ?? [];
    if (cell.kind === "chart" && cell.spec) add(cell.spec.from, shownColumns(cell.spec, fields));
    if (cell.kind === "text")
      for (const {cell: name, column} of findValues(cell.markdown).references) add(name, [column]);
  }
  return found;
}

/**
 * What may leave of a cell that a person wrote: nothing, where it was not judged. Nor do relations leave that others are made of,
 * or that belong to the engine: what they tell is not known.
 */
function ownOf(name: string, {notebook, known}: PageToShare): OwnTable | undefined {
  if (!isSqlCell(name, notebook)) return isMeantToBeRead(name) ? undefined : unjudged;
  const own = known?.own?.get(name) ?? unjudged;
  return typeof own === "string" ? undefined : own;
}

/** Whether a name is that of a SQL cell that does not ship. */
function isOwnSql(name: string, {notebook, known, isPrivate}: PageToShare): boolean {
  return !isPrivate && isSqlCell(name, notebook) && !known?.reviewed?.has(name);
}

function isSqlCell(name: string, {cells}: Notebook): boolean {
  return cells.some((cell) => cell.kind === "sql" && cell.name === name);
}

/** A relation's name is itself; a cell's origin is the relations it reads. */
function originOf(name: string, page: PageToShare): Origin {
  return {relations: relationsOf([name], page), isItself: !isSqlCell(name, page.notebook)};
}

function layOut(page: PageToShare, tables: ReadonlyMap<string, SharedTable>): SharedSection[] {
  const {notebook, words} = page;
  const sections: SharedSection[] = [{heading: [], items: [], notes: []}];
  for (const cell of notebook.cells) {
    if (cell.kind === "chart" && cell.spec)
      sections.at(-1)!.items.push(chartOf(cell, cell.spec, page, tables.get(cell.spec.from) ?? null));
    if (cell.kind !== "text" || (cell.lang !== null && cell.lang !== words.locale)) continue;
    for (const node of parseMarkdown(cell.markdown)) {
      if (node.type === "heading" && node.depth <= 1) continue;
      if (node.type === "heading" && node.depth === 2) sections.push({heading: node.children, items: [], notes: []});
      else if (node.type === "blockquote") sections.at(-1)!.notes.push({kind: "prose", nodes: node.children});
      else sections.at(-1)!.items.push({kind: "prose", nodes: [node]});
    }
  }
  return sections.filter(({heading, items, notes}) => heading.length + items.length + notes.length > 0);
}

/** Kinds that render rows as sentences, which cannot have gaps. */
const sentenceKinds = new Set(["verdicts", "sentences", "findings", "number", "figures"]);
/** Kinds that can draw missing values. */
const gapKinds = new Set(["bar", "line", "area", "heatmap", "table", "cohort", "calendar", "histogram"]);

function chartOf(cell: ChartCell, given: ChartSpec, page: PageToShare, shared: SharedTable | null): SharedChart {
  const {outcomes, words} = page;
  const title = given.title ? words.text(given.title) : "";
  const suppressed = shared ? countGaps(given, shared) : 0;
  const isOwn = isOwnSql(given.from, page);
  const base = {kind: "chart", cell, spec: given, title, shared, suppressed, isOwn} as const;
  const outcome = outcomes.get(cell.id);
  const nothing = (key: string, values: Record<string, unknown> = {}): SharedChart => ({
    ...base,
    table: null,
    instead: {key, values}
  });
  if (outcome?.status === "off") return nothing("sharing.off", {reason: words.value("reason", outcome.reason)});
  if (!outcome?.table || !shared || outcome.status === "failed") return nothing("sharing.no_result");
  if (shared.withheld !== null) return nothing(`sharing.withheld_${shared.withheld}`);
  const rows = rowsFor(given, shared, words);
  if (rows.length === 0 && shared.rows.length > 0) return nothing("sharing.all_hidden");
  if (rows.length === 0 && isOwn) return nothing("sharing.no_result");
  return {
    ...base,
    spec: specFor(given, suppressed > 0 || shared.isPicked),
    table: arrowOf(shared, rows),
    instead: null
  };
}

function rowsFor({kind, x, y}: ChartSpec, shared: SharedTable, words: PageToShare["words"]): SharedTable["rows"] {
  const {shape, rows, shown, intact, hiddenRows, hiddenCount, isOwn} = shared;
  if (sentenceKinds.has(kind)) return intact;
  if (isOwn) return shown;
  if (shape.cumulative !== null || shape.isDefinitions) return shown;
  if (kind === "segments" && hiddenRows > 0 && y === shape.main && shown.length > 0)
    return [...shown, {[String(x)]: words.t("sharing.small_groups"), [String(y)]: hiddenCount}];
  return shown.length > 0 && gapKinds.has(kind) ? rows : shown;
}

/** The columns that a chart shows; all columns of its table where it does not say. */
export function shownColumns(spec: ChartSpec, columns: readonly string[]): string[] {
  const isAll = sentenceKinds.has(spec.kind) || (spec.kind === "table" && !Array.isArray(spec.columns));
  const named = Object.values(spec).flat();
  return columns.filter((name) => isAll || named.includes(name));
}

function countGaps(spec: ChartSpec, {columns, gaps}: SharedTable): number {
  const shown = shownColumns(spec, columns);
  return gaps.filter((gap) => shown.some((name) => gap.has(name))).length;
}

/** The spec without interaction, and without totals that would not match after suppression. */
function specFor(given: ChartSpec, isPartial: boolean): ChartSpec {
  const spec: ChartSpec = {...given};
  delete spec.select;
  if (isPartial) delete spec.totals;
  if (spec.kind === "findings") spec.isQuiet = true;
  return spec;
}

function formatValue(node: ValueNode, {words}: PageToShare, tables: ReadonlyMap<string, SharedTable>): string {
  const shared = tables.get(node.cell);
  const isWhole = shared && shared.withheld === null && !shared.isPicked && shared.hiddenRows + shared.partRows === 0;
  const isOneRow = node.aggregate === "first" || node.aggregate === "last";
  if (!shared || shared.withheld !== null || (!isWhole && !isOneRow)) return words.value(node.column, null);
  return interpolate(node, arrowOf(shared, shared.rows), words);
}

/** The relations behind some names, through any number of cells. */
function relationsOf(names: readonly string[], page: PageToShare, seen = new Set<string>()): string[] {
  const {notebook, reads} = page;
  const found = names.flatMap((name) => {
    if (seen.has(name)) return [];
    seen.add(name);
    const cell = notebook.cells.find((other) => other.kind === "sql" && other.name === name);
    return cell ? relationsOf(reads.get(cell.id) ?? [], page, seen) : [name];
  });
  return [...new Set(found)];
}
