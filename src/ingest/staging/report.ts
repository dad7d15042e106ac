import {toRows, type Row} from "../../base/table";
import type {Database} from "../../engine/database";
import {canonicalRelations, type FactRelation, type RelationName} from "../canonical";
import {diagnose} from "../diagnostics";
import type {Loading} from "../loading";
import type {ImportReport} from "../plan";
import {platformNamed} from "../columns/platform";

/** States that make an order a valid one unless the notebook says otherwise. */
const validStatuses = new Set(["paid", "part_shipped", "shipped", "completed", "refunded_part"]);

/** What an import did, read back from what it made. */
export async function reportOn(
  {db, plan, layout, tables}: Loading,
  {path, rowsLoaded}: Pick<ImportReport, "path" | "rowsLoaded">,
  milliseconds: () => number
): Promise<ImportReport> {
  const {platform} = layout;
  const hasOrders = platform.kind === "orders";
  const rejected = await ask(
    db,
    `select reason, count(*) as rows_count from ${tables.rejects} group by reason order by rows_count desc, reason`
  );
  const rejectedByReason = rejected.map((row) => ({reason: String(row["reason"]), rows: Number(row["rows_count"])}));
  const rowsRejected = rejectedByReason.reduce((sum, {rows}) => sum + rows, 0);
  const orders = hasOrders ? await countOf(db, tables.orders) : 0;
  const hasLines = (platform.grain === "line" && !isFact(platform.kind)) || platform.items !== undefined;
  const lines = hasLines ? await countOf(db, tables.lines) : 0;
  const records = isFact(platform.kind) ? await countOf(db, tables[platform.kind]) : 0;
  const report: ImportReport = {
    sourceId: plan.source.id,
    fileName: plan.source.name,
    bytes: plan.source.size,
    encoding: plan.source.encoding,
    platform: plan.mapping ? "other" : (platformNamed(plan.platform)?.name ?? plan.platform),
    kind: platform.kind,
    rowsRead: rowsLoaded + rowsRejected,
    rowsLoaded,
    rowsRejected,
    rejectedByReason,
    rejects: rowsRejected === 0 ? [] : await rejects(db, tables.rejects),
    orders,
    lines,
    records,
    totals: [],
    ...(hasOrders ? await orderFacts(db, tables.orders) : noOrderFacts),
    ...(isFact(platform.kind) && (await recordFacts(db, platform.kind, tables[platform.kind]))),
    diagnostics: [],
    milliseconds: 0,
    path
  };
  report.diagnostics = [...(plan.source.origin?.notes ?? []), ...(await diagnose(db, tables, layout, report))];
  report.milliseconds = milliseconds();
  return report;
}

function isFact(kind: RelationName): kind is FactRelation {
  return kind !== "orders" && kind !== "lines";
}

/** The day that places a record in time. */
const dayOf: Readonly<Record<FactRelation, string>> = {
  customers: "registered_at",
  shop_daily: "day_date",
  product_daily: "day_date",
  ads_daily: "day_date",
  refunds: "coalesce(settled_at, applied_at)"
};

/** Money that adds up; averages do not. */
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

async function rejects(db: Database, table: string): Promise<ImportReport["rejects"]> {
  const rows = await ask(db, `select row_number, reason from ${table} order by row_number limit ${listedRejects}`);
  return rows.map((row) => ({row: Number(row["row_number"]), reason: String(row["reason"])}));
}

type OrderFacts = Pick<
  ImportReport,
  "shop" | "currency" | "statuses" | "money" | "firstDay" | "lastDay" | "days" | "identity"
>;

const noOrderFacts: OrderFacts = {
  shop: null,
  currency: null,
  statuses: [],
  money: {gross: 0, paid: 0, refunded: 0, net: 0},
  firstDay: null,
  lastDay: null,
  days: [],
  identity: []
};

/** Money is that of the commonest currency; what is in another is never added to it. */
async function orderFacts(db: Database, orders: string): Promise<OrderFacts> {
  const isSummed = "currency is null or currency = (select currency from commonest)";
  const sum = (column: string) => `sum(${column}) filter (where ${isSummed})`;
  const [totals = {}] = await ask(
    db,
    `with
commonest as (
    select currency
    from ${orders}
    where currency is not null
    group by currency
    order by count(*) desc, currency
    limit 1
)
select
    ${sum("gross_amount")} as gross, ${sum("paid_amount")} as paid,
    ${sum("refund_amount")} as refunded, ${sum("net_amount")} as net,
    min(ordered_at)::date::varchar as first_day, max(ordered_at)::date::varchar as last_day,
    case when count(distinct shop) = 1 then nullif(min(shop), '') end as shop,
    (select currency from commonest) as currency
from ${orders}`
  );
  // sums of cents arrive as doubles
  const money = (name: string) => Math.round(Number(totals[name] ?? 0) * 100) / 100;
  const text = (name: string) => (totals[name] ?? null) as string | null;
  return {
    shop: text("shop"),
    currency: text("currency"),
    statuses: await statuses(db, orders),
    money: {gross: money("gross"), paid: money("paid"), refunded: money("refunded"), net: money("net")},
    firstDay: text("first_day"),
    lastDay: text("last_day"),
    days: await days(db, orders),
    identity: await identity(db, orders)
  };
}

async function statuses(db: Database, orders: string): Promise<ImportReport["statuses"]> {
  const rows = await ask(
    db,
    `select coalesce(status_raw, '') as raw, status, count(*) as orders from ${orders} group by raw, status order by orders desc, raw, status`
  );
  return rows.map((row) => ({
    raw: String(row["raw"]),
    status: String(row["status"]),
    orders: Number(row["orders"]),
    isValid: validStatuses.has(String(row["status"]))
  }));
}

async function days(db: Database, orders: string): Promise<ImportReport["days"]> {
  const rows = await ask(
    db,
    `with
counted as (
    select ordered_at::date as order_date, count(*) as orders
    from ${orders}
    group by order_date
),
calendar as (
    select unnest(generate_series(min(order_date)::timestamp, max(order_date)::timestamp, interval 1 day))::date as order_date
    from counted
)
select calendar.order_date::varchar as day, coalesce(counted.orders, 0) as orders
from calendar
left join counted on counted.order_date = calendar.order_date
order by day`
  );
  return rows.map((row) => ({day: String(row["day"]), orders: Number(row["orders"])}));
}

async function identity(db: Database, orders: string): Promise<ImportReport["identity"]> {
  const rows = await ask(
    db,
    `select customer_key_quality as quality, count(*) as orders, count(distinct customer_key) as customers
from ${orders}
group by quality
order by orders desc, quality`
  );
  return rows.map((row) => ({
    quality: String(row["quality"]),
    orders: Number(row["orders"]),
    customers: Number(row["customers"])
  }));
}

/** The rows of a small query. */
export async function ask(db: Database, sql: string): Promise<Row[]> {
  return toRows(await db.query(sql));
}

async function countOf(db: Database, relation: string): Promise<number> {
  const [row] = await ask(db, `select count(*) as count_of_rows from ${relation}`);
  return Number(row?.["count_of_rows"] ?? 0);
}
