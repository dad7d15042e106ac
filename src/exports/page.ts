import type {Table} from "apache-arrow";
import {toRows} from "../base/table";
import type {ChartContext} from "../charts/kind";
import type {ChartSpec} from "../charts/spec";
import {interpolate} from "../notebook/interpolate";
import {parseMarkdown, type ProseNode, type ValueNode} from "../notebook/markdown";
import type {ChartCell, Notebook} from "../notebook/notebook";
import {arrowOf} from "./pages/arrow";
import type {Origin} from "./privacy/facts";
import {personal} from "./privacy/shape";
import {suppressTables, type SharedTable, type SuppressOptions, type TableToShare} from "./suppress";

/** What a cell came to; a cell's state of the session is one. */
export interface CellOutcome {
  status: string;
  table: Table | null;
  totalRows: number;
  reason: string | null;
}

/** An input or a filter in force, in the reader's words. */
export interface InputInForce {
  label: string;
  value: string;
  /** whether it differs from what the notebook begins with */
  isChanged: boolean;
}

/** Everything that a report or a picture is made of. */
export interface PageToShare {
  notebook: Notebook;
  /** by cell id */
  outcomes: ReadonlyMap<string, CellOutcome>;
  inputs: readonly InputInForce[];
  /** which shop and period, and a line of figures; empty texts are left out */
  summary: {shop: string; period: string; figures: string};
  /** by cell id: names of the cells and relations it reads */
  reads: ReadonlyMap<string, readonly string[]>;
  words: ChartContext["words"];
  /** to draw in; nothing is added to it */
  document: Document;
  /** what the database knows of buyers; without it the tables alone decide */
  known?: SuppressOptions;
}

/** A chart as it may leave. */
export interface SharedChart {
  kind: "chart";
  cell: ChartCell;
  spec: ChartSpec;
  title: string;
  /** rows as they may leave, to be drawn; null when there is nothing to draw */
  table: Table | null;
  shared: SharedTable | null;
  /** groups that it would show and does not */
  suppressed: number;
  /** message key of why there is nothing to draw, with its values */
  instead: {key: string; values: Record<string, unknown>} | null;
}
/** A stretch of prose. */
export interface SharedProse {
  kind: "prose";
  nodes: ProseNode[];
}
/** What stands under one heading. */
export interface SharedSection {
  /** empty for what stands before the first heading */
  heading: ProseNode[];
  items: (SharedProse | SharedChart)[];
  notes: SharedProse[];
}

/** A page with everything taken out that may not leave. */
export interface SharedPage {
  title: string;
  sections: SharedSection[];
  charts: readonly SharedChart[];
  /** a value within prose, as text */
  say(node: ValueNode): string;
  /** inputs in force; a value that names a person is not told */
  inputs: readonly InputInForce[];
  /** relations that the charts' numbers come from, in order of first mention */
  relations: readonly string[];
}

/** Takes out what may not leave, all tables of the page together, and lays out the rest. */
export function sharePage(page: PageToShare): SharedPage {
  const {notebook, words} = page;
  const tables = suppressTables(tablesOf(page), page.known);
  const sections = layOut(page, tables);
  const charts = sections.flatMap(({items}) => items.filter((item) => item.kind === "chart"));
  return {
    title: words.text(notebook.title),
    sections,
    charts,
    inputs: page.inputs.map((input) =>
      isPersonal(input.value, page) ? {...input, value: words.t("sharing.untold")} : input
    ),
    say: (node) => sayValue(node, page, tables),
    relations: relationsOf(
      charts.map(({spec}) => spec.from),
      page
    )
  };
}

function isPersonal(value: string, {known}: PageToShare): boolean {
  return personal.test(value) || (known?.identities?.has(value) ?? false);
}

