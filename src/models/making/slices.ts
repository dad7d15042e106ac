import {toRows} from "../../base/table";
import type {Database} from "../../engine/database";
import {quoteIdentifier} from "../../engine/sql";
import type {Model} from "../model";

/**
 * About so many rows of a sliced relation are read by one statement. What a statement writes is compressed by the checkpoint
 * after it and not before, so this bounds the memory; ten million orders written by one statement do not fit.
 */
const sliceRows = 1_000_000;

/** A sliced relation is counted in steps of so many row numbers. */
const stepRows = 250_000;

/**
 * The row numbers at which the second slice of a relation begins, and each after it; none for a relation that is read at once.
 * Rows of several files with one row number are in one slice.
 */
export async function sliceStarts(db: Database, relation: string): Promise<number[]> {
  const counted = await db.query(
    `select row_number // ${stepRows} as step, count(*) as rows from ${quoteIdentifier(relation)} group by step order by step`
  );
  const starts: number[] = [];
  let rows = 0;
  for (const {step, rows: more} of toRows(counted)) {
    if (rows > 0 && rows + Number(more) > sliceRows * 1.25) {
      starts.push(Number(step) * stepRows);
      rows = 0;
    }
    rows += Number(more);
  }
  return starts;
}

/** The statements that make a table slice by slice, each with its checkpoint: a message each. */
export function sliceStatements({name, sql, slicedRelation}: Model, starts: readonly number[]): string[] {
  const relation = quoteIdentifier(slicedRelation!);
  return [null, ...starts].map((from, at) => {
    const to = starts[at];
    const bounds = [
      ...(from === null ? [] : [`row_number >= ${from}`]),
      ...(to === undefined ? [] : [`row_number < ${to}`])
    ];
    const head =
      from === null ? `create or replace table ${quoteIdentifier(name)} as` : `insert into ${quoteIdentifier(name)}`;
    // in the model's text the relation's name is this part of it
    return `${head}
with ${relation} as not materialized (select * from main.${relation} where ${bounds.join(" and ")})
select * from (
${sql}
);
checkpoint`;
  });
}
