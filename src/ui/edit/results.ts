import type {Words} from "../../base/words";
import type {Catalog} from "../../models/catalog";
import type {NotebookSession} from "../../session/notebook.svelte";

/** A cell or relation that a chart can draw, with its columns. */
export interface ChartSource {
  name: string;
  label: string;
  columns: readonly {name: string; type: string}[];
}

/** Everything that can be drawn: the notebook's own results first, then the relations. */
export function resultsFor(notebook: NotebookSession, catalog: Catalog | null, words: Words): ChartSource[] {
  const cells = (notebook.notebook?.cells ?? []).flatMap((cell) => {
    if (cell.kind !== "sql" || cell.name === "") return [];
    const fields = notebook.stateOf(cell.id).table?.schema.fields ?? [];
    return [{name: cell.name, label: cell.name, columns: fields.map(({name, type}) => ({name, type: String(type)}))}];
  });
  const relations = [...(catalog?.values() ?? [])]
    .filter(({layer}) => layer === "marts" || layer === "reports")
    .map(({name, columns}) => {
      const key = `relation.${name}.title`;
      return {name, label: words.has(key) ? `${name} · ${words.t(key)}` : name, columns};
    });
  return [...cells, ...relations];
}
