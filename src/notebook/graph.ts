import type {Diagnostic, Place} from "../base/errors";
import {AppError} from "../base/errors";
import {downstream as reach, topologicalSort, upstream} from "../base/graph";
import {selectedBy} from "../charts/spec";
import {findVariableMentions, findVariables} from "../engine/sql";
import {boundVariablesOf, shippedModels, variablesOf, type Models} from "../models/library";
import {bodyOf} from "./edit";
import {countBreaks} from "./text/lines";
import {findValues} from "./markdown";
import {nearestName} from "./names";
import type {Cell, Notebook} from "./notebook";
import {placeOfKey} from "./yaml-edit";
import {findCalls, findRelations} from "../engine/references";

/** The relations that cells may read, each with the variables that its rows depend on, directly or indirectly. */
export type Relations = ReadonlyMap<string, {variables: readonly string[]}>;

/** The dependencies between the cells of a document, and their problems. */
export interface CellGraph {
  cells: ReadonlyMap<string, Cell>;
  /** cell ids, dependencies first; without cells that are in a cycle */
  order: readonly string[];
  /** by cell id: names of the cells and relations it reads directly, in order of first mention */
  reads: ReadonlyMap<string, readonly string[]>;
  /** by cell id: ids of the cells it reads directly */
  edges: ReadonlyMap<string, readonly string[]>;
  /** by variable: ids of the cells that set it (inputs, and charts with a selection) */
  defines: ReadonlyMap<string, readonly string[]>;
  /** by cell id or relation: the variables it depends on, directly or indirectly */
  variables: ReadonlyMap<string, readonly string[]>;
  /** by cell id: those of its variables that are only read live (`live_variable`), so that a query plan can be kept */
  live: ReadonlyMap<string, readonly string[]>;
  /** by cell id: problems with its dependencies; problems of its own text are in `Cell.problems` */
  problems: ReadonlyMap<string, readonly Diagnostic[]>;
}

/** Options of `analyze`. */
export interface AnalysisOptions {
  /** the shipped models, and which variables they read */
  models?: Models;
  /** whether a variable has a value now; a filter that is off adds no dependencies */
  isSet?: (variable: string) => boolean;
}

/** Computes the dependencies between cells. */
export function analyze(
  notebook: Notebook,
  relations: Relations,
  {models = shippedModels, isSet = () => true}: AnalysisOptions = {}
): CellGraph {
  const cells = new Map(notebook.cells.map((cell) => [cell.id, cell]));
  const world: ReadContext = {
    cells,
    relations,
    models,
    isSet,
    defines: findDefinitions(notebook.cells),
    needs: notebook.needs
  };
  const readsByCell = new Map(notebook.cells.map((cell) => [cell.id, readsOfCell(cell, world)]));
  const edges = new Map([...readsByCell].map(([id, {reads}]) => [id, reads.filter((name) => isCell(name, world))]));
  const {order, cycles} = sortCells(edges);
  const variables = collect(edges, readsByCell, (reads) => reads.variables);
  const bound = collect(edges, readsByCell, (reads) => reads.bound);
  return {
    cells,
    order,
    reads: new Map([...readsByCell].map(([id, {reads}]) => [id, reads])),
    edges,
    defines: world.defines,
    variables: new Map([...[...relations].map(([name, read]) => [name, read.variables] as const), ...variables]),
    live: new Map([...variables].map(([id, all]) => [id, all.filter((name) => !bound.get(id)?.includes(name))])),
    problems: new Map(
      [...readsByCell].map(([id, {problems}]) => [
        id,
        [...problems, ...cycles.flatMap((cycle) => cycleProblem(id, cycle))]
      ])
    )
  };
}

/**
 * The ids of the cells to run when cells (by id) or variables (by name) have changed: those, and all that read them.
 */
export function cellsToRun(graph: CellGraph, changed: Iterable<string>): string[] {
  const names = new Set(changed);
  const touched = [...graph.cells.keys()].filter(
    (id) => names.has(id) || graph.variables.get(id)?.some((variable) => names.has(variable))
  );
  const reached = reach(graph.edges, touched);
  return graph.order.filter((id) => reached.has(id));
}

