import {topologicalSort} from "../../base/graph";
import type {Row} from "../../base/table";
import type {Unit, Words} from "../../base/words";
import {AppError} from "../../base/errors";
import {seriesColours, seriesLimit, stages} from "../palette";
import {drawableNumber} from "../points";

/** A node of a flow chart. */
export interface FlowNode {
  /** unique among the nodes */
  id: string;
  /** its value in the data */
  code: unknown;
  label: string;
  /** the name of its colour */
  colour: string;
  /** index of its column in `steps`; null in a network */
  step: number | null;
  /** the rows that pass through it */
  rows: readonly Row[];
}

/** The total from one node to another. */
export interface FlowLink {
  source: string;
  target: string;
  value: number;
  /** the rows that it adds up */
  rows: Row[];
}

/** Nodes and links. */
export interface Flow {
  nodes: FlowNode[];
  links: FlowLink[];
  unit: Unit;
}

/** The channels of a flow chart. */
export interface FlowChannels {
  kind: string;
  steps: readonly string[];
  source: string | null;
  target: string | null;
  value: string;
  unit: Unit | null;
}

/** Maximum number of nodes in one step; more would be too thin to read. */
export const nodeLimit = 20;

/**
 * The flow of some rows, adding up those with the same ends. Throws `charts.bad_spec` when neither steps nor ends are
 * named, `charts.no_values`, `charts.negative_flow`, `charts.circle {names}`, `charts.too_many_places`.
 */
export function flowOf(channels: FlowChannels, rows: readonly Row[], words: Words): Flow {
  const {value, unit} = channels;
  const columns = flowColumns(channels);
  const isNetwork = channels.steps.length < 2;
  const links = new Map<string, FlowLink>();
  const places = new Map<string, Place>();
  for (const row of rows) {
    const amount = drawableNumber(row[value]) ?? 0;
    if (amount < 0) throw new AppError("charts.negative_flow", {column: value});
    for (let step = 1; amount > 0 && step < columns.length; step += 1) {
      const ends = [step - 1, step].map((at) => placeOf(row, columns[at] ?? "", isNetwork ? null : at));
      const [source, target] = ends;
      if (!source || !target) continue;
      for (const end of [source, target]) if (!places.has(end.id)) places.set(end.id, end);
      add(links, {source: source.id, target: target.id, value: amount, rows: [row]});
    }
  }
  if (!links.size) throw new AppError("charts.no_values", {column: value});
  const nodes = nodesOf([...places.values()], [...links.values()], words);
  checkCount(nodes);
  if (isNetwork) checkCircles(nodes, [...links.values()]);
  return {nodes, links: [...links.values()], unit: unit ?? words.measure(value).unit};
}

function flowColumns({kind, steps, source, target}: FlowChannels): readonly string[] {
  if (steps.length >= 2) return steps;
  if (source === null) throw new AppError("charts.bad_spec", {kind, key: "steps"});
  if (target === null) throw new AppError("charts.bad_spec", {kind, key: "target"});
  return [source, target];
}

interface Place {
  id: string;
  code: unknown;
  column: string;
  step: number | null;
}

// a null ends a path before its last step
function placeOf(row: Row, column: string, step: number | null): Place | null {
  const code = row[column];
  if (code === null || code === undefined || code === "") return null;
  return {id: `${step ?? ""}\u0000${String(code)}`, code, column, step};
}

function add(links: Map<string, FlowLink>, link: FlowLink): void {
  const key = `${link.source}\u0001${link.target}`;
  const known = links.get(key);
  if (!known) return void links.set(key, link);
  known.value += link.value;
  known.rows.push(...link.rows);
}

// what enters a node also leaves it, except at the ends; the larger is its height
function rowsAt(id: string, links: readonly FlowLink[]): readonly Row[] {
  const [entering, leaving] = [links.filter(({target}) => target === id), links.filter(({source}) => source === id)];
  const sum = (some: readonly FlowLink[]) => some.reduce((total, {value}) => total + value, 0);
  return (sum(entering) >= sum(leaving) ? entering : leaving).flatMap(({rows}) => rows);
}

// lifecycle stages in their own order, everything else in order of appearance
function nodesOf(places: readonly Place[], links: readonly FlowLink[], words: Words): FlowNode[] {
  const codes = [...new Set(places.map(({code}) => String(code)))];
  const colours = codes.length === 1 || codes.length > seriesLimit ? fewColours(codes) : seriesColours(codes);
  const rank = ({code}: Place) => stages.indexOf(String(code));
  return [...places]
    .sort((a, b) => rank(a) - rank(b))
    .map(({id, code, column, step}) => {
      const colour = colours[codes.indexOf(String(code))] ?? "ink-3";
      // a lifecycle stage is labelled as such whatever the column is called
      const label = words.value(stages.includes(String(code)) ? "stage" : column, code);
      return {id, code, label, colour, step, rows: rowsAt(id, links)};
    });
}

// beyond the number of distinct colours, nodes without a fixed colour share one
function fewColours(codes: readonly string[]): string[] {
  return codes.map((code) => seriesColours([code])[0] ?? "accent");
}

function checkCount(nodes: readonly FlowNode[]): void {
  const counts = new Map<number | null, number>();
  for (const {step} of nodes) counts.set(step, (counts.get(step) ?? 0) + 1);
  const places = Math.max(...counts.values());
  if (places > nodeLimit) throw new AppError("charts.too_many_places", {places, limit: nodeLimit});
}

function checkCircles(nodes: readonly FlowNode[], links: readonly FlowLink[]): void {
  const edges = new Map(nodes.map(({id}) => [id, links.filter(({source}) => source === id).map(({target}) => target)]));
  try {
    topologicalSort(edges);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const names = error.details.names as string[];
    const labels = [...names, ...names.slice(0, 1)].map((id) => nodes.find((node) => node.id === id)?.label ?? id);
    throw new AppError("charts.circle", {names: labels.join(" → ")}, {cause: error});
  }
}
