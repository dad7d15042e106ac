import {groupBy} from "../../base/group";
import {toRows, type Row} from "../../base/table";
import type {Database} from "../../engine/database";
import {cellRelation} from "../../engine/select";
import {bindInputs, quoteIdentifier, quoteLiteral, tokenize} from "../../engine/sql";
import {identityColumns, isMeantToBeRead, shippedModels, tagsOf} from "../../models/library";
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
  /** whether its SQL picks groups by their numbers, so that how many are hidden would tell of these */
  isPicked: boolean;
}

/**
 * What may leave of a SQL cell: of one that ships the same as of a relation; of one that passes on groups of a relation what leaves
 * of these groups in the whole relation.
 */
export type Judgement = OwnTable | "relation" | "passed_on";

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
): Promise<Map<string, Judgement>> {
  const tables = new Map<string, Judgement>([...reviewed].map((name) => [name, "relation"]));
  const own = all.filter(({cell}) => !reviewed.has(cell.name));
  if (own.length === 0) return tables;
  const sources = await findSources(db);
  for (const {cell} of all) sources.delete(cell.name.toLowerCase());
  const statements = new Map(own.map((each) => [each.cell.name, readCell(each, sources)]));
  const isPassedOn = ({cell}: OwnCell) => statements.get(cell.name)?.kind === "passed_on";
  const isByIdentity = ({cell}: OwnCell) => statements.get(cell.name)?.isByIdentity === true;
  const judged = own.filter((each) => each.shown !== null && !isPassedOn(each) && !isByIdentity(each));
  for (const each of own)
    if (isByIdentity(each)) tables.set(each.cell.name, nothing("identities"));
    else if (isPassedOn(each)) tables.set(each.cell.name, "passed_on");
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
    else {
      const summary = {name: cell.name, statement, rows, source: sources.get(statement.relation)!};
      tables.set(cell.name, await judgeSummary(db, summary).catch(() => ({...unjudged, rows: withoutCounts(rows)})));
    }
  }
  return tables;
}

function nothing(withheld: Withheld): OwnTable {
  return {withheld, rows: [], people: [], parts: new Map(), owned: [], memberships: [], isPicked: false};
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
  /** whether it is a cell that has chosen some of the relation's rows */
  isChosen: boolean;
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
      return [
        name,
        {from: `main.${quoteIdentifier(name)}`, base: name, columns, rows: rowsOf(name, columns), isChosen: false}
      ];
    })
  );
}

function rowsOf(relation: string, columns: ReadonlySet<string>): Source["rows"] {
  const counts = tagsOf(relation)?.counts ?? "none";
  if (counts === "rows") return columns.has("customer_id") ? "single" : null;
  return counts === "none" || !isMeantToBeRead(relation) ? null : "groups";
}

const macros: ReadonlySet<string> = new Set(
  [...shippedModels.values()].flatMap(({name, materialization}) => (materialization === "macro" ? [name] : []))
);

function isIdentity(name: string): boolean {
  return (identities ??= new Set([...identityColumns()].map((each) => each.toLowerCase()))).has(name);
}
let identities: ReadonlySet<string> | undefined;

/** What a cell's SQL does, null where that is not certain; some rows of a source, as they are, become a source themselves. */
function readCell({cell, shown}: OwnCell, sources: Map<string, Source>): Summary | PassedOn | null {
  const isColumn = (relation: string, name: string) => sources.get(relation)?.columns.has(name) ?? false;
  // a column called like those that are added would be taken for one of them
  const statement = /huitou_/i.test(cell.sql) ? null : readStatement(cell.sql, {isColumn, isIdentity, macros});
  const source = statement && sources.get(statement.relation);
  if (!source) return null;
  if (statement.kind === "summary") return source.rows === "single" ? statement : null;
  if (statement.isByIdentity) return statement;
  const columns = new Set(shown?.columns.map((name) => name.toLowerCase()));
  // without its key a group would not be recognised as one that is hidden elsewhere
  const hasKey = (shippedModels.get(source.base)?.key ?? []).every((column) => columns.has(column));
  if (source.rows === "groups") return hasKey ? statement : null;
  const rows = source.rows === "single" && columns.has("customer_id") ? "single" : null;
  sources.set(cell.name.toLowerCase(), {
    from: cellRelation(cell.name),
    base: source.base,
    columns,
    rows,
    isChosen: true
  });
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
  const {statement, rows} = summary;
  const given = givenColumns(rows);
  const owned = await findOwned(db, summary);
  const memberships = rows.length > 0 ? membershipsOf(summary) : [];
  // what the engine does not take here may not stop the whole page from being shared
  for (const {sql} of memberships) await db.query(`from (${sql(rows.map((_, row) => row))}) limit 0`);
  return {
    withheld: null,
    rows: withoutCounts(rows),
    people: rows.map((row) => Number(row[peopleColumn])),
    parts: partsOf(statement, rows),
    owned: rows.map((row) => new Set([...(owned.get(String(row[labelColumn])) ?? [])].map((at) => given[at]!))),
    memberships,
    isPicked: statement.isPicked
  };
}

function withoutCounts(rows: readonly Row[]): Row[] {
  const given = givenColumns(rows);
  return rows.map((row) => Object.fromEntries(given.map((column) => [column, row[column]])) as Row);
}

function givenColumns(rows: readonly Row[]): string[] {
  return Object.keys(rows[0] ?? {}).filter((column) => !column.startsWith("huitou_"));
}