interface ReadContext {
  cells: ReadonlyMap<string, Cell>;
  relations: Relations;
  models: Models;
  isSet: (variable: string) => boolean;
  defines: ReadonlyMap<string, readonly string[]>;
  needs: readonly string[];
}

/** What one cell reads directly. */
interface CellReads {
  reads: string[];
  variables: string[];
  /** the variables whose values become part of a query plan */
  bound: string[];
  problems: Diagnostic[];
}

function findDefinitions(cells: readonly Cell[]): Map<string, string[]> {
  const defines = new Map<string, string[]>();
  for (const cell of cells) {
    const chosen = cell.kind === "chart" && cell.spec ? selectedBy(cell.spec) : [];
    const variables = cell.kind === "input" ? [cell.name] : chosen;
    for (const variable of variables) defines.set(variable, [...(defines.get(variable) ?? []), cell.id]);
  }
  return defines;
}

const readersByKind = {
  sql: readsOfSql,
  chart: (cell: Extract<Cell, {kind: "chart"}>, world: ReadContext) =>
    readNames(cell.spec ? [cell.spec.from] : [], world, () => placeOfSource(cell)),
  text: readsOfText,
  input: () => ({reads: [], variables: [], bound: [], problems: []})
};

function readsOfCell(cell: Cell, world: ReadContext): CellReads {
  const look = readersByKind[cell.kind] as (cell: Cell, world: ReadContext) => CellReads;
  const reads = look(cell, world);
  const isShadow = cell.kind !== "text" && world.relations.has(cell.id);
  return isShadow ? {...reads, problems: [taken(cell), ...reads.problems]} : reads;
}

function readsOfSql(cell: Extract<Cell, {kind: "sql"}>, world: ReadContext): CellReads {
  const {relations, models, defines} = world;
  const mentions = findRelations(cell.sql);
  const reads = [...new Set(mentions.map(({name}) => name))].filter(
    (name) => isCell(name, world) || relations.has(name)
  );
  const variables = findVariables(cell.sql);
  const formulas = findCalls(cell.sql).filter((name) => models.get(name)?.layer === "macros");
  const lineOf = (offset: number) => cell.line + 1 + countBreaks(cell.sql.slice(0, offset));
  const unknown = mentions
    .filter(({name, schema}) => schema === null && !reads.includes(name) && !world.needs.includes(name))
    // DuckDB checks what a statement may read
    .map(({name, offset, end}) => unknownName(name, world, {line: lineOf(offset), offset, end}, "warning"));
  const unset = findVariableMentions(cell.sql)
    .filter(({name}, index, all) => !defines.has(name) && all.findIndex((each) => each.name === name) === index)
    .map(({name, from, to}): Diagnostic => {
      const suggestion = nearestName(name, defines.keys());
      const at = {line: lineOf(from), offset: from, end: to};
      return {code: "notebook.input_missing", severity: "error", details: {name, suggestion}, at};
    });
  const named = [...reads, ...formulas];
  return {
    reads,
    variables: [...new Set([...variables, ...named.flatMap((name) => variablesOfName(name, world))])],
    // everything that a cell's own SQL reads counts as bound
    bound: [...new Set([...variables, ...named.flatMap((name) => boundOfName(name, world))])],
    problems: [...unknown, ...unset]
  };
}

function readsOfText(cell: Extract<Cell, {kind: "text"}>, world: ReadContext): CellReads {
  const {references, malformed} = findValues(cell.markdown);
  const reads = readNames([...new Set(references.map((reference) => reference.cell))], world, (name) => {
    const found = new RegExp(`\\{\\{\\s*${name}(?=\\.)`).exec(cell.markdown);
    return found ? placeInProse(cell, found.index + found[0].length - name.length, name.length) : {line: cell.line};
  });
  const problems = malformed.map((text): Diagnostic => {
    const at = placeInProse(cell, cell.markdown.indexOf(text), text.length);
    return {code: "notebook.value_syntax", severity: "error", details: {text: text.slice(0, 80)}, at};
  });
  return {...reads, problems: [...reads.problems, ...problems]};
}

