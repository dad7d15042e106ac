import {QueryError} from "../../engine/query-error";
import type {Words} from "../../base/words";
import type {Cell} from "../../notebook/notebook";
import {chartForms, inputForms, nameEverything, type EditorNames} from "../../session/completion";
import {getSessions} from "../../session/context";
import {problemsOf, type EditorProblem} from "../editor/problems";
import {getSpeech} from "../speech.svelte";

/** What the editors of a page can complete and check; only made within a component. */
export class Completion {
  readonly #sessions = getSessions();
  readonly #speech = getSpeech();

  readonly #names: EditorNames = $derived.by(() => {
    const {data, notebook} = this.#sessions;
    return nameEverything({
      catalog: data.catalog,
      notebook: notebook.notebook,
      columnsOf: (cell) => {
        const fields = notebook.tableOf(cell)?.schema.fields ?? [];
        return fields.map(({name, type}) => ({name, type: String(type)}));
      },
      inputs: notebook.inputs,
      functions: notebook.functions,
      words: this.#speech.current
    });
  });

  /** What can be completed in a cell. */
  namesFor({kind}: Cell): EditorNames {
    if (kind === "chart") return {...this.#names, forms: chartForms()};
    return kind === "input" ? {...this.#names, forms: inputForms()} : this.#names;
  }

  /** What the engine would refuse in a select that is being written. */
  async check(sql: string, words: Words): Promise<EditorProblem[]> {
    const {notebook} = this.#sessions;
    const error = await notebook.check(sql);
    // a cell above that has not run yet is no table yet, and no mistake
    const isPending = error?.code === "engine.table_not_found" && notebook.hasCell(String(error.details.name));
    return error instanceof QueryError && !isPending ? problemsOf(error, sql, words) : [];
  }
}