/** By column with a condition: the fewest people behind one of its aggregates, in each row. */
function partsOf({aggregates}: Summary, rows: readonly Row[]): Map<string, number[]> {
  const given = givenColumns(rows);
  const parts = new Map<string, number[]>();
  aggregates.forEach(({column, condition}, at) => {
    const title = given[column];
    if (title === undefined || condition === null) return;
    const counts = rows.map((row) => Number(row[partColumn(at)]));
    const before = parts.get(title);
    parts.set(title, before ? counts.map((count, row) => Math.min(count, before[row]!)) : counts);
  });
  return parts;
}

/** Which customers, or rows of its relation, a summary's rows and columns count; and whose orders its sums add up. */
function membershipsOf({name, statement, rows, source}: JudgedSummary): Membership[] {
  const given = givenColumns(rows);
  const base = baseOf(source);
  const labels = rows.map((row) => String(row[labelColumn]));
  const isBaseOfPeople = base.family === "people";
  const member = (column: string | null, condition: string | null, unit: Unit): Membership => ({
    family: unit.family,
    isOfPeople: isBaseOfPeople,
    sets: rows.map((_, row) => ({table: name, row, column, question: questionOf(statement, condition, source)})),
    sql: (places) => membershipSql(statement, {from: source.from, labels, places, condition, unit})
  });
  const {sales} = base;
  const isSummed = statement.aggregates.some(({summed}) => summed !== null);
  const whole = [member(null, null, base), ...(isSummed && sales ? [member(null, null, sales)] : [])];
  const parts = statement.aggregates.flatMap(({column, condition, distinct, summed}) => {
    const title = given[column];
    if (title === undefined) return [];
    const isOfPeople = isBaseOfPeople || /^customer_(id|key)$/.test(distinct ?? "");
    const isOfWhole = condition === null && isOfPeople === isBaseOfPeople;
    const counted = isOfWhole ? [] : [member(title, condition, isOfPeople ? people : base)];
    return condition !== null && summed !== null && sales ? [...counted, member(title, condition, sales)] : counted;
  });
  return [...whole, ...parts];
}

/**
 * What a summary asks of each row before it counts it, or the cell that it reads has asked; undefined where it asks only for flags
 * and for what is missing.
 */
function questionOf({where, keys}: Summary, condition: string | null, {from, isChosen}: Source): string | undefined {
  const asked = [where, condition, ...keys].filter((each) => each !== null && isComparing(each));
  if (isChosen) asked.push(from);
  return asked.length > 0 ? asked.join("\n") : undefined;
}

/** Whether a condition or a key compares something with something. */
function isComparing(sql: string): boolean {
  return tokenize(sql).some(
    ({kind, text}) => kind === "number" || kind === "string" || kind === "parameter" || /^[<>=!%*/+-]/.test(text)
  );
}

/** What is counted, and how two of it are told apart. */
interface Unit {
  family: string;
  /** SQL of a text that names one */
  unit: string;
  /** where valid orders are counted: SQL over `orders` of the unit that an order belongs to; null elsewhere */
  ofOrder: string | null;
}

/** What the rows of a relation are. */
interface Base extends Unit {
  /** the valid orders whose money its rows add up; null where they are not known */
  sales: Unit | null;
}

const people: Unit = {family: "people", unit: "customer_id::varchar", ofOrder: null};
const orderKey = ["platform", "shop", "order_id"];

function unitOf(key: readonly string[], of = ""): string {
  return `hash(${key.map((column) => of + quoteIdentifier(column)).join(", ")})::varchar`;
}

/** Rows of which a relation is made, and SQL that tells two of them apart. */
function baseOf({base, columns}: Source): Base {
  const has = (names: readonly string[]) => names.every((column) => columns.has(column));
  const named = shippedModels.get(base)?.key ?? [];
  const key = has(named) ? named : [];
  const sales = (unit: string, ofOrder: string): Unit => ({family: "sales", unit, ofOrder});
  const ofBuyer = sales("customer_id::varchar", "orders.customer_id::varchar");
  if (key.length === 1 && key[0] === "customer_id") return {...people, sales: ofBuyer};
  const ofOrder = sales(unitOf(orderKey), unitOf(orderKey, "orders."));
  const ofDay = sales(
    "concat(customer_id, ' ', purchase_date)",
    "concat(orders.customer_id, ' ', orders.ordered_date)"
  );
  return {
    family: base.replace(/^selected_/, ""),
    unit: key.length > 0 ? unitOf(key) : "uuid()::varchar",
    ofOrder: null,
    sales: has(orderKey) ? ofOrder : has(["purchase_date"]) ? ofDay : null
  };
}

interface MembershipOptions {
  from: string;
  /** by row */
  labels: readonly string[];
  places: readonly number[];
  condition: string | null;
  unit: Unit;
}

function membershipSql(statement: Summary, {from, labels, places, condition, unit}: MembershipOptions): string {
  const named = labels.map((label, row) => `(${quoteLiteral(label)}, ${places[row]})`).join(", ");
  const conditions = [statement.where, condition].filter((each) => each !== null).map((each) => `(${each})`);
  const {unit: counted, ofOrder} = unit;
  const rows = `
    select ${counted} as unit, coalesce(customer_id::varchar, ${counted}) as person, ${labelOf(statement)} as ${labelColumn}
    from ${from}
    ${conditions.length > 0 ? `where ${conditions.join(" and ")}` : ""}`;
  const orders = `
    inner join (
      select ${unitOf(orderKey)} as order_unit, ${ofOrder} as belongs_to from main.orders where is_valid
    ) as sold on sold.belongs_to = counted.unit`;
  return bindInputs(`
    select ${ofOrder === null ? "unit" : "order_unit"} as unit, person, place
    from (${rows}) as counted
    inner join (values ${named}) as named(label, place) on counted.${labelColumn} = named.label
    ${ofOrder === null ? "" : orders}
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
