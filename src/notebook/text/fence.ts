import {breakOf, ensureBreak, linesOf, type Line} from "./lines";

/** The fence lines around a cell's body. */
export interface FenceLines {
  /** its backticks or tildes */
  mark: string;
  open: Line;
  /** null when the fence is not closed */
  close: Line | null;
}

/** Finds the fence at the start of a cell's text. */
export function findFence(source: string): FenceLines {
  const [open = {from: 0, to: 0, text: ""}, ...rest] = linesOf(source);
  const mark = /^ {0,3}(`{3,}|~{3,})/.exec(open.text)?.[1] ?? "```";
  return {mark, open, close: rest.find(({text}) => closes(text, mark)) ?? null};
}

/** The cell's text with another body; the fence is lengthened when the body contains one like it. */
export function replaceBody(source: string, body: string): string {
  const {mark, open, close} = findFence(source);
  const end = breakOf(source);
  const longer = longerThan(mark, body);
  const opening = open.text.replace(mark, longer) + end;
  const closing = close ? source.slice(close.from).replace(mark, longer) : longer + end;
  const lines = [...linesOf(body)].map(({text}) => text + end).join("");
  return opening + lines + closing;
}

/** The cell's text with another name on its first line. */
export function withName(source: string, name: string): string {
  const {open} = findFence(source);
  const opening = /^ {0,3}(?:`{3,}|~{3,})[ \t]*\S+/.exec(open.text)?.[0] ?? open.text;
  const end = source.slice(open.from + open.text.length, open.to);
  return `${opening} ${name}${end}${source.slice(open.to)}`;
}

/** The text with its last fence closed when it was open, be it a cell's or one within prose. */
export function closeFence(source: string, end: string): string {
  const mark = openFenceOf(source);
  return mark === null ? source : ensureBreak(source, end) + mark + end;
}

/** The backticks or tildes of an unclosed fence; null when there is none. */
export function openFenceOf(source: string): string | null {
  let mark: string | null = null;
  for (const {text} of linesOf(source)) {
    const [, run = "", info = ""] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(text) ?? [];
    if (mark !== null) mark = closes(text, mark) ? null : mark;
    else if (run !== "" && !(run.startsWith("`") && info.includes("`"))) mark = run;
  }
  return mark;
}

function closes(line: string, mark: string): boolean {
  const run = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(line)?.[1] ?? "";
  return run.startsWith(mark);
}

function longerThan(mark: string, body: string): string {
  const runs = [...linesOf(body)].filter(({text}) => closes(text, mark)).map(({text}) => text.trim().length);
  return mark.charAt(0).repeat(Math.max(mark.length, ...runs.map((length) => length + 1)));
}
