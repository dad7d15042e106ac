import {toRows, type Row} from "../../base/table";
import type {Database} from "../../engine/database";
import {quoteLiteral} from "../../engine/sql";
import {canonicalRelations, paidStatuses, type FactRelation, type RelationName} from "../canonical";
import {diagnoseAll} from "../diagnostics";
import type {Loading} from "../loading";
import type {ImportPlan, ImportReport, Money} from "../plan";
import {platformNamed} from "../columns/platform";
import {grouped} from "../columns/shape";

const validStatuses: ReadonlySet<string> = new Set(paidStatuses);

/** One source of what was loaded together, and how that went. */
export interface LoadedPart extends Pick<ImportReport, "path" | "rowsLoaded"> {
  plan: ImportPlan;
  /** rows in `rejects`, with `source_id`; a table or a select in brackets */
  rejects: string;
}

/** The report of an import, computed from the tables it made. */
export async function reportOn(
  loading: Loading,
  {path, rowsLoaded}: Pick<ImportReport, "path" | "rowsLoaded">,
  milliseconds: () => number
): Promise<ImportReport> {
  const {plan, tables} = loading;
  const rejects = `(select ${quoteLiteral(plan.source.id)} as source_id, * from ${tables.rejects})`;
  const [report] = await reportOnAll(loading, [{plan, path, rowsLoaded, rejects}]);
  return {...report!, milliseconds: milliseconds()};
}

/** The same for sources that share their tables, in order; their times are left at 0. */
export async function reportOnAll(
  {db, layout, tables}: Pick<Loading, "db" | "layout" | "tables">,
  parts: readonly LoadedPart[]
): Promise<ImportReport[]> {
  const {platform} = layout;
  const {kind} = platform;
  const hasLines = (platform.grain === "line" && !isFact(kind)) || platform.items !== undefined;
  const lines = hasLines ? await countBySource(db, tables.lines) : new Map<string, number>();
  const records = isFact(kind) ? await countOf(db, tables[kind]) : 0;
  const facts = isFact(kind) ? await recordFacts(db, kind, tables[kind]) : null;
  const orders = kind === "orders" ? await orderFacts(db, tables.orders) : new Map<string, OrderFacts>();
  const rejected = await rejectedRows(db, parts[0]!.rejects);
  const reports = parts.map(({plan, path, rowsLoaded}): ImportReport => {
    const {id} = plan.source;
    const {reasons = [], rows = []} = rejected.get(id) ?? {};
    const {orders: orderCount, ...ofOrders} = orders.get(id) ?? noOrderFacts;
    const rowsRejected = reasons.reduce((sum, reason) => sum + reason.rows, 0);
    return {
      sourceId: id,
      fileName: plan.source.name,
      bytes: plan.source.size,
      encoding: plan.source.encoding,
      platform: plan.mapping ? "other" : (platformNamed(plan.platform)?.name ?? plan.platform),
      kind,
      rowsRead: rowsLoaded + rowsRejected,
      rowsLoaded,
      rowsRejected,
      rejectedByReason: reasons,
      rejects: rows,
      orders: orderCount,
      lines: lines.get(id) ?? 0,
      records,
      totals: [],
      ...ofOrders,
      ...facts,
      diagnostics: [],
      milliseconds: 0,
      path
    };
  });
  const diagnostics = await diagnoseAll(db, tables.orders, layout, reports);
  return reports.map((report, index) => ({
    ...report,
    diagnostics: [...(parts[index]!.plan.source.origin?.notes ?? []), ...diagnostics[index]!]
  }));
}

/** How many rows of each source were rejected, by reason, and which: the first of them. */
async function rejectedRows(
  db: Database,
  rejects: string
): Promise<Map<string, {reasons: ImportReport["rejectedByReason"]; rows: ImportReport["rejects"]}>> {
  const counts = groupedBySource(
    await ask(
      db,
      `select source_id, reason, count(*) as rows_count from ${rejects} group by source_id, reason order by rows_count desc, reason`
    )
  );
  if (counts.size === 0) return new Map();
  const rows = groupedBySource(
    await ask(
      db,
      `select source_id, row_number, reason
from ${rejects}
qualify row_number() over (partition by source_id order by row_number) <= ${listedRejects}
order by source_id, row_number`
    )
  );
  return new Map(
    [...counts].map(([id, reasons]) => [
      id,
      {
        reasons: reasons.map((row) => ({reason: String(row["reason"]), rows: Number(row["rows_count"])})),
        rows: (rows.get(id) ?? []).map((row) => ({row: Number(row["row_number"]), reason: String(row["reason"])}))
      }
    ])
  );
}

