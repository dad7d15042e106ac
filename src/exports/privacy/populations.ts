import {groupBy} from "../../base/group";
import {toRows} from "../../base/table";
import type {Database} from "../../engine/database";
import {quoteIdentifier} from "../../engine/sql";
import {smallestGroup} from "../group";
import type {Atom, Population, ReleasedSet} from "./released";

/** Which customers or orders some sets hold. */
export interface Membership {
  /** what is counted: `people`, or the relation whose rows are; only sets of one family are compared */
  family: string;
  sets: readonly ReleasedSet[];
  /**
   * SQL of one row per set and what it holds: `unit`, a text that names the customer or order; `person`, who it is; `place`, one of
   * `places`, those of the sets
   */
  sql: (places: readonly number[]) => string;
}

/** The sets that all numbers of a page are about, divided into atoms. */
export async function countAtoms(db: Database, memberships: readonly Membership[]): Promise<Population[]> {
  const families = groupBy(memberships, ({family}) => family);
  const populations: Population[] = [];
  for (const [family, members] of families) populations.push(await countFamily(db, family, members));
  return populations;
}

/** What a reader knows without the tables: how many there are in all. */
const wholes: ReadonlyMap<string, readonly string[]> = new Map([
  ["people", ["select customer_id::varchar as unit, customer_id::varchar as person from main.customers"]],
  ["orders", ["true", "is_valid"].map((condition) => wholeOf("orders", ["platform", "shop", "order_id"], condition))],
  ["purchases", [wholeOf("purchases", ["customer_id", "purchase_number"], "true")]]
]);

function wholeOf(relation: string, key: readonly string[], condition: string): string {
  const unit = `hash(${key.map(quoteIdentifier).join(", ")})::varchar`;
  return `select ${unit} as unit, coalesce(customer_id::varchar, ${unit}) as person from main.${relation} where ${condition}`;
}

async function countFamily(db: Database, family: string, members: readonly Membership[]): Promise<Population> {
  const sets: (ReleasedSet | null)[] = [];
  const selects = (wholes.get(family) ?? []).map((sql) => {
    sets.push(null);
    return `select unit, person, ${sets.length - 1} as place from (${sql})`;
  });
  for (const {sets: own, sql} of members) {
    if (own.length === 0) continue;
    const places = own.map((_, at) => sets.length + at);
    sets.push(...own);
    selects.push(sql(places));
  }
  const rows = toRows(
    await db.query(`
      with
      members as (${selects.join("\nunion all\n")}),
      units as (
        select unit, any_value(person) as person, list_sort(list(distinct place))::varchar as places
        from members
        group by unit
      )
      select
        places,
        count(distinct person)::integer as people,
        case when count(distinct person) < ${smallestGroup} then string_agg(distinct person, '|') end as few
      from units
      group by places`)
  );
  const atoms = rows.map(({places, people, few}): Atom => ({
    sets: JSON.parse(String(places)) as number[],
    people: Number(people),
    few: few === null ? null : String(few).split("|")
  }));
  return {sets, atoms};
}
