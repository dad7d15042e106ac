import type {Diagnostic} from "../base/errors";
import {toRows, type Row} from "../base/table";
import type {Database} from "../engine/database";
import {quoteLiteral} from "../engine/sql";
import {madeIdMark} from "./columns/made-id";
import type {Layout} from "./columns/layout";
import type {ImportReport} from "./plan";
import {grouped} from "./columns/shape";
import {statusKey} from "./status-words";

/** What the person should know about imports that went through, each by itself; their orders stand in one table. */
export async function diagnoseAll(
  db: Database,
  orders: string,
  layout: Layout,
  reports: readonly ImportReport[]
): Promise<Diagnostic[][]> {
  if (layout.platform.kind !== "orders") return reports.map(damagedIds);
  const rounded = await roundedIds(db, orders);
  const currencies = await currenciesBySource(db, orders);
  const made = await madeIds(db, orders);
  return reports.map((report) => [
    ...damagedIds(report),
    ...(rounded.get(report.sourceId) ?? []),
    ...(made.get(report.sourceId) ?? []),
    ...unknownStatuses(report, layout),
    ...severalCurrencies(currencies.get(report.sourceId) ?? [], report),
    ...buyers(report, layout),
    ...emptyDays(report)
  ]);
}

function damagedIds({rejectedByReason}: ImportReport): Diagnostic[] {
  const rows = rejectedByReason.find(({reason}) => reason === "id_ruined_by_excel")?.rows ?? 0;
  return rows === 0 ? [] : [{code: "ingest.ids_ruined", severity: "error", details: {rows}}];
}

/** Excel keeps 15 digits: order ids of 16 or more digits that all end in zeros were damaged by it. */
async function roundedIds(db: Database, orders: string): Promise<Map<string, Diagnostic[]>> {
  const table = await db.query(`select
    source_id,
    count(*) as long_ids,
    count(*) filter (where suffix(order_id, '0') and regexp_matches(substr(order_id, 16), '^0+$')) as rounded_ids
from ${orders}
where length(order_id) >= 16 and regexp_full_match(order_id, '[0-9]+')
group by source_id`);
  const found = toRows(table).map((row): [string, Diagnostic[]] => {
    const rounded = Number(row["rounded_ids"]);
    const isRounded = rounded > 1 && rounded > Number(row["long_ids"]) / 2;
    return [
      String(row["source_id"]),
      isRounded ? [{code: "ingest.ids_rounded", severity: "error", details: {orders: rounded}}] : []
    ];
  });
  return new Map(found);
}

/** Orders whose number was made of what tells them apart, since the file gives them none. */
async function madeIds(db: Database, orders: string): Promise<Map<string, Diagnostic[]>> {
  const table = await db.query(`select source_id, count(*) as made_ids
from ${orders}
where starts_with(order_id, ${quoteLiteral(madeIdMark)})
group by source_id`);
  const told = (row: Row): Diagnostic[] => [
    {code: "ingest.numbers_made", severity: "info", details: {orders: Number(row["made_ids"])}}
  ];
  return new Map(toRows(table).map((row) => [String(row["source_id"]), told(row)]));
}

function unknownStatuses({statuses}: ImportReport, {platform}: Layout): Diagnostic[] {
  const known = new Set(Object.keys(platform.statuses).map(statusKey));
  const unknown = statuses.filter(({raw}) => raw !== "" && !known.has(statusKey(raw)));
  if (unknown.length === 0) return [];
  const orders = unknown.reduce((sum, status) => sum + status.orders, 0);
  const values = unknown.slice(0, 10).map(({raw}) => raw);
  return [{code: "ingest.unknown_status", severity: "warning", details: {values: values.join(", "), orders}}];
}

async function currenciesBySource(db: Database, orders: string): Promise<Map<string, string[]>> {
  const rows = toRows(
    await db.query(`select distinct source_id, currency from ${orders} where currency is not null order by currency`)
  );
  const groups = grouped(rows, (row) => String(row["source_id"]));
  return new Map([...groups].map(([id, each]) => [id, each.map((row) => String(row["currency"]))]));
}

function severalCurrencies(currencies: readonly string[], {currency}: ImportReport): Diagnostic[] {
  if (currencies.length < 2) return [];
  return [
    {code: "ingest.several_currencies", severity: "warning", details: {currencies: currencies.join(", "), currency}}
  ];
}

function buyers({identity, orders}: ImportReport, {platform: {platform}}: Layout): Diagnostic[] {
  const ordersOf = (quality: string) => identity.find((count) => count.quality === quality)?.orders ?? 0;
  const masked = ordersOf("masked");
  if (orders > 0 && ordersOf("none") === orders)
    return [{code: "ingest.no_buyers", severity: "warning", details: {orders, platform}}];
  return masked === 0 ? [] : [{code: "ingest.masked_buyers", severity: "warning", details: {orders: masked}}];
}

function emptyDays({days}: ImportReport): Diagnostic[] {
  const empty = days.filter(({orders}) => orders === 0);
  if (empty.length === 0) return [];
  return [{code: "ingest.days_without_orders", severity: "info", details: {days: empty.length, first: empty[0]!.day}}];
}

/** Diagnostics about all files together, after `rebuildStaging`: item lines whose orders are in no file. */
export async function diagnoseStaging(db: Database): Promise<Diagnostic[]> {
  const table = await db.query(`select count(*) as lines, count(distinct order_id) as orders
from stg_lines
anti join stg_orders on stg_orders.platform = stg_lines.platform and stg_orders.order_id = stg_lines.order_id`);
  const [row = {}] = toRows(table);
  const lines = Number(row["lines"] ?? 0);
  if (lines === 0) return [];
  return [{code: "ingest.items_without_orders", severity: "warning", details: {lines, orders: Number(row["orders"])}}];
}
