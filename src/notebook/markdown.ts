import type {Nodes, Parents} from "mdast";
import {fromMarkdown} from "mdast-util-from-markdown";
import {gfmFromMarkdown} from "mdast-util-gfm";
import {gfm} from "micromark-extension-gfm";
import {splitAtReferences, type ValueReference} from "./interpolate";
import {isNestedTooDeep, linesOf} from "./text/lines";

/** A cell's value within a sentence. */
export interface ValueNode extends ValueReference {
  type: "value";
}

/** A node of safe prose. There is no node for markup, images or scripts. */
export type ProseNode =
  | {type: "text"; value: string}
  | {type: "inlineCode"; value: string}
  | {type: "code"; value: string}
  | {type: "break"}
  | {type: "thematicBreak"}
  | {type: "heading"; depth: number; children: ProseNode[]}
  | {type: "list"; ordered: boolean; children: ProseNode[]}
  /** `url` begins with `https:`, `mailto:` or `#` */
  | {type: "link"; url: string; children: ProseNode[]}
  | {type: Plain; children: ProseNode[]}
  | ValueNode;

type Plain =
  "paragraph" | "blockquote" | "listItem" | "strong" | "emphasis" | "delete" | "table" | "tableRow" | "tableCell";

const plain: ReadonlySet<string> = new Set<Plain>([
  "paragraph",
  "blockquote",
  "listItem",
  "strong",
  "emphasis",
  "delete",
  "table",
  "tableRow",
  "tableCell"
]);

/** Maximum nesting depth; below it, everything is plain text. */
const deepest = 24;
/** Maximum characters of one piece of prose. */
const longest = 20_000;
/** Maximum number of characters that a parser must match in pairs. */
const mostSigns = 1500;

/**
 * Parses Markdown (with tables) to a safe tree; raw HTML stays text, an image becomes its description, an unsafe link
 * its text.
 */
export function parseMarkdown(text: string): ProseNode[] {
  if (isHostile(text)) return [{type: "paragraph", children: [{type: "text", value: text}]}];
  const tree = fromMarkdown(text, {extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()]});
  return toProse(tree, 0);
}

/** All references in prose, and every `{{…}}` that is not a valid one. */
export function findValues(text: string): {references: ValueReference[]; malformed: string[]} {
  const parts = splitAtReferences(text).filter(({isPlace}) => isPlace);
  return {
    references: parts.flatMap(({reference}) => (reference ? [reference] : [])),
    malformed: parts.flatMap(({text: written, reference}) => (reference ? [] : [written]))
  };
}

/** Whether prose would take a Markdown parser seconds (many brackets or nested quotes); it is then shown as written. */
function isHostile(text: string): boolean {
  const signs = text.match(/[[\]*_~`<!&]/g)?.length ?? 0;
  return text.length > longest || signs > mostSigns || [...linesOf(text)].some((line) => isNestedTooDeep(line.text));
}

function toProse(node: Nodes, depth: number): ProseNode[] {
  if (depth > deepest) return [];
  if (node.type === "text") return toText(node.value);
  if (node.type === "html") return [{type: "text", value: node.value}];
  if (node.type === "inlineCode" || node.type === "code") return [{type: node.type, value: node.value}];
  if (node.type === "break" || node.type === "thematicBreak") return [{type: node.type}];
  if (node.type === "image" || node.type === "imageReference") return [{type: "text", value: node.alt ?? ""}];
  return "children" in node ? toParent(node, depth) : [];
}

function toParent(node: Parents, depth: number): ProseNode[] {
  const children = node.children.flatMap((child) => toProse(child, depth + 1));
  if (node.type === "heading") return [{type: "heading", depth: node.depth, children}];
  if (node.type === "list") return [{type: "list", ordered: node.ordered ?? false, children}];
  if (node.type === "link") return isSafe(node.url) ? [{type: "link", url: node.url, children}] : children;
  if (plain.has(node.type)) return [{type: node.type as Plain, children}];
  return children;
}

function toText(text: string): ProseNode[] {
  return splitAtReferences(text).map(({text: value, reference}) =>
    reference ? {type: "value", ...reference} : {type: "text", value}
  );
}

function isSafe(url: string): boolean {
  return /^(?:https:\/\/[^\s/]|mailto:[^\s]|#)/i.test(url);
}