/** Every table once, under the name of the cell or relation that it shows: two charts of one cell have one secret. */
function tablesOf(page: PageToShare): TableToShare[] {
  const {notebook, outcomes} = page;
  const found = new Map<string, TableToShare>();
  for (const cell of notebook.cells) {
    const {table, totalRows = 0, status} = outcomes.get(cell.id) ?? {table: null, status: "idle"};
    const spec = cell.kind === "chart" ? cell.spec : null;
    const name = cell.kind === "sql" ? cell.name : spec?.from;
    if (!table || name === undefined || status === "failed" || status === "off") continue;
    const indent = typeof spec?.indent === "string" ? spec.indent : (found.get(name)?.indent ?? null);
    const columns = table.schema.fields.map((field) => field.name);
    const origin = originOf(name, page);
    found.set(name, {name, columns, rows: toRows(table), indent, isCut: totalRows > table.numRows, origin});
  }
  return [...found.values()];
}

/** A name that stands for a relation is that relation; a cell of SQL is made of those it reads. */
function originOf(name: string, page: PageToShare): Origin {
  const isCell = page.notebook.cells.some((cell) => cell.kind === "sql" && cell.name === name);
  return {relations: relationsOf([name], page), isItself: !isCell};
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

/** Kinds whose rows stand for themselves: with a gap in a sentence there is no sentence. */
const sentenceKinds = new Set(["verdicts", "sentences", "findings", "number"]);
/** Kinds that draw a missing value as missing. */
const gapKinds = new Set(["bar", "line", "area", "heatmap", "table", "cohort", "calendar", "histogram"]);

function chartOf(cell: ChartCell, given: ChartSpec, page: PageToShare, shared: SharedTable | null): SharedChart {
  const {outcomes, words} = page;
  const title = given.title ? words.text(given.title) : "";
  const suppressed = shared ? countGaps(given, shared) : 0;
  const base = {kind: "chart", cell, spec: given, title, shared, suppressed} as const;
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
  return {...base, spec: specFor(given, suppressed), table: arrowOf(shared, rows), instead: null};
}

function rowsFor({kind, x, y}: ChartSpec, shared: SharedTable, words: PageToShare["words"]): SharedTable["rows"] {
  const {shape, rows, shown, intact, hiddenRows, hiddenCount} = shared;
  if (sentenceKinds.has(kind)) return intact;
  if (shape.cumulative !== null || shape.isDefinitions) return shown;
  if (kind === "segments" && hiddenRows > 0 && y === shape.main && shown.length > 0)
    return [...shown, {[String(x)]: words.t("sharing.small_groups"), [String(y)]: hiddenCount}];
  return shown.length > 0 && gapKinds.has(kind) ? rows : shown;
}

/** The columns that a chart shows; all that its table has where it does not say. */
export function columnsOf(spec: ChartSpec, columns: readonly string[]): string[] {
  const isAll = sentenceKinds.has(spec.kind) || (spec.kind === "table" && !Array.isArray(spec.columns));
  const named = Object.values(spec).flat();
  return columns.filter((name) => isAll || named.includes(name));
}

function countGaps(spec: ChartSpec, {columns, gaps}: SharedTable): number {
  const shown = columnsOf(spec, columns);
  return gaps.filter((gap) => shown.some((name) => gap.has(name))).length;
}

/** The spec without what can be pressed, and without a total that would be short of what is hidden. */
function specFor(given: ChartSpec, suppressed: number): ChartSpec {
  const spec: ChartSpec = {...given};
  delete spec.select;
  if (suppressed > 0) delete spec.totals;
  if (spec.kind === "findings") spec.isQuiet = true;
  return spec;
}

function sayValue(node: ValueNode, {words}: PageToShare, tables: ReadonlyMap<string, SharedTable>): string {
  const shared = tables.get(node.cell);
  const isWhole = shared && shared.withheld === null && shared.hiddenRows + shared.partRows === 0;
  const isOneRow = node.aggregate === "first" || node.aggregate === "last";
  if (!shared || shared.withheld !== null || (!isWhole && !isOneRow)) return words.value(node.column, null);
  return interpolate(node, arrowOf(shared, shared.rows), words);
}

/** Names that stand for relations, through as many cells as there are. */
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
