import {fromMarkdown} from "mdast-util-from-markdown";
import type {Code} from "mdast";
import {findFence} from "./fence";
import {isNestedTooDeep, lineEnd, lineStart, linesOf} from "./lines";

/** A fence whose info string names a cell. */
export interface Fence {
  kind: "sql" | "chart" | "input";
  /** the text after the kind on the fence's first line, trimmed */
  name: string;
  /** the text between the fences, without common indentation */
  body: string;
  isClosed: boolean;
}

/** The part of a document that is one cell, including the blank lines and markers after it. */
export interface Segment {
  source: string;
  /** null for prose */
  fence: Fence | null;
  /** the language of prose; null for all */
  lang: string | null;
  /** prose without its language marker */
  markdown: string;
}

interface Boundary {
  from: number;
  to: number;
  fence: Fence | null;
  lang: string | null;
}

const kinds: ReadonlySet<string> = new Set<Fence["kind"]>(["sql", "chart", "input"]);
const marker = /^<!--[ \t]*lang:[ \t]*([A-Za-z][A-Za-z0-9-]*)[ \t]*-->[ \t]*$/;

/** The language that a line sets for the prose below it; undefined when the line is not a language marker. */
export function languageOf(line: string): string | null | undefined {
  const lang = marker.exec(line)?.[1];
  return lang === "all" ? null : lang;
}

/** The marker line for a language. */
export function languageMarker(lang: string | null): string {
  return `<!-- lang: ${lang ?? "all"} -->`;
}

// only blocks matter here: disabling inline syntax avoids parsing prose twice
const blocksOnly = {
  disable: {
    null: [
      "attention",
      "autolink",
      "characterEscape",
      "characterReference",
      "codeText",
      "definition",
      "hardBreakEscape",
      "htmlText",
      "labelEnd",
      "labelStartImage",
      "labelStartLink"
    ]
  }
};

/** Splits a document without front matter into cells; `lead` is the text before the first. */
export function splitSegments(text: string): {lead: string; segments: Segment[]} {
  const segments: Segment[] = [];
  let lead = "";
  for (const piece of pieces(text)) {
    const last = segments.at(-1);
    // blank lines and markers without prose belong to the cell before, so that cells can be moved
    if (piece.fence || piece.markdown.trim() !== "") segments.push(piece);
    else if (last) last.source += piece.source;
    else lead += piece.source;
  }
  return {lead, segments};
}

function* pieces(text: string): Generator<Segment> {
  let at = 0;
  let lang: string | null = null;
  let markerEnd = 0;
  for (const boundary of [...boundaries(text), {from: text.length, to: text.length, fence: null, lang: null}]) {
    if (boundary.from > at) yield* prose(text.slice(at, boundary.from), markerEnd - at, lang);
    at = boundary.from;
    markerEnd = boundary.to;
    if (boundary.fence) {
      yield {source: text.slice(at, boundary.to), fence: boundary.fence, lang: null, markdown: ""};
      at = boundary.to;
    } else lang = boundary.lang;
  }
}

/** A prose segment, without the blank lines above it. */
function* prose(source: string, markerLength: number, lang: string | null): Generator<Segment> {
  const blank = markerLength > 0 ? "" : (/^(?:[ \t]*(?:\r\n|\n|\r))+/.exec(source)?.[0] ?? "");
  if (blank !== "") yield {source: blank, fence: null, lang, markdown: ""};
  const rest = source.slice(blank.length);
  if (rest !== "") yield {source: rest, fence: null, lang, markdown: rest.slice(Math.max(0, markerLength))};
}

function boundaries(text: string): Boundary[] {
  const tree = fromMarkdown(safeForParser(text), {extensions: [blocksOnly]});
  return tree.children.flatMap((node): Boundary[] => {
    const from = lineStart(text, node.position?.start.offset ?? 0);
    const to = lineEnd(text, node.position?.end.offset ?? from);
    if (node.type === "code" && node.lang && kinds.has(node.lang)) {
      return [{from, to, fence: toFence(node, text.slice(from, to)), lang: null}];
    }
    const lang = node.type === "html" ? languageOf(node.value) : undefined;
    return lang === undefined ? [] : [{from, to, fence: null, lang}];
  });
}

/** The same text with the same offsets and blocks, made safe for the block parser. */
function safeForParser(text: string): string {
  const lines = [...linesOf(text)].map(({from, to, text: line}) =>
    isNestedTooDeep(line) ? "x".repeat(line.length) + text.slice(from + line.length, to) : text.slice(from, to)
  );
  // the parser would drop a byte order mark and shift all offsets
  return lines.join("").replace(/^\uFEFF/, "\u200B");
}

function toFence(node: Code, source: string): Fence {
  return {
    kind: node.lang as Fence["kind"],
    name: node.meta?.trim() ?? "",
    body: node.value,
    isClosed: findFence(source).close !== null
  };
}
