import {quoteLiteral} from "../../src/engine/sql";
import answersSql from "./native/answers.sql?raw";
import readNarrowSql from "./native/read-narrow.sql?raw";
import readWideSql from "./native/read-wide.sql?raw";
import relationsSql from "./native/relations.sql?raw";

/**
 * What is measured against: the SQL that somebody who knows DuckDB well would write by hand for the same work. It is text in
 * `native/`, is not made from our models and is never made faster or slower together with them, so that a ratio moves only
 * when the product does. `native/frozen.test.ts` shows that it comes to the same numbers.
 */

/** A statement of a file in `native/`, under the name in the comment above it. */
export interface FrozenStatement {
  name: string;
  sql: string;
}

/** Which of the two kinds of file is read. */
export type FrozenFile = "wide" | "narrow";

/** Makes `read_orders` from a UTF-8 file; `path` is what the engine calls the file. */
export function frozenRead(kind: FrozenFile, path: string): FrozenStatement[] {
  const sql = kind === "wide" ? readWideSql : readNarrowSql;
  return statementsOf(sql.replace("'$file'", () => quoteLiteral(path)));
}

/** The relations over `read_orders`, in the order in which they are made. */
export const frozenRelations: readonly FrozenStatement[] = statementsOf(relationsSql);

/** What the check-up's cells show, as queries over those relations. */
export const frozenAnswers: readonly FrozenStatement[] = statementsOf(answersSql);

/** `-- name`, further comments, a statement up to `;` at the end of a line. */
function statementsOf(text: string): FrozenStatement[] {
  const blocks = text.split(/;\s*$/m).filter((block) => block.trim() !== "");
  return blocks.map((block) => {
    const name = /^\s*-- (\w+)$/m.exec(block)?.[1];
    if (name === undefined) throw new Error(`a statement without a name: ${block.slice(0, 80)}`);
    return {name, sql: block.trim()};
  });
}