/** Rows by their `source_id`, each source's in the order in which they come. */
function groupedBySource(rows: readonly Row[]): Map<string, Row[]> {
  return grouped(rows, (row) => String(row["source_id"]));
}

function isFact(kind: RelationName): kind is FactRelation {
  return kind !== "orders" && kind !== "lines";
}

/** The date column of each relation. */
const dayOf: Readonly<Record<FactRelation, string>> = {
  customers: "registered_at",
  shop_daily: "day_date",
  product_daily: "day_date",
  ads_daily: "day_date",
  refunds: "coalesce(settled_at, applied_at)"
};

/** Money columns that can be summed; averages cannot. */
async function recordFacts(
  db: Database,
  kind: FactRelation,
  table: string
): Promise<Pick<ImportReport, "totals" | "firstDay" | "lastDay" | "shop">> {
  const columns = canonicalRelations[kind].columns
    .filter(({name, type}) => type === "decimal(18,2)" && !name.startsWith("average_"))
    .map(({name}) => name);
  const [row = {}] = await ask(
    db,
    `select
    min(${dayOf[kind]})::date::varchar as first_day, max(${dayOf[kind]})::date::varchar as last_day,
    case when count(distinct shop) = 1 then nullif(min(shop), '') end as shop,
    ${columns.map((name) => `sum(${name}) as ${name}`).join(", ")}
from ${table}`
  );
  const text = (name: string) => (row[name] ?? null) as string | null;
  return {
    firstDay: text("first_day"),
    lastDay: text("last_day"),
    shop: text("shop"),
    totals: columns
      .filter((name) => row[name] !== null && row[name] !== undefined)
      .map((column) => ({column, amount: Math.round(Number(row[column]) * 100) / 100}))
  };
}

const listedRejects = 100_000;

type OrderFacts = Pick<
  ImportReport,
  "orders" | "shop" | "currency" | "statuses" | "money" | "otherMoney" | "firstDay" | "lastDay" | "days" | "identity"
>;

const noOrderFacts: OrderFacts = {
  orders: 0,
  shop: null,
  currency: null,
  statuses: [],
  money: {gross: 0, paid: 0, refunded: 0, net: 0},
  firstDay: null,
  lastDay: null,
  days: [],
  identity: []
};

/** Money is that of the source's commonest currency; what is in another is never added to it. */
async function orderFacts(db: Database, orders: string): Promise<Map<string, OrderFacts>> {
  const sum = (column: string) => `sum(${column}) filter (where ${isMain})`;
  const totals = await ask(
    db,
    `${commonestSql(orders)}
select
    loaded.source_id, count(*) as orders,
    ${sum("gross_amount")} as gross, ${sum("paid_amount")} as paid,
    ${sum("refund_amount")} as refunded, ${sum("net_amount")} as net,
    (min(ordered_at) filter (where ${isPast()}))::date::varchar as first_day,
    (max(ordered_at) filter (where ${isPast()}))::date::varchar as last_day,
    case when count(distinct shop) = 1 then nullif(min(shop), '') end as shop,
    any_value(commonest.currency) as currency
from ${orders} as loaded
left join commonest on commonest.source_id = loaded.source_id
group by loaded.source_id`
  );
  const [allOthers, allStatuses, allDays, allIdentities] = [
    await otherMoney(db, orders),
    await statuses(db, orders),
    await days(db, orders),
    await identity(db, orders)
  ];
  return new Map(
    totals.map((row) => {
      const id = String(row["source_id"]);
      const text = (name: string) => (row[name] ?? null) as string | null;
      return [
        id,
        {
          orders: Number(row["orders"]),
          shop: text("shop"),
          currency: text("currency"),
          statuses: allStatuses.get(id) ?? [],
          money: moneyOf(row),
          otherMoney: allOthers.get(id) ?? [],
          firstDay: text("first_day"),
          lastDay: text("last_day"),
          days: allDays.get(id) ?? [],
          identity: allIdentities.get(id) ?? []
        }
      ];
    })
  );
}

