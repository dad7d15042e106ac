import type {Words} from "../../base/words";
import type {Notebook} from "../../notebook/notebook";
import type {ShippedNotebook} from "../../notebook/library";
import {scrollToTop} from "../kit/scroll-into-view";

/** A chart of a notebook, to be gone to. */
export interface TitledCell {
  /** name of the notebook */
  notebook: string;
  cell: string;
  title: string;
  /** title of the notebook */
  page: string;
}

/** The titled charts of other shipped notebooks, each title once. */
export function cellsElsewhere(
  shipped: Iterable<Pick<ShippedNotebook, "name" | "title" | "notebook">>,
  open: string,
  words: Words
): TitledCell[] {
  return [...shipped]
    .filter(({name}) => name !== open)
    .flatMap(({name, title, notebook}) =>
      titledCharts(notebook, words).map((chart) => ({notebook: name, page: words.text(title), ...chart}))
    );
}

/** The charts of a notebook that have a title; of those with the same, the first. */
export function titledCharts({cells}: Pick<Notebook, "cells">, words: Words): {cell: string; title: string}[] {
  const found = new Map<string, string>();
  for (const cell of cells) {
    const title = cell.kind === "chart" && cell.spec?.title ? words.text(cell.spec.title) : "";
    if (title !== "" && !found.has(title)) found.set(title, cell.id);
  }
  return [...found].map(([title, cell]) => ({cell, title}));
}

/** Brings a section of the page to the top. */
export function reachSection(id: string): void {
  const section = document.getElementById(id);
  if (section) scrollToTop(section);
}

/** Brings a cell to the top and focuses the first thing in it that can be used; false when it is not on the page. */
export function reachCell(cell: string): boolean {
  const element = document.querySelector<HTMLElement>(`[data-cell="${CSS.escape(cell)}"]`);
  if (!element) return false;
  scrollToTop(element);
  const usable = "a[href], button:not(:disabled), input, select, [tabindex='0']";
  element.querySelector<HTMLElement>(usable)?.focus({preventScroll: true});
  return true;
}
