import {sankey, sankeyLeft, type SankeyLink, type SankeyNode} from "d3-sankey";
import type {LocalText, Words} from "../../base/words";
import type {Flow, FlowChannels, FlowLink, FlowNode} from "./flow-links";
import {round, svg, svgText} from "../html";
import {makeListing, makeSelectable} from "../interact";
import type {DrawContext} from "../kind";
import {boldWidth, dodge, lineHeight, shorten, textWidth} from "../measure";
import {markLabel, titleOf} from "../text/describe";

/** Spec of a flow chart, parsed. */
export interface FlowSpec extends FlowChannels {
  title: LocalText | null;
  select: string | null;
  height: number | null;
}

// d3-sankey adds `layer` to each node, which its types do not declare
type PlacedNode = SankeyNode<FlowNode, FlowLink> & {layer?: number};
type PlacedLink = SankeyLink<FlowNode, FlowLink>;

interface Placed {
  nodes: PlacedNode[];
  links: PlacedLink[];
  /** number of node columns */
  layers: number;
}

const nodeWidth = 10;

/** Draws a Sankey diagram: nodes as bars, links as bands whose width is the amount, in the colour of their source. */
export function drawFlow(spec: FlowSpec, flow: Flow, context: DrawContext): SVGElement {
  const {document, width} = context;
  const format = (value: number) => markLabel(value, spec.value, flow.unit, context.words);
  const top = spec.steps.length >= 2 ? lineHeight + 8 : 4;
  const most = Math.max(1, ...countsOf(flow));
  const height = spec.height ?? top + Math.max(200, most * 46);
  // laid out twice: only after the first layout is it known which labels stand outside
  const rooms = sideRooms(layOut(flow, {width, height, top, left: 0, right: 0}), format, width);
  const placed = layOut(flow, {width, height, top, ...rooms});
  const root = svg(document, "svg", {class: "chart-plot", width, height, viewBox: `0 0 ${width} ${height}`});
  root.append(
    ...placed.links.map((link) => drawLink(link, spec, format, context)),
    ...placed.nodes.map((node) => drawNode(node, spec, format, context)),
    ...nodeLabels(placed, format, {context, top, height, ...rooms}),
    ...(spec.steps.length >= 2 ? headings(spec.steps, placed, context) : [])
  );
  return root;
}

const spokenLinks = 3;

/** Describes a flow: the total and the largest links. */
export function describeFlow(spec: FlowSpec, {nodes, links, unit}: Flow, words: Words): string {
  const format = (value: number) => markLabel(value, spec.value, unit, words);
  const label = (id: string) => nodes.find((node) => node.id === id)?.label ?? "";
  const entering = links.filter(({source}) => !links.some(({target}) => target === source));
  const total = entering.reduce((sum, {value}) => sum + value, 0);
  const largest = [...links].sort((a, b) => b.value - a.value).slice(0, spokenLinks);
  const list = largest.map(({source, target, value}) =>
    words.t("charts.flow_link", {source: label(source), target: label(target), value: format(value)})
  );
  const more = links.length > list.length ? [words.t("charts.and_more", {n: links.length - list.length})] : [];
  return words.t("charts.say_flow", {
    title: titleOf(spec, [spec.value], words),
    total: format(total),
    list: [...list, ...more].join(words.t("charts.comma"))
  });
}

function countsOf({nodes}: Flow): number[] {
  const counts = new Map<number | null, number>();
  for (const {step} of nodes) counts.set(step, (counts.get(step) ?? 0) + 1);
  // a network has at least two columns of nodes
  return [...counts].map(([step, count]) => (step === null ? Math.ceil(count / 2) : count));
}

// labels of the first and last column stand outside, which leaves the width between to the bands
function sideRooms(
  {nodes, layers}: Placed,
  format: (value: number) => string,
  width: number
): {left: number; right: number} {
  const room = (layer: number) => {
    const own = nodes.filter((node) => node.layer === layer);
    const needed = own.map((node) => Math.max(boldWidth(node.label), textWidth(format(node.value ?? 0))) + 14);
    return Math.ceil(Math.min(width * 0.29, Math.max(0, ...needed)));
  };
  return {left: room(0), right: room(layers - 1)};
}

interface Box {
  width: number;
  height: number;
  top: number;
  left: number;
  right: number;
}

function layOut({nodes, links}: Flow, {width, height, top, left, right}: Box): Placed {
  const order = new Map(nodes.map(({id}, index) => [id, index]));
  const rank = ({id}: PlacedNode) => order.get(id) ?? 0;
  const layout = sankey<FlowNode, FlowLink>()
    .nodeId(({id}) => id)
    .nodeWidth(nodeWidth)
    .nodePadding(14)
    .nodeAlign((node, count) => (node as PlacedNode).step ?? sankeyLeft(node, count))
    .nodeSort((a, b) => rank(a) - rank(b))
    .extent([
      [left, top],
      [width - right, height - 4]
    ]);
  const placed = layout({nodes: nodes.map((node) => ({...node})), links: links.map((link) => ({...link}))});
  const drawn: PlacedNode[] = placed.nodes;
  return {nodes: drawn, links: placed.links, layers: Math.max(...drawn.map(({layer}) => layer ?? 0)) + 1};
}

