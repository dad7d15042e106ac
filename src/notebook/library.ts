import type {LocalText} from "../base/words";
import {readFrontMatter} from "./front-matter";
import type {Notebook} from "./notebook";
import {parseNotebook} from "./parse";

/** A notebook that ships with the page. */
export interface ShippedNotebook {
  /** file name without extension */
  readonly name: string;
  readonly title: LocalText;
  /** parsed when it is first read: all of them would hold the thread for a tenth of a second as the page opens */
  readonly notebook: Notebook;
}

const files = import.meta.glob<string>("../../notebooks/*.md", {query: "?raw", import: "default", eager: true});

/** The shipped notebooks by name, the check-up first. */
export const shippedNotebooks: ReadonlyMap<string, ShippedNotebook> = new Map(
  Object.entries(files)
    .map(([path, text]) => ({name: path.slice(path.lastIndexOf("/") + 1, -".md".length), text}))
    .sort((a, b) => Number(b.name === "checkup") - Number(a.name === "checkup") || a.name.localeCompare(b.name))
    .map(({name, text}) => [name, shippedNotebook(name, text)])
);

function shippedNotebook(name: string, text: string): ShippedNotebook {
  let parsed: Notebook | undefined;
  return {
    name,
    title: readFrontMatter(text).title,
    get notebook() {
      return (parsed ??= parseNotebook(text));
    }
  };
}
