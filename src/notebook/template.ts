import {stringify} from "yaml";
import type {LocalText} from "../base/words";
import {currentFormat} from "./format";
import {freeName} from "./names";
import type {Cell, Notebook} from "./notebook";
import {languageMarker} from "./text/segments";
import {editYaml} from "./yaml-edit";

/** Options of a new cell. */
export interface TemplateOptions {
  /** index where it will be inserted: a chart draws the nearest SQL cell above */
  index?: number;
  /** the language of its prose; all when absent */
  lang?: string;
  /** prose, or the label of an input */
  text?: string;
  /** the wanted name; a number is added when it is taken */
  name?: string;
}

/** The text of a new cell, which runs without changes. */
export function newCellSource(kind: Cell["kind"], notebook: Notebook, options: TemplateOptions = {}): string {
  if (kind === "text") return newProse(options);
  const name = freeName(notebook, options.name ?? usualNames[kind]);
  return `\`\`\`${kind} ${name}\n${bodies[kind](notebook, {...options, name})}\`\`\`\n`;
}

/** The text of an empty notebook. */
export function blankNotebook(title: LocalText, lang?: string): string {
  const yaml = editYaml("", {format: currentFormat, title, ...(lang === undefined ? {} : {lang}), needs: ["orders"]});
  return `---\n${yaml}---\n\n`;
}

const usualNames = {sql: "query", chart: "chart", input: "number"};

const bodies = {
  sql: (notebook: Notebook) => `select *\nfrom ${relationOf(notebook)}\nlimit 100\n`,
  chart: (notebook: Notebook, {index = notebook.cells.length}: TemplateOptions) =>
    `from: ${nearestResult(notebook, index) ?? relationOf(notebook)}\nkind: table\n`,
  input: (_: Notebook, {text, name}: TemplateOptions) =>
    stringify({kind: "slider", label: text ?? name, min: 0, max: 100, step: 1, default: 50})
};

function newProse({lang, text = "…"}: TemplateOptions): string {
  return `${lang === undefined ? "" : `${languageMarker(lang)}\n`}${text}\n`;
}

function relationOf({needs}: Notebook): string {
  return needs[0] ?? "orders";
}

/** The nearest SQL cell above an index, else the nearest below. */
function nearestResult({cells}: Notebook, index: number): string | null {
  const isResult = (cell: Cell) => cell.kind === "sql" && cell.name !== "";
  return (cells.slice(0, index).findLast(isResult) ?? cells.slice(index).find(isResult))?.id ?? null;
}
