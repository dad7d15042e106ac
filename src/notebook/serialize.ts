import type {Notebook} from "./notebook";

/** The document as text: exactly the text it was parsed from. */
export function serializeNotebook({frontMatter, cells}: Pick<Notebook, "frontMatter" | "cells">): string {
  return frontMatter + cells.map(({source}) => source).join("");
}
