import {groupBy} from "../../base/group";
import {toRows, type Row} from "../../base/table";
import type {Database} from "../../engine/database";
import {cellRelation} from "../../engine/select";
import {bindInputs, quoteIdentifier, quoteLiteral} from "../../engine/sql";
import {shippedModels, tagsOf} from "../../models/library";
import type {SqlCell} from "../../notebook/notebook";
import type {Membership} from "./populations";
import type {Withheld} from "./shape";
import {readStatement, type Aggregate, type PassedOn, type Summary} from "./statement";
import {areSameRows, computeWithoutIdentities, type Select} from "./without-identities";

/** What may leave of the result of a person's own SQL. */
export interface OwnTable {
  /** why nothing of it leaves; null where it does */
  withheld: Withheld | null;
  /** the rows as they were computed without identities, in the order that they have then */
  rows: readonly Row[];
  /** number of people behind each row */
  people: readonly number[];
  /** by column: the number of people behind its value in each row, where that is a part of the row's */
  parts: ReadonlyMap<string, readonly number[]>;
  /** for each row, the columns of which one person makes up more than half */
  owned: readonly ReadonlySet<string>[];
  /** which customers or orders each row and column counts */
  memberships: readonly Membership[];
}

/** What leaves of a cell that was not judged. */
export const unjudged: OwnTable = nothing("unjudged");

/** A cell with the result that the page shows. */
export interface OwnCell {
  cell: SqlCell;
  /** null where it has none */
  shown: {columns: readonly string[]; rows: readonly Row[]} | null;
}

/** Names of the columns that are added to a summary. */
const labelColumn = "huitou_label";
const peopleColumn = "huitou_people";
const partColumn = (at: number) => `huitou_part_${at}`;

/**
 * Judges SQL cells, in the order in which they read each other, by computing them again without identities, and by reading what
 * they count. `reviewed` are those that ship; they, and those that only pass on shipped groups, are judged like a relation.
 */
export async function judgeCells(
  db: Database,
  all: readonly OwnCell[],
  reviewed: ReadonlySet<string>
): Promise<Map<string, OwnTable | "relation">> {
  const tables = new Map<string, OwnTable | "relation">([...reviewed].map((name) => [name, "relation"]));
  const own = all.filter(({cell}) => !reviewed.has(cell.name));
  if (own.length === 0) return tables;
  const sources = await findSources(db);
  for (const {cell} of all) sources.delete(cell.name.toLowerCase());
  const statements = new Map(own.map((each) => [each.cell.name, readCell(each, sources)]));
  const isPassedOn = ({cell}: OwnCell) => statements.get(cell.name)?.kind === "passed_on";
  const judged = own.filter((each) => each.shown !== null && !isPassedOn(each));
  for (const each of own) if (isPassedOn(each)) tables.set(each.cell.name, "relation");
  const selects = all.map(({cell}): Select => {
    const statement = statements.get(cell.name);
    return {name: cell.name, sql: statement?.kind === "summary" ? withCounts(statement) : cell.sql};
  });
  const results = await computeTwice(db, selects, judged);
  for (const {cell} of judged) {
    const rows = results.get(cell.name);
    const statement = statements.get(cell.name);
    if (rows === "changed") tables.set(cell.name, nothing("identities"));
    else if (!rows || statement?.kind !== "summary") tables.set(cell.name, {...unjudged, rows: rows ?? []});
    else
      tables.set(
        cell.name,
        await judgeSummary(db, {name: cell.name, statement, rows, source: sources.get(statement.relation)!})
      );
  }
  return tables;
}

function nothing(withheld: Withheld): OwnTable {
  return {withheld, rows: [], people: [], parts: new Map(), owned: [], memberships: []};
}

/** Twice, with other tokens: a value that is the same by chance is not so again. What fails without identities needs them. */
async function computeTwice(
  db: Database,
  selects: readonly Select[],
  judged: readonly OwnCell[]
): Promise<Map<string, readonly Row[] | "changed">> {
  const first = await computeWithoutIdentities(db, selects);
  const second = await computeWithoutIdentities(db, selects);
  return new Map(
    judged.map(({cell: {name}, shown}) => {
      const rows = first.get(name) ?? null;
      const again = second.get(name) ?? null;
      if (rows === null || again === null) return [name, "changed"];
      const isSame = [rows, again].every((each) => areSameRows(each, shown!.rows, shown!.columns));
      return [name, isSame ? rows : "changed"];
    })
  );
}