/** The place of a chart's `from` key. */
function placeOfSource(cell: Extract<Cell, {kind: "chart"}>): Place {
  const body = bodyOf(cell);
  const place = placeOfKey(body, "from");
  if (!place) return {line: cell.line};
  return {line: cell.line + 1 + countBreaks(body.slice(0, place.from)), offset: place.from, end: place.to};
}

/**
 * Converts a place in prose to one in the document; prose begins one line below its cell when there is a language
 * marker.
 */
function placeInProse({line, source, markdown}: Extract<Cell, {kind: "text"}>, offset: number, length: number): Place {
  const start = Math.max(0, source.indexOf(markdown));
  return {line: line + countBreaks(source.slice(0, start + offset)), offset, end: offset + length};
}

function readNames(names: readonly string[], world: ReadContext, placeOf: (name: string) => Place): CellReads {
  const isKnown = (name: string) => isCell(name, world) || world.relations.has(name);
  return {
    reads: names.filter(isKnown),
    variables: names.filter(isKnown).flatMap((name) => variablesOfName(name, world)),
    bound: names.filter(isKnown).flatMap((name) => boundOfName(name, world)),
    problems: names
      .filter((name) => !isKnown(name) && !world.needs.includes(name))
      .map((name) => unknownName(name, world, placeOf(name), "error"))
  };
}

/** Whether a name means a cell's rows; relations take precedence. */
function isCell(name: string, {cells, relations}: ReadContext): boolean {
  return cells.get(name)?.kind === "sql" && !relations.has(name);
}

function variablesOfName(name: string, world: ReadContext): readonly string[] {
  if (isCell(name, world)) return [];
  // the catalog lists every variable that could matter, a model those that matter now
  if (world.models.has(name)) return variablesOf(name, world.models, world.isSet);
  return world.relations.get(name)?.variables ?? [];
}

function boundOfName(name: string, world: ReadContext): readonly string[] {
  if (!isCell(name, world) && world.models.has(name)) return boundVariablesOf(name, world.models, world.isSet);
  return variablesOfName(name, world);
}

function unknownName(name: string, world: ReadContext, at: Place, severity: "error" | "warning"): Diagnostic {
  const known = [...world.relations.keys(), ...[...world.cells.keys()].filter((id) => isCell(id, world))];
  return {code: "notebook.unknown_name", severity, details: {name, suggestion: nearestName(name, known)}, at};
}

function taken({id, line}: Cell): Diagnostic {
  return {code: "notebook.name_taken", severity: "error", details: {name: id}, at: {line}};
}

function cycleProblem(id: string, names: readonly string[]): Diagnostic[] {
  return names.includes(id) ? [{code: "notebook.cycle", severity: "error", details: {names}}] : [];
}

type CellEdges = ReadonlyMap<string, readonly string[]>;

/** Topological order, removing one cycle at a time until the rest can be sorted. */
function sortCells(edges: CellEdges): {order: string[]; cycles: string[][]} {
  const rest = new Map(edges);
  const cycles: string[][] = [];
  for (;;) {
    try {
      return {order: topologicalSort(rest), cycles};
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "graph.cycle") throw error;
      const names = error.details.names as string[];
      cycles.push(names);
      for (const name of names) rest.delete(name);
    }
  }
}

/** Collects a property over everything that each cell reads, by cell id. */
function collect(
  edges: CellEdges,
  outlooks: ReadonlyMap<string, CellReads>,
  ofCell: (reads: CellReads) => readonly string[]
): Map<string, string[]> {
  const all = (id: string) =>
    [...upstream(edges, [id])].flatMap((name) => {
      const reads = outlooks.get(name);
      return reads ? ofCell(reads) : [];
    });
  return new Map([...outlooks.keys()].map((id) => [id, [...new Set(all(id))]]));
}
