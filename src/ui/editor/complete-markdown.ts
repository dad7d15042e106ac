import type {EditorNames} from "../../session/completion";
import {rank, type CompletionItem, type CompletionList} from "./completions";

/** Aggregates and formats in `{{cell.column | …}}`. */
const formats = "first last sum min max count money percent points days number date month week text".split(" ");

/** Completions in a reference in prose: a cell, after its dot a column, after a bar an aggregate or format. */
export function completeMarkdown(text: string, offset: number, names: EditorNames): CompletionList | null {
  const inside = /\{\{([^{}\n]*)$/.exec(text.slice(0, offset))?.[1];
  if (inside === undefined) return null;
  const typed = /[^\s.|]*$/.exec(inside)![0];
  const completions = rank(typed, completionsAfter(inside.slice(0, inside.length - typed.length).trim(), names));
  return completions.length === 0 ? null : {from: offset - typed.length, to: offset, typed, completions};
}

function completionsAfter(before: string, {relations}: EditorNames): CompletionItem[] {
  const blank = {title: "", detail: "", doc: "", fit: 0};
  if (before === "") {
    const cells = relations.filter(({kind}) => kind === "cell");
    return cells.map(({name}) => ({...blank, kind: "cell", name, insert: `${name}.`}));
  }
  if (before.endsWith("|")) return formats.map((name) => ({...blank, kind: "value", name, insert: name}));
  const cell = relations.find(({kind, name}) => kind === "cell" && `${name}.` === before);
  return (cell?.columns ?? []).map(({name, heading, type, doc}) => {
    return {...blank, kind: "column", name, insert: name, title: heading, detail: type, doc};
  });
}