function endsOf(link: PlacedLink): {source: PlacedNode; target: PlacedNode} {
  return {source: link.source as PlacedNode, target: link.target as PlacedNode};
}

function drawLink(
  link: PlacedLink,
  {value}: FlowSpec,
  format: (value: number) => string,
  context: DrawContext
): SVGElement {
  const {document, words} = context;
  const {source, target} = endsOf(link);
  const [from, to] = [source.x1 ?? 0, target.x0 ?? 0];
  const [high, low] = [round(link.y0 ?? 0), round(link.y1 ?? 0)];
  const middle = round((from + to) / 2);
  const share = source.value ? words.percent(link.value / source.value) : "";
  const text = words.t("charts.flow_link", {source: source.label, target: target.label, value: format(link.value)});
  const title = [text, words.t("charts.flow_share", {share, source: source.label})].join(words.t("charts.comma"));
  const band = svg(
    document,
    "path",
    {
      d: `M${round(from)},${high}C${middle},${high} ${middle},${low} ${round(to)},${low}`,
      fill: "none",
      stroke: `var(--${source.colour})`,
      "stroke-opacity": 0.4,
      "stroke-width": round(Math.max(1, link.width ?? 1))
    },
    svg(document, "title", {}, title)
  );
  const group = words.t("charts.flow_ends", {source: source.label, target: target.label});
  makeListing(band, {column: value, rows: link.rows, group}, context, group);
  return band;
}

function drawNode(
  node: PlacedNode,
  {select, value, steps}: FlowSpec,
  format: (value: number) => string,
  context: DrawContext
): SVGElement {
  const {document, words, selection} = context;
  const {x0 = 0, x1 = 0, y0 = 0, y1 = 0} = node;
  const label = words.t("charts.pair", {label: node.label, value: format(node.value ?? 0)});
  const bar = svg(
    document,
    "rect",
    {
      x: round(x0),
      y: round(y0),
      width: round(x1 - x0),
      height: round(Math.max(1, y1 - y0)),
      fill: `var(--${node.colour})`
    },
    svg(document, "title", {}, label)
  );
  if (select !== null) makeSelectable(bar, {variable: select, value: node.code, selection, label});
  else {
    // the same stage may stand in two steps
    const step = node.step === null ? undefined : steps[node.step];
    const group = step === undefined ? node.label : `${words.column(step)} ${node.label}`;
    makeListing(bar, {column: value, rows: node.rows, group}, context, group);
  }
  return bar;
}

interface LabelBox {
  context: DrawContext;
  top: number;
  height: number;
  left: number;
  right: number;
}

function nodeLabels({nodes, layers}: Placed, format: (value: number) => string, box: LabelBox): SVGElement[] {
  return Array.from({length: layers}, (_, layer) => layer).flatMap((layer) => {
    const own = nodes.filter((node) => node.layer === layer);
    const middles = own.map(({y0 = 0, y1 = 0}) => (y0 + y1) / 2);
    const places = dodge(middles, 2 * lineHeight - 3, [box.top + lineHeight / 2, box.height - lineHeight]);
    return own.flatMap((node, index) =>
      nodeLabel(node, format(node.value ?? 0), (places[index] ?? 0) - 4, layers, box)
    );
  });
}

// first column: left of its bars; others: right of them, over the bands unless they stand outside
function nodeLabel(node: PlacedNode, amount: string, y: number, layers: number, box: LabelBox): SVGElement[] {
  const {context, left, right} = box;
  const {document, width} = context;
  const isFirst = node.layer === 0;
  const isLast = node.layer === layers - 1;
  const between = (width - left - right) / Math.max(1, layers - 1) - nodeWidth;
  const room = (isFirst ? left : isLast ? right : between) - 8;
  const x = isFirst ? (node.x0 ?? 0) - 7 : (node.x1 ?? 0) + 7;
  const halo = {stroke: "var(--paper)", "stroke-width": 3, "paint-order": "stroke", "stroke-linejoin": "round"};
  const place = {
    x,
    "text-anchor": isFirst ? "end" : "start",
    ...(isFirst || isLast ? {} : halo),
    "pointer-events": "none"
  };
  return [
    svgText(document, shorten(node.label, room / 1.14), {...place, y, fill: "var(--ink)", "font-weight": 700}),
    svgText(document, amount, {...place, y: y + lineHeight - 2, fill: "var(--ink-2)"})
  ];
}

// each step's name is above its column
function headings(steps: readonly string[], {nodes}: Placed, {document, words, width}: DrawContext): SVGElement[] {
  const room = width / steps.length - 8;
  return steps.flatMap((step, index) => {
    const node = nodes.find(({layer}) => layer === index);
    if (!node) return [];
    const isFirst = index === 0;
    const anchor = isFirst ? "start" : index === steps.length - 1 ? "end" : "middle";
    const x = isFirst ? 0 : anchor === "end" ? width : ((node.x0 ?? 0) + (node.x1 ?? 0)) / 2;
    const text = shorten(words.column(step), room);
    return [svgText(document, text, {x, y: 13, fill: "var(--ink-3)", "text-anchor": anchor})];
  });
}
