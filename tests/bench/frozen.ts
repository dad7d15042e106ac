import {quoteLiteral} from "../../src/engine/sql";
import baselineAnswersSql from "./native/baseline-answers.sql?raw";
import baselineReadSql from "./native/baseline-read.sql?raw";
import baselineRelationsSql from "./native/baseline-relations.sql?raw";
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

/**
 * Our own SQL as it stood when the targets were set (commit 7b21d94), as the page sent it for a wide file: the read, every
 * relation without its rules being counted, and every cell of the check-up. It does all that the product did then, which the
 * SQL by hand does not, and it stays as it is.
 */
export const baseline = {
  read: (path: string): FrozenStatement[] => statementsOf(baselineReadSql.replace("'$file'", () => quoteLiteral(path))),
  relations: statementsOf(baselineRelationsSql),
  answers: statementsOf(baselineAnswersSql)
};

/** `-- name`, further comments, a statement up to `;` at the end of a line. */
function statementsOf(text: string): FrozenStatement[] {
  const blocks = text.split(/;\s*$/m).filter((block) => block.trim() !== "");
  return blocks.map((block) => {
    const name = /^\s*-- (\w+)$/m.exec(block)?.[1];
    if (name === undefined) throw new Error(`a statement without a name: ${block.slice(0, 80)}`);
    return {name, sql: block.trim()};
  });
}
