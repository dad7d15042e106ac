import {toRows, type Row} from "../base/table";
import type {Database} from "../engine/database";
import {quoteIdentifier, quoteLiteral} from "../engine/sql";
import {leavingColumns, tablesOf, type PageToShare} from "./page";
import {shippedMemberships, type RuleSources} from "./privacy/shipped-sets";
import {textOf, type LargestBuyers} from "./privacy/largest";
import {judgeCells, type OwnCell} from "./privacy/own-cells";
import {countAtoms} from "./privacy/populations";
import {findReviewed} from "./privacy/reviewed";
import type {SuppressOptions, TableToShare} from "./suppress";

/**
 * What the database knows of the buyers behind a page: who they are, the largest among them, which of them every number counts,
 * and what may leave of the results of a person's own SQL. `sources` say which people shipped columns count.
 */
export async function learnBuyers(
  db: Database,
  page: Omit<PageToShare, "known">,
  sources: RuleSources
): Promise<SuppressOptions> {
  const tables = tablesOf(page);
  const chosen = page.inputs.map(({value}) => ({value}));
  const identities = await findIdentities(db, [...tables, {rows: chosen}]);
  const largest = await readLargestBuyers(db);
  const reviewed = findReviewed(page.notebook, page.reads);
  const own = await judgeCells(db, selectsOf(page, sources.graph.order), reviewed);
  const wholes = await readWholes(db, tablesOf({...page, known: {own}}));
  const judged = tablesOf({...page, known: {own, wholes}});
  const memberships = [
    ...judged.flatMap((table) => table.own?.memberships ?? []),
    ...shippedMemberships(judged, {leaving: leavingColumns(page), reviewed}, sources)
  ];
  return {identities, largest, own, wholes, reviewed, populations: await countAtoms(db, memberships)};
}

/** Most rows of a relation of which a cell passes on some; of a longer one nothing is passed on. */
const mostRows = 20_000;

/** All rows of the relations of which some tables pass on rows. */
async function readWholes(
  db: Database,
  tables: readonly TableToShare[]
): Promise<NonNullable<SuppressOptions["wholes"]>> {
  const names = new Set(tables.flatMap(({part}) => (part ? [part.of] : [])));
  const wholes = new Map<string, {columns: readonly string[]; rows: readonly Row[]}>();
  for (const name of names) {
    const table = await db.query(`from main.${quoteIdentifier(name)} limit ${mostRows + 1}`);
    const columns = table.schema.fields.map((field) => field.name);
    if (table.numRows <= mostRows) wholes.set(name, {columns, rows: toRows(table)});
  }
  return wholes;
}

/** The SQL cells of a page in the order in which they read each other, with what they show. */
function selectsOf({notebook, outcomes}: Omit<PageToShare, "known">, order: readonly string[]): OwnCell[] {
  const place = new Map(order.map((id, at) => [id, at]));
  const cells = notebook.cells.flatMap((cell) => (cell.kind === "sql" && place.has(cell.id) ? [cell] : []));
  return cells
    .sort((a, b) => place.get(a.id)! - place.get(b.id)!)
    .map((cell) => {
      const {table = null, status} = outcomes.get(cell.id) ?? {};
      const isDone = table !== null && status !== "failed" && status !== "off";
      const columns = isDone ? table.schema.fields.map(({name}) => name) : [];
      return {cell, shown: isDone ? {columns, rows: toRows(table)} : null};
    });
}

/** Number of texts per query. */
const batch = 2000;

/**
 * The texts in some tables that are a customer or an order of this shop, whatever their columns are called; tables that
 * contain one are not shared.
 */
export async function findIdentities(
  db: Database,
  tables: readonly Pick<TableToShare, "rows">[]
): Promise<Set<string>> {
  const texts = new Set<string>();
  for (const {rows} of tables)
    for (const row of rows) for (const value of Object.values(row)) if (typeof value === "string") texts.add(value);
  const all = [...texts];
  const found = new Set<string>();
  for (let at = 0; at < all.length; at += batch) {
    const values = all.slice(at, at + batch).map((text) => `(${quoteLiteral(text)})`);
    const table = await db.query(`
      with asked(value) as (values ${values.join(", ")})
      select value from asked
      where value in (select customer_key from int_customer_keys)
          or value in (select order_id from orders)
          or value in (select buyer_name from stg_orders)
          or value in (select buyer_phone from stg_orders)
          or value in (select buyer_email from stg_orders)
          or value in (select customer_key from stg_customers)
          or value in (select buyer_name from stg_customers)
          or value in (select buyer_phone from stg_customers)
          or value in (select buyer_email from stg_customers)`);
    for (const {value} of toRows(table)) found.add(String(value));
  }
  return found;
}

/** The largest amount spent by one buyer: overall, by stage and tier, and in every week and month. */
export async function readLargestBuyers(db: Database): Promise<LargestBuyers> {
  const rows = toRows(
    await db.query(`
      select 'ever' as name, '' as value, max(net_amount)::double as most from customers
      union all
      select 'stage', stage, max(net_amount)::double from customers group by stage
      union all
      select 'tier', tier, max(net_amount)::double from customers group by tier
      union all
      select 'tier', tier_group, max(net_amount)::double from customers group by tier_group
      union all
      select 'week_date', week_date::varchar, max(spent)::double
      from (select week_date, customer_id, sum(net_amount) as spent from purchases group by week_date, customer_id)
      group by week_date
      union all
      select 'month_date', month_date::varchar, max(spent)::double
      from (select month_date, customer_id, sum(net_amount) as spent from purchases group by month_date, customer_id)
      group by month_date`)
  );
  const by = new Map<string, Map<string, number>>();
  for (const {name, value, most} of rows) {
    const values = by.get(String(name)) ?? new Map<string, number>();
    if (typeof most === "number" && typeof value === "string") values.set(textOf(value), most);
    by.set(String(name), values);
  }
  return {ever: by.get("ever")?.get("") ?? 0, by};
}
