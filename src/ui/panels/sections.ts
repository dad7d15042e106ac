import type {Cell, InputCell, Notebook} from "../../notebook/notebook";
import {parseMarkdown, type ProseNode} from "../../notebook/markdown";

/** Prose within a section, and its cell. */
export interface ProseItem {
  kind: "prose";
  cell: Cell;
  nodes: ProseNode[];
}
/** A chart or result cell. */
export interface CellItem {
  kind: "cell";
  cell: Cell;
}
/** Consecutive inputs, shown side by side. */
export interface InputsItem {
  kind: "inputs";
  cells: InputCell[];
}
/** A section: heading, content, and margin notes. */
export interface Section {
  /** anchor id, unique within the page */
  id: string;
  /** empty for the part before the first heading */
  heading: ProseNode[];
  items: (ProseItem | CellItem | InputsItem)[];
  notes: ProseItem[];
}

/** Lays a notebook out for reading in one language: sections by second-level headings, quotes as margin notes. */
export function toSections(notebook: Notebook, locale: string): Section[] {
  const sections: Section[] = [{id: "section-0", heading: [], items: [], notes: []}];
  const begin = (heading: ProseNode[]) =>
    sections.push({id: `section-${sections.length}`, heading, items: [], notes: []});
  for (const cell of notebook.cells) {
    const section = () => sections.at(-1)!;
    if (cell.kind !== "text") {
      addCell(section(), cell);
      continue;
    }
    if (cell.lang !== null && cell.lang !== locale) continue;
    for (const node of parseMarkdown(cell.markdown)) {
      if (node.type === "heading" && node.depth <= 1) continue; // the title is shown in the page header
      if (node.type === "heading" && node.depth === 2) begin(node.children);
      else if (node.type === "blockquote") section().notes.push({kind: "prose", cell, nodes: node.children});
      else addProse(section(), cell, node);
    }
  }
  return sections.filter(({heading, items, notes}) => heading.length + items.length + notes.length > 0);
}

function addCell(section: Section, cell: Exclude<Cell, {kind: "text"}>): void {
  const last = section.items.at(-1);
  // a cuts input has a histogram and takes the whole width
  const isSmall = cell.kind === "input" && cell.spec?.kind !== "cuts";
  if (isSmall && last?.kind === "inputs") last.cells.push(cell);
  else section.items.push(isSmall ? {kind: "inputs", cells: [cell]} : {kind: "cell", cell});
}

function addProse(section: Section, cell: Cell, node: ProseNode): void {
  const last = section.items.at(-1);
  if (last?.kind === "prose" && last.cell === cell) last.nodes.push(node);
  else section.items.push({kind: "prose", cell, nodes: [node]});
}
