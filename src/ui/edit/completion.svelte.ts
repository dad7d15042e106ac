import {QueryError} from "../../engine/query-error";
import type {Words} from "../../base/words";
import type {Cell} from "../../notebook/notebook";
import {chartForms, inputForms, nameEverything, type EditorNames} from "../../session/completion";
import {getSessions} from "../../session/context";
import {problemsOf, type EditorProblem} from "../editor/problems";
import {getI18n} from "../i18n-context.svelte";

/** Completion names and checks for a page's editors; created while a component initialises. */
export class Completion {
  readonly #sessions = getSessions();
  readonly #i18n = getI18n();

  readonly #names: EditorNames = $derived.by(() => {
    const {shop, notebook} = this.#sessions;
    return nameEverything({
      catalog: shop.catalog,
      notebook: notebook.notebook,
      columnsOf: (cell) => {
        const fields = notebook.tableOf(cell)?.schema.fields ?? [];
        return fields.map(({name, type}) => ({name, type: String(type)}));
      },
      inputs: notebook.inputs,
      functions: notebook.functions,
      words: this.#i18n.current
    });
  });

  /** The names that can be completed in a cell. */
  namesFor({kind}: Cell): EditorNames {
    if (kind === "chart") return {...this.#names, forms: chartForms()};
    return kind === "input" ? {...this.#names, forms: inputForms()} : this.#names;
  }

  /** Asks DuckDB for the problems of a select being edited. */
  async check(sql: string, words: Words): Promise<EditorProblem[]> {
    const {notebook} = this.#sessions;
    const error = await notebook.check(sql);
    // a cell above that has not run has no view yet, which is not an error
    const isPending = error?.code === "engine.table_not_found" && notebook.hasCell(String(error.details.name));
    return error instanceof QueryError && !isPending ? problemsOf(error, sql, words) : [];
  }
}