/** What a select may read, by name in lower case. */
interface Source {
  /** as SQL names it */
  from: string;
  /** the relation whose rows it has */
  base: string;
  /** lower case */
  columns: ReadonlySet<string>;
  /** whether its rows are groups, or rows of single customers and orders; null where neither is known */
  rows: "groups" | "single" | null;
}

async function findSources(db: Database): Promise<Map<string, Source>> {
  const rows = toRows(
    await db.query(`
      select table_name, column_name
      from duckdb_columns()
      where database_name = current_database() and schema_name = 'main' and not internal`)
  );
  const relations = groupBy(rows, ({table_name: name}) => String(name).toLowerCase());
  return new Map(
    [...relations].map(([name, found]): [string, Source] => {
      const columns = new Set(found.map((row) => String(row.column_name).toLowerCase()));
      return [name, {from: `main.${quoteIdentifier(name)}`, base: name, columns, rows: rowsOf(name, columns)}];
    })
  );
}

function rowsOf(relation: string, columns: ReadonlySet<string>): Source["rows"] {
  const counts = tagsOf(relation)?.counts ?? "none";
  if (counts === "rows") return columns.has("customer_id") ? "single" : null;
  return counts === "none" ? null : "groups";
}

const macros: ReadonlySet<string> = new Set(
  [...shippedModels.values()].flatMap(({name, materialization}) => (materialization === "macro" ? [name] : []))
);

/** What a cell's SQL does, null where that is not certain; some rows of a source, as they are, become a source themselves. */
function readCell({cell, shown}: OwnCell, sources: Map<string, Source>): Summary | PassedOn | null {
  const isColumn = (relation: string, name: string) => sources.get(relation)?.columns.has(name) ?? false;
  const statement = readStatement(cell.sql, isColumn, macros);
  const source = statement && sources.get(statement.relation);
  if (!source) return null;
  if (statement.kind === "summary") return source.rows === "single" ? statement : null;
  const columns = new Set(shown?.columns.map((name) => name.toLowerCase()));
  // without its key a group would not be recognised as one that is hidden elsewhere
  const hasKey = (shippedModels.get(source.base)?.key ?? []).every((column) => columns.has(column));
  if (source.rows === "groups") return hasKey ? statement : null;
  const rows = source.rows === "single" && columns.has("customer_id") ? "single" : null;
  sources.set(cell.name.toLowerCase(), {from: cellRelation(cell.name), base: source.base, columns, rows});
  return null;
}

/** People are counted once; an order whose buyer is not known is somebody of its own. */
function countPeople(condition: string | null): string {
  const filter = condition === null ? "" : ` filter (where ${condition})`;
  const unknown = condition === null ? "customer_id is null" : `(${condition}) and customer_id is null`;
  return `(count(distinct customer_id)${filter} + count(*) filter (where ${unknown}))`;
}

function labelOf({keys}: Summary): string {
  return keys.length === 0 ? "''" : `[${keys.map((key) => `(${key})::varchar`).join(", ")}]::varchar`;
}

/** The select with the number of people behind each row and part of it. */
function withCounts(statement: Summary): string {
  const parts = statement.aggregates.map(({condition}, at) => `${countPeople(condition)} as ${partColumn(at)}`);
  return statement.withColumns([
    `${labelOf(statement)} as ${labelColumn}`,
    `${countPeople(null)} as ${peopleColumn}`,
    ...parts
  ]);
}

interface JudgedSummary {
  name: string;
  statement: Summary;
  rows: readonly Row[];
  source: Source;
}

