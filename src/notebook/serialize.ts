import type {Notebook} from "./notebook";

/** The document as text, exactly as it was parsed. */
export function serializeNotebook({frontMatter, cells}: Pick<Notebook, "frontMatter" | "cells">): string {
  return frontMatter + cells.map(({source}) => source).join("");
}