/** The commonest currency of each source, as a CTE; none where no order names one. */
const commonestSql = (orders: string) => `with
commonest as (
    select source_id, currency
    from ${orders}
    where currency is not null
    group by source_id, currency
    qualify row_number() over (partition by source_id order by count(*) desc, currency) = 1
)`;

/** SQL for whether an order is in its source's commonest currency. */
const isMain = "(loaded.currency is null or loaded.currency = commonest.currency)";

/** SQL for whether an order was placed by tomorrow: others are dated wrongly, and would stretch the calendar to their year. */
function isPast(): string {
  const dayAfterTomorrow = new Date(Date.now() + 2 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
  return `ordered_at < timestamp '${dayAfterTomorrow}'`;
}

/** A row's sums; of cents, they arrive as doubles. */
function moneyOf(row: Row): Money {
  const money = (name: string) => Math.round(Number(row[name] ?? 0) * 100) / 100;
  return {gross: money("gross"), paid: money("paid"), refunded: money("refunded"), net: money("net")};
}

function otherMoney(db: Database, orders: string): Promise<Map<string, (Money & {currency: string})[]>> {
  return askBySource(
    db,
    `${commonestSql(orders)}
select
    loaded.source_id, loaded.currency, count(*) as orders,
    sum(gross_amount) as gross, sum(paid_amount) as paid, sum(refund_amount) as refunded, sum(net_amount) as net
from ${orders} as loaded
inner join commonest on commonest.source_id = loaded.source_id
where not ${isMain}
group by loaded.source_id, loaded.currency
order by orders desc, loaded.currency`,
    (row) => ({currency: String(row["currency"]), ...moneyOf(row)})
  );
}

/** What a query says of each source, row by row. */
async function askBySource<T>(db: Database, sql: string, read: (row: Row) => T): Promise<Map<string, T[]>> {
  const groups = groupedBySource(await ask(db, sql));
  return new Map([...groups].map(([id, rows]) => [id, rows.map(read)]));
}

function statuses(db: Database, orders: string): Promise<Map<string, ImportReport["statuses"]>> {
  return askBySource(
    db,
    `select source_id, coalesce(status_raw, '') as raw, status, count(*) as orders from ${orders} group by source_id, raw, status order by orders desc, raw, status`,
    (row) => ({
      raw: String(row["raw"]),
      status: String(row["status"]),
      orders: Number(row["orders"]),
      isValid: validStatuses.has(String(row["status"]))
    })
  );
}

function days(db: Database, orders: string): Promise<Map<string, ImportReport["days"]>> {
  return askBySource(
    db,
    `with
counted as (
    select source_id, ordered_at::date as order_date, count(*) as orders
    from ${orders}
    where ${isPast()}
    group by source_id, order_date
),
calendar as (
    select
        source_id,
        unnest(generate_series(min(order_date)::timestamp, max(order_date)::timestamp, interval 1 day))::date as order_date
    from counted
    group by source_id
)
select calendar.source_id, calendar.order_date::varchar as day, coalesce(counted.orders, 0) as orders
from calendar
left join counted on counted.source_id = calendar.source_id and counted.order_date = calendar.order_date
order by day`,
    (row) => ({day: String(row["day"]), orders: Number(row["orders"])})
  );
}

function identity(db: Database, orders: string): Promise<Map<string, ImportReport["identity"]>> {
  return askBySource(
    db,
    `select
    source_id, customer_key_quality as quality, count(*) as orders, count(distinct customer_key) as customers
from ${orders}
group by source_id, quality
order by orders desc, quality`,
    (row) => ({
      quality: String(row["quality"]),
      orders: Number(row["orders"]),
      customers: Number(row["customers"])
    })
  );
}

/** Runs a small query and returns its rows. */
export async function ask(db: Database, sql: string): Promise<Row[]> {
  return toRows(await db.query(sql));
}

export async function countBySource(db: Database, relation: string): Promise<ReadonlyMap<string, number>> {
  const rows = await ask(db, `select source_id, count(*) as count_of_rows from ${relation} group by source_id`);
  return new Map(rows.map((row) => [String(row["source_id"]), Number(row["count_of_rows"])]));
}

async function countOf(db: Database, relation: string): Promise<number> {
  const [row] = await ask(db, `select count(*) as count_of_rows from ${relation}`);
  return Number(row?.["count_of_rows"] ?? 0);
}