async function judgeSummary(db: Database, summary: JudgedSummary): Promise<OwnTable> {
  const {name, statement, rows, source} = summary;
  const given = Object.keys(rows[0] ?? {}).filter((column) => !column.startsWith("huitou_"));
  const owned = await findOwned(db, summary);
  const parts = new Map<string, number[]>();
  const memberships: Membership[] = [];
  const base = baseOf(source);
  const sets = (column: string | null) => rows.map((_, row) => ({table: name, row, column}));
  const labels = rows.map((row) => String(row[labelColumn]));
  const member = (column: string | null, condition: string | null, isOfPeople: boolean): Membership => ({
    family: isOfPeople ? "people" : base.family,
    sets: sets(column),
    sql: (places) =>
      membershipSql(statement, {
        from: source.from,
        labels,
        places,
        condition,
        unit: isOfPeople ? "customer_id::varchar" : base.unit
      })
  });
  memberships.push(member(null, null, base.family === "people"));
  statement.aggregates.forEach(({column, condition, distinct}, at) => {
    const title = given[column];
    const isOfPeople = base.family === "people" || /^customer_(id|key)$/.test(distinct ?? "");
    if (title === undefined || (condition === null && isOfPeople === (base.family === "people"))) return;
    if (condition !== null) {
      const counts = rows.map((row) => Number(row[partColumn(at)]));
      const before = parts.get(title);
      parts.set(title, before ? counts.map((count, row) => Math.min(count, before[row]!)) : counts);
    }
    memberships.push(member(title, condition, isOfPeople));
  });
  return {
    withheld: null,
    rows: rows.map((row) => Object.fromEntries(given.map((column) => [column, row[column]])) as Row),
    people: rows.map((row) => Number(row[peopleColumn])),
    parts,
    owned: rows.map((row) => new Set([...(owned.get(String(row[labelColumn])) ?? [])].map((at) => given[at]!))),
    memberships
  };
}

/** Rows of which a relation is made, and SQL that tells two of them apart. */
function baseOf({base, columns}: Source): {family: string; unit: string} {
  const named = shippedModels.get(base)?.key ?? [];
  const key = named.every((column) => columns.has(column)) ? named : [];
  if (key.length === 1 && key[0] === "customer_id") return {family: "people", unit: "customer_id::varchar"};
  const unit = key.length > 0 ? `hash(${key.map(quoteIdentifier).join(", ")})::varchar` : "uuid()::varchar";
  return {family: base.replace(/^selected_/, ""), unit};
}

interface MembershipOptions {
  from: string;
  /** by row */
  labels: readonly string[];
  places: readonly number[];
  condition: string | null;
  unit: string;
}

function membershipSql(statement: Summary, {from, labels, places, condition, unit}: MembershipOptions): string {
  const named = labels.map((label, row) => `(${quoteLiteral(label)}, ${places[row]})`).join(", ");
  const conditions = [statement.where, condition].filter((each) => each !== null).map((each) => `(${each})`);
  const rows = `
    select ${unit} as unit, coalesce(customer_id::varchar, ${unit}) as person, ${labelOf(statement)} as ${labelColumn}
    from ${from}
    ${conditions.length > 0 ? `where ${conditions.join(" and ")}` : ""}`;
  return bindInputs(`
    select unit, person, place
    from (${rows}) as counted
    inner join (values ${named}) as named(label, place) on counted.${labelColumn} = named.label
    where unit is not null`);
}

/** By label: the columns, from zero, with a sum of which one person makes up more than half. */
async function findOwned(db: Database, {statement, source}: JudgedSummary): Promise<Map<string, Set<number>>> {
  const summed = statement.aggregates.filter((each): each is Aggregate & {summed: string} => each.summed !== null);
  const found = new Map<string, Set<number>>();
  if (summed.length === 0) return found;
  const {unit} = baseOf(source);
  const spent = summed.map(({summed: column, condition}, at) => {
    const filter = condition === null ? "" : ` filter (where ${condition})`;
    return `abs(sum((${column})::double)${filter}) as spent_${at}`;
  });
  const most = summed.map((_, at) => `coalesce(max(spent_${at}) * 2 > sum(spent_${at}), false) as owned_${at}`);
  const rows = toRows(
    await db.query(
      bindInputs(`
        select label, ${most.join(", ")}
        from (
          select ${labelOf(statement)} as label, coalesce(customer_id::varchar, ${unit}) as person, ${spent.join(", ")}
          from ${source.from}
          ${statement.where === null ? "" : `where ${statement.where}`}
          group by all
        )
        group by label`)
    )
  );
  for (const row of rows) {
    const columns = summed.flatMap(({column}, at) => (row[`owned_${at}`] === true ? [column] : []));
    found.set(String(row.label), new Set(columns));
  }
  return found;
}
