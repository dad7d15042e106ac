import {svg, svgText} from "./html";
import {textWidth} from "./measure";

const rowHeight = 28;
const cellGap = 24;
const indent = 16;

/** An HTML table as plain SVG: text, rules, shades and bars; interactive parts become text. */
export function tableToSvg(table: Element): SVGElement {
  const document = table.ownerDocument;
  const rows = [...table.querySelectorAll("tr")];
  const widths = columnWidths(rows);
  const width = widths.reduce((sum, one) => sum + one, 0);
  const height = rows.length * rowHeight;
  const root = svg(document, "svg", {width, height, viewBox: `0 0 ${width} ${height}`});
  rows.forEach((row, index) => root.append(...drawRow(row, index * rowHeight, widths, width)));
  return root;
}

function columnWidths(rows: readonly Element[]): number[] {
  const count = Math.max(0, ...rows.map((row) => row.children.length));
  return Array.from(
    {length: count},
    (_, index) => Math.ceil(Math.max(...rows.map((row) => cellWidth(row.children[index])))) + cellGap
  );
}

function cellWidth(cell: Element | undefined): number {
  return cell ? textWidth(textOf(cell)) * 1.08 + indent : 0;
}

function textOf(cell: Element): string {
  return (cell.textContent ?? "").trim();
}

function drawRow(row: Element, top: number, widths: readonly number[], width: number): SVGElement[] {
  const document = row.ownerDocument;
  const isHead = row.parentElement?.localName === "thead";
  const isBold = row.classList.contains("group");
  const level = Number(/indent-(\d)/.exec(row.className)?.[1] ?? 0);
  const rule = svg(document, "line", {
    x1: 0,
    x2: width,
    y1: top + rowHeight,
    y2: top + rowHeight,
    stroke: isHead ? "var(--ink)" : "var(--rule)"
  });
  let left = 0;
  const cells = [...row.children].flatMap((cell, index) => {
    const wide = widths[index] ?? 0;
    const parts = drawCell(cell, {
      left: left + (index === 0 ? level * indent : 0),
      right: left + wide,
      top,
      isHead,
      isBold
    });
    left += wide;
    return parts;
  });
  return [rule, ...cells];
}

interface CellBox {
  left: number;
  right: number;
  top: number;
  isHead: boolean;
  isBold: boolean;
}

function drawCell(cell: Element, {left, right, top, isHead, isBold}: CellBox): SVGElement[] {
  const document = cell.ownerDocument;
  const shade = /shade-(\d)/.exec(cell.className)?.[1];
  const isCentred = cell.closest(".chart-heat") !== null && cell.matches("td.shade, td.empty, thead th");
  const isNumber = cell.classList.contains("number");
  const ink = isHead ? "var(--ink-3)" : shadeInk(shade);
  const place = isCentred
    ? {x: (left + right) / 2, "text-anchor": "middle"}
    : isNumber
      ? {x: right - cellGap / 2, "text-anchor": "end"}
      : {x: left, "text-anchor": "start"};
  const text = svgText(document, textOf(cell), {...place, y: top + 19, fill: ink, "font-weight": isBold ? 700 : null});
  if (shade === undefined) return [text];
  const back = svg(document, "rect", {
    x: left + 1,
    y: top + 1,
    width: right - left - 2,
    height: rowHeight - 2,
    fill: `var(--sequence-${shade})`
  });
  return [back, text];
}

function shadeInk(shade: string | undefined): string {
  if (shade === undefined) return "var(--ink)";
  return Number(shade) >= 4 ? "var(--sequence-ink-high)" : "var(--sequence-ink-low)";
}
