import type {LocalText} from "../base/words";
import type {Notebook} from "./notebook";
import {parseNotebook} from "./parse";

/** A notebook that ships with the page. */
export interface ShippedNotebook {
  /** file name without extension */
  name: string;
  title: LocalText;
  notebook: Notebook;
}

const files = import.meta.glob<string>("../../notebooks/*.md", {query: "?raw", import: "default", eager: true});

/** The shipped notebooks by name, the check-up first. */
export const shippedNotebooks: ReadonlyMap<string, ShippedNotebook> = new Map(
  Object.entries(files)
    .map(([path, text]) => ({name: path.slice(path.lastIndexOf("/") + 1, -".md".length), text}))
    .sort((a, b) => Number(b.name === "checkup") - Number(a.name === "checkup") || a.name.localeCompare(b.name))
    .map(({name, text}) => ({name, notebook: parseNotebook(text)}))
    .map(({name, notebook}) => [name, {name, title: notebook.title, notebook}])
);
