import * as v from "valibot";
import type {Row} from "../../base/table";
import {html} from "../html";
import {makeListing} from "../interact";
import type {DrawContext, Phrase} from "../kind";

/** The prefix of a family of message keys: `notice`, `charts.sentence`. */
export const keyPrefix = v.pipe(v.string(), v.regex(/^[a-z]+([._][a-z]+){0,3}$/));

/** Where a headline may break, which its message marks by a zero-width space. */
export const breaks = /<wbr>|\u200b/;

/**
 * The message of a key, filled from a row: a count of people is pressed to see who they are. `bold` makes the element of what
 * is bold and no such count.
 */
export function sentenceNodes(
  key: string,
  row: Row,
  context: DrawContext,
  bold: (nodes: readonly Node[]) => Node = (nodes) => html(context.document, "b", {}, ...nodes)
): Node[] {
  const {document, people, words} = context;
  const plain: Phrase[] = [{text: words.t(key, row), strong: false}];
  return (words.tParts?.(key, row, new Set(people?.keys())) ?? plain).flatMap(({text, strong, name}) => {
    const nodes = text
      .split(breaks)
      .flatMap((piece, index) => [...(index ? [document.createElement("wbr")] : []), document.createTextNode(piece)]);
    const list = name === undefined ? null : html(document, strong ? "b" : "span", {}, ...nodes);
    if (list && name !== undefined && makeListing(list, {column: name, rows: [row]}, context)) return [list];
    return strong ? [bold(nodes)] : nodes;
  });
}
