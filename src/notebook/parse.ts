import type {Diagnostic} from "../base/errors";
import {parseChartSpec, selectedBy} from "../charts/spec";
import {readFrontMatter} from "./front-matter";
import {parseInputSpec} from "./inputs";
import {countBreaks} from "./text/lines";
import {problemOfName} from "./names";
import type {Cell, ChartCell, InputCell, Notebook, SqlCell, TextCell} from "./notebook";
import {splitSegments, type Fence, type Segment} from "./text/segments";
import {toProblem} from "./text/shape";
import {readYaml} from "./yaml";

/** Parses a document. Never throws: errors are among its `problems` and those of its cells. */
export function parseNotebook(text: string): Notebook {
  const {end, title, lang, needs, problems} = readFrontMatter(text);
  const {lead, segments} = splitSegments(text.slice(end));
  const frontMatter = text.slice(0, end) + lead;
  return {title, lang, needs, problems, frontMatter, cells: toCells(segments, 1 + countBreaks(frontMatter))};
}

function toCells(segments: readonly Segment[], firstLine: number): Cell[] {
  const names = new Set<string>();
  const ids = new Set<string>();
  let line = firstLine;
  return segments.map((segment, index) => {
    const {fence, source} = segment;
    const prose = segments.slice(0, index + 1).filter((each) => !each.fence).length;
    const cell = fence ? toFenceCell(fence, {source, line, names}) : toTextCell(segment, line, prose);
    line += countBreaks(source);
    return {...cell, id: uniqueId(cell.id, ids)};
  });
}

/** A unique id for a cell whose name is taken, which is one of its problems. */
function uniqueId(wanted: string, ids: Set<string>): string {
  let id = wanted;
  for (let count = 2; ids.has(id); count += 1) id = `${wanted}~${count}`;
  ids.add(id);
  return id;
}

function toTextCell({source, lang, markdown}: Segment, line: number, count: number): TextCell {
  return {kind: "text", id: `text-${count}`, source, line, problems: [], lang, markdown};
}

function toFenceCell(fence: Fence, {source, line, names}: {source: string; line: number; names: Set<string>}): Cell {
  const {name, kind} = fence;
  const problems = [problemOfName(name, names), fence.isClosed ? null : unclosed].filter((problem) => problem !== null);
  names.add(name);
  const body = bodyReaders[kind](fence, line + 1);
  const base = {id: name === "" ? `${kind}~` : name, name, source, line};
  return {...base, ...body, problems: [...problems.map((problem) => ({at: {line}, ...problem})), ...body.problems]};
}

const unclosed: Diagnostic = {code: "notebook.fence_open", severity: "warning", details: {}};

function readSql({body}: Fence, line: number): Pick<SqlCell, "kind" | "sql" | "problems"> {
  const isEmpty = body.trim() === "";
  return {
    kind: "sql",
    sql: body,
    problems: isEmpty ? [{code: "notebook.sql_empty", severity: "error", details: {}, at: {line}}] : []
  };
}

type ChartBody = Pick<ChartCell, "kind" | "spec" | "problems">;
type InputBody = Pick<InputCell, "kind" | "spec" | "problems">;

/**
 * Caches parsed bodies without problems, so that typing in one cell parses only that one; YAML is most of the cost. A
 * body with problems is parsed again each time, since problems contain line numbers.
 */
function keeping<Body extends {problems: readonly unknown[]}>(read: (fence: Fence, line: number) => Body) {
  const kept = new Map<string, Body>();
  return (fence: Fence, line: number): Body => {
    const known = kept.get(fence.body);
    if (known) return known;
    const body = read(fence, line);
    if (kept.size >= mostKept) kept.clear();
    if (body.problems.length === 0) kept.set(fence.body, body);
    return body;
  };
}

/** Maximum number of cached bodies, more than a large document has. */
const mostKept = 1000;

function readChart({body}: Fence, line: number): ChartBody {
  const {value, problems} = readYaml(body, line);
  if (problems.length > 0) return {kind: "chart", spec: null, problems};
  const chart = parseChartSpec(value);
  // a selection is a variable like an input, but several charts may set the same one
  const variables = chart.spec ? selectedBy(chart.spec) : [];
  const found = [...chart.problems, ...variables.flatMap((name) => problemOfName(name, new Set()) ?? [])];
  return {kind: "chart", spec: chart.spec, problems: found.map((problem) => ({...problem, at: {line}}))};
}

function readInput({body}: Fence, line: number): InputBody {
  const {value, problems} = readYaml(body, line);
  if (problems.length > 0) return {kind: "input", spec: null, problems};
  try {
    return {kind: "input", spec: parseInputSpec(value), problems: []};
  } catch (error) {
    return {kind: "input", spec: null, problems: [toProblem(error, line)]};
  }
}

/** The parser of each kind of fence; `line` is the first line of its body. */
const bodyReaders = {
  sql: readSql,
  chart: keeping(readChart),
  input: keeping(readInput)
} satisfies Record<Fence["kind"], (fence: Fence, line: number) => unknown>;
