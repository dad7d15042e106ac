import type {Diagnostic} from "../base/errors";
import {selectedBy} from "../charts/spec";
import {findVariables} from "../engine/sql";
import {shippedModels} from "../models/library";
import {bodyOf} from "./edit";
import {analyze, type CellGraph, type Relations} from "./graph";
import {shippedNotebooks} from "./library";
import {parseMarkdown, type ProseNode} from "./markdown";
import type {Cell, Notebook} from "./notebook";
import {findRelations} from "../engine/references";
import {suspectName, suspectText, type Suspicion} from "./suspicion";

/** What one cell of an untrusted notebook would do. */
export interface CellReview {
  id: string;
  kind: Cell["kind"];
  /** empty for prose */
  name: string;
  /** SQL: the statement as written; chart or input: its whole spec; prose: its Markdown */
  text: string;
  /** whether running the notebook would send this text to the engine */
  isStatement: boolean;
  reads: {relations: readonly string[]; cells: readonly string[]; variables: readonly string[]};
  /** URLs of the links in its prose */
  links: readonly string[];
  /** problems of the cell */
  problems: readonly Diagnostic[];
}

/** The review of an untrusted notebook, made without running it. */
export interface Review {
  cells: readonly CellReview[];
  /** relations that it declares or reads, each with whether this data has it; null when there is no data yet */
  needs: readonly {name: string; isHere: boolean | null}[];
  /** names in `needs` that this data, or any shop's data, does not have */
  missing: readonly string[];
  /** number of statements that would run */
  statements: number;
  suspicions: readonly Suspicion[];
  problems: readonly Diagnostic[];
}

/** Reviews a notebook without running it; `relations` are those of the current data. */
export function reviewNotebook(notebook: Notebook, relations: ReadonlySet<string> | Relations): Review {
  const known: Relations =
    relations instanceof Set
      ? new Map([...relations].map((name: string) => [name, {variables: []}]))
      : (relations as Relations);
  const graph = analyze(notebook, known);
  const cells = notebook.cells.map((cell) => reviewCell(cell, graph, known));
  const names = [...new Set([...notebook.needs, ...cells.flatMap((cell) => wantedBy(cell, notebook, known))])];
  const isLater = (name: string) => known.size === 0 && shippedModels.has(name);
  const needs = names.map((name) => ({name, isHere: isLater(name) ? null : known.has(name)}));
  return {
    cells,
    needs,
    missing: needs.filter(({isHere}) => isHere === false).map(({name}) => name),
    statements: cells.filter(({isStatement}) => isStatement).length,
    suspicions: suspectAll(notebook, known),
    problems: notebook.problems
  };
}

/** SHA-256 of the text in hexadecimal, the key under which agreement to a notebook is stored. */
export async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function reviewCell(cell: Cell, graph: CellGraph, relations: Relations): CellReview {
  const reads = graph.reads.get(cell.id) ?? [];
  // before any data is loaded, relations that every shop has are not missing
  const isEarly = ({code, details}: Diagnostic) =>
    relations.size === 0 && code === "notebook.unknown_name" && shippedModels.has(String(details.name));
  const problems = [...cell.problems, ...(graph.problems.get(cell.id) ?? [])].filter((problem) => !isEarly(problem));
  return {
    id: cell.id,
    kind: cell.kind,
    name: "name" in cell ? cell.name : "",
    text: bodyOf(cell),
    isStatement: cell.kind === "sql" && !cell.problems.some(({severity}) => severity === "error"),
    reads: {
      relations: reads.filter((name) => relations.has(name)),
      cells: reads.filter((name) => !relations.has(name)),
      variables: variablesOf(cell)
    },
    links: cell.kind === "text" ? linksOf(parseMarkdown(cell.markdown)) : [],
    problems
  };
}

function variablesOf(cell: Cell): string[] {
  if (cell.kind === "sql") return findVariables(cell.sql);
  return cell.kind === "chart" && cell.spec ? selectedBy(cell.spec) : [];
}

function linksOf(nodes: readonly ProseNode[]): string[] {
  const found = nodes.flatMap((node) => [
    ...(node.type === "link" && !node.url.startsWith("#") ? [node.url] : []),
    ...("children" in node ? linksOf(node.children) : [])
  ]);
  return [...new Set(found)];
}

/** The relations that a cell reads, existing or not. */
function wantedBy({id, kind, reads}: CellReview, notebook: Notebook, relations: Relations): string[] {
  const cell = notebook.cells.find((each) => each.id === id)!;
  const cells = new Set(notebook.cells.filter((each) => each.kind === "sql").map((each) => each.id));
  const isOutside = (name: string) => relations.has(name) || shippedModels.has(name) || !cells.has(name);
  if (cell.kind === "sql")
    return findRelations(cell.sql)
      .filter(({name, schema}) => schema !== "notebook" && isOutside(name))
      .map(({name}) => name);
  if (cell.kind === "chart" && cell.spec) return isOutside(cell.spec.from) ? [cell.spec.from] : [];
  return kind === "text" ? [...reads.relations] : [];
}

function suspectAll(notebook: Notebook, relations: Relations): Suspicion[] {
  const titles = textsOf(notebook.title);
  const shipped = [...shippedNotebooks.values()].flatMap(({title}) => textsOf(title));
  const names = notebook.cells.flatMap((cell) => ("name" in cell ? [cell.name] : []));
  const known = [...relations.keys(), ...shippedModels.keys(), ...names];
  return [
    ...titles.flatMap((title) => suspectName(title, shipped, {where: "title", cell: null})),
    ...notebook.cells.flatMap((cell) => {
      const where = cell.kind === "text" ? "prose" : "statement";
      const inName = "name" in cell ? suspectName(cell.name, known, {where: "name", cell: cell.id}) : [];
      return [...inName, ...suspectText(bodyOf(cell), {where, cell: cell.id})];
    })
  ];
}

function textsOf(title: Notebook["title"]): string[] {
  return typeof title === "string" ? [title] : Object.values(title);
}
