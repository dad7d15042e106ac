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
  /** whether whole customers are in a set, with all of their orders or none */
  isOfPeople: boolean;
  sets: readonly ReleasedSet[];
  /**
   * SQL of one row per set and what it holds: `unit`, a text that names the customer or order; `person`, who it is; `place`, one of
   * `places`, those of the sets
   */
  sql: (places: readonly number[]) => string;
  /** what the page says is in each set; a set that holds another number of people is not compared */
  expected?: readonly number[];
}

/** The schema of the table of sets; it stands only while they are counted. */
const schema = "leaving_sets";

/** The sets that all numbers of a page are about, divided into atoms. */
export async function countAtoms(db: Database, memberships: readonly Membership[]): Promise<Population[]> {
  const populations: Population[] = [];
  // sums over customers alone are told apart as customers already
  const isNeeded = memberships.some(({family, isOfPeople}) => family === "sales" && !isOfPeople);
  const compared = memberships.filter(({family}) => family !== "sales" || isNeeded);
  if (compared.length === 0) return populations;
  await db.exec(`drop schema if exists ${schema} cascade; create schema ${schema}`);
  try {
    for (const [family, members] of groupBy(compared, ({family}) => family))
      populations.push(await countFamily(db, family, members));
    return populations;
  } finally {
    await db.exec(`drop schema if exists ${schema} cascade`);
  }
}

/** What a reader knows without the tables: how many there are in all. */
const wholes: ReadonlyMap<string, readonly string[]> = new Map([
  ["people", ["select customer_id::varchar as unit, customer_id::varchar as person from main.customers"]],
  ["orders", ["true", "is_valid"].map((condition) => wholeOf("orders", ["platform", "shop", "order_id"], condition))],
  // the valid orders whose money a sum adds up, whatever relation it reads
  [
    "sales",
    ["is_valid", "is_valid and customer_id is not null"].map((condition) =>
      wholeOf("orders", ["platform", "shop", "order_id"], condition)
    )
  ],
  ["purchases", [wholeOf("purchases", ["customer_id", "purchase_number"], "true")]]
]);

function wholeOf(relation: string, key: readonly string[], condition: string): string {
  const unit = `hash(${key.map(quoteIdentifier).join(", ")})::varchar`;
  return `select ${unit} as unit, coalesce(customer_id::varchar, ${unit}) as person from main.${relation} where ${condition}`;
}

async function countFamily(db: Database, family: string, members: readonly Membership[]): Promise<Population> {
  await db.exec(`create or replace table ${schema}.members (unit varchar, person varchar, place integer)`);
  const sets: (ReleasedSet | null)[] = [];
  const expected = new Map<number, number>();
  const insert = (select: string) => db.exec(`insert into ${schema}.members ${select}`);
  for (const sql of wholes.get(family) ?? []) {
    await insert(`select unit, person, ${sets.length} from (${sql})`);
    sets.push(null);
  }
  for (const {sets: own, sql, expected: counts} of members) {
    if (own.length === 0) continue;
    const places = own.map((_, at) => sets.length + at);
    places.forEach((place, at) => counts && expected.set(place, counts[at]!));
    sets.push(...own);
    await insert(sql(places));
  }
  return {sets, atoms: withoutOthers(await readAtoms(db), expected)};
}

async function readAtoms(db: Database): Promise<Atom[]> {
  const rows = toRows(
    await db.query(`
      with units as (
        select unit, any_value(person) as person, list_sort(list(distinct place))::varchar as places
        from ${schema}.members
        group by unit
      )
      select
        places,
        count(distinct person)::integer as people,
        case when count(distinct person) < ${smallestGroup} then string_agg(distinct person, '|') end as few
      from units
      group by places`)
  );
  return rows.map(({places, people, few}): Atom => ({
    sets: JSON.parse(String(places)) as number[],
    people: Number(people),
    few: few === null ? null : String(few).split("|")
  }));
}

/** The atoms without the sets that hold another number of people than the page says: they are not what it counts. */
function withoutOthers(atoms: readonly Atom[], expected: ReadonlyMap<number, number>): Atom[] {
  const sizes = new Map<number, number>();
  for (const {sets, people} of atoms) for (const place of sets) sizes.set(place, (sizes.get(place) ?? 0) + people);
  const isRight = (place: number) => !expected.has(place) || expected.get(place) === sizes.get(place);
  return atoms.map((atom) => ({...atom, sets: atom.sets.filter(isRight)}));
}
