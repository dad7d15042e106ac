import type {Row} from "../../base/table";
import {drawableNumber} from "../../charts/points";
import type {CellGraph} from "../../notebook/graph";
import {peopleRules, selectPeople, type TaggedRelations} from "../../notebook/people";
import type {PeopleRule} from "../../models/tags";
import type {TableToShare} from "../suppress";
import type {Membership} from "./populations";

/** Where the rules stand that say which people a column counts. */
export interface RuleSources {
  graph: CellGraph;
  relations: TaggedRelations;
}

/** Rows of a table whose people are looked up; those of a long series of days or weeks are not. */
const mostRows = 40;

/** What is known of the cells of a page. */
export interface ShippedCells {
  /** by table: the columns that are shown */
  leaving: ReadonlyMap<string, ReadonlySet<string>>;
  /** names of the cells that ship */
  reviewed: ReadonlySet<string>;
}

/** Which people the columns of shipped tables count, row by row. */
export function shippedMemberships(
  tables: readonly TableToShare[],
  {leaving, reviewed}: ShippedCells,
  sources: RuleSources
): Membership[] {
  return tables
    .filter(({own, rows}) => own === undefined && rows.length <= mostRows)
    .flatMap((table) => {
      const {name, columns, rows} = table;
      return [...peopleRules(ruledName(table, reviewed, sources), new Set(columns), sources)]
        .filter(([column]) => leaving.get(name)?.has(column))
        .map(([column, rule]) => membershipOf(name, column, rule, rows));
    });
}

/** Whose rules hold for a table: a cell that a person wrote has none of its own, since they would run unguarded. */
function ruledName({name, origin}: TableToShare, reviewed: ReadonlySet<string>, {graph}: RuleSources): string {
  return reviewed.has(name) || !graph.cells.has(name) ? name : (origin?.relations[0] ?? name);
}

function membershipOf(table: string, column: string, rule: PeopleRule, rows: readonly Row[]): Membership {
  const counted = rows.flatMap((row, at) => {
    const count = drawableNumber(row[column]);
    const isListed = rule.listedIn === null || listOf(row[rule.listedIn]).includes(column);
    return isListed && count !== null && count > 0 ? [{row, at, count}] : [];
  });
  return {
    family: "people",
    isOfPeople: true,
    sets: counted.map(({at}) => ({table, row: at, column})),
    expected: counted.map(({count}) => count),
    sql: (places) =>
      counted
        .map(({row}, at) => {
          const people = selectPeople(rule, [row]);
          return `select customer_id::varchar, customer_id::varchar, ${places[at]} from (${people})`;
        })
        .join("\nunion all\n")
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : String(value ?? "").split(/[ ,]+/);
}
