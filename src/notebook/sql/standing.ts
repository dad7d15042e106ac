import type {LocalText} from "../../base/words";
import {shippedModels, type Models} from "../../models/library";
import {findKnownReads} from "../../models/model";
import type {ShippedNotebook} from "../library";
import type {Notebook} from "../notebook";

/** A cell of a shipped notebook that shows a metric. */
export interface Place {
  /** the notebook's file name without its ending */
  notebook: string;
  notebookTitle: LocalText;
  /** the chart cell */
  cell: string;
  /** the chart's own title; null where it has none */
  title: LocalText | null;
  /** capabilities that this data must have for it to be shown */
  needs: readonly string[];
}

/** The notebook that shows what charts can do; what only repeats there is not where a metric stands. */
const tour = "gallery";

/**
 * Where each metric of the dictionary stands, by its id: the charts whose rows come from a relation that names the metric in
 * its header, through as many cells as there are. Metrics that no chart shows are not in it.
 */
export function standingOf(
  notebooks: Iterable<ShippedNotebook>,
  models: Models = shippedModels
): ReadonlyMap<string, readonly Place[]> {
  const found = new Map<string, Place[]>();
  const inOrder = [...notebooks].sort((a, b) => Number(a.name === tour) - Number(b.name === tour));
  for (const {name, title, notebook} of inOrder)
    for (const {cell, place} of chartsOf(name, title, notebook)) {
      const metrics = new Set(
        relationsOf(cell, notebook, models).flatMap((each) => models.get(each)?.tags.metrics ?? [])
      );
      for (const metric of metrics) {
        const places = found.get(metric) ?? [];
        if (name !== tour || places.length === 0) found.set(metric, [...places, place]);
      }
    }
  return found;
}

function chartsOf(
  notebook: string,
  notebookTitle: LocalText,
  {cells, needs}: Notebook
): {cell: string; place: Place}[] {
  return cells.flatMap((cell) => {
    if (cell.kind !== "chart" || !cell.spec) return [];
    const {from, title = null, need} = cell.spec;
    const all = need === undefined ? needs : [...needs, need];
    return [{cell: from, place: {notebook, notebookTitle, cell: cell.id, title, needs: all}}];
  });
}

/** The relations that a name stands for: itself, or those that the cell of SQL called so reads. */
function relationsOf(name: string, notebook: Notebook, models: Models, seen = new Set<string>()): string[] {
  if (seen.has(name)) return [];
  seen.add(name);
  const cell = notebook.cells.find((other) => other.kind === "sql" && other.name === name);
  if (cell?.kind !== "sql") return [name];
  const cells = notebook.cells.flatMap((other) => (other.kind === "sql" ? [other.name] : []));
  const reads = findKnownReads(cell.sql, new Set([...models.keys(), ...cells]));
  return reads.flatMap((read) => (read === name ? [read] : relationsOf(read, notebook, models, seen)));
}
