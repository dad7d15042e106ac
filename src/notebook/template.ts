import {stringify} from "yaml";
import type {LocalText} from "../base/words";
import {currentFormat} from "./format";
import {freeName} from "./names";
import type {Cell, Notebook} from "./notebook";
import {languageMarker} from "./text/segments";
import {editYaml} from "./yaml-edit";

/** What a new cell begins with, where its maker knows it. */
export interface TemplateOptions {
  /** where it will stand: a chart draws the nearest result above */
  index?: number;
  /** the language its prose is for; everyone when absent */
  lang?: string;
  /** prose, or the label of an input, in the reader's words */
  text?: string;
  /** what to call it, if that is free */
  name?: string;
}

/** The text of a new cell, which runs as it is. */
export function newCellSource(kind: Cell["kind"], notebook: Notebook, options: TemplateOptions = {}): string {
  if (kind === "text") return newProse(options);
  const name = freeName(notebook, options.name ?? usualNames[kind]);
  return `\`\`\`${kind} ${name}\n${bodies[kind](notebook, {...options, name})}\`\`\`\n`;
}

/** The text of a notebook with nothing in it yet. */
export function blankNotebook(title: LocalText, lang?: string): string {
  const said = editYaml("", {format: currentFormat, title, ...(lang === undefined ? {} : {lang}), needs: ["orders"]});
  return `---\n${said}---\n\n`;
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

/** The SQL cell nearest above a place, else the nearest below. */
function nearestResult({cells}: Notebook, index: number): string | null {
  const isResult = (cell: Cell) => cell.kind === "sql" && cell.name !== "";
  return (cells.slice(0, index).findLast(isResult) ?? cells.slice(index).find(isResult))?.id ?? null;
}
