import type {Diagnostic} from "../base/errors";
import {toRows} from "../base/table";
import type {Database} from "../engine/database";
import type {Layout} from "./columns/layout";
import type {ImportReport} from "./plan";
import {statusKey} from "./status-words";
import type {SourceTables} from "./staging/tables";

/** What the person should know about an import that went through. */
export async function diagnose(
  db: Database,
  tables: SourceTables,
  layout: Layout,
  report: ImportReport
): Promise<Diagnostic[]> {
  if (layout.platform.kind !== "orders") return ruinedIds(report);
  return [
    ...ruinedIds(report),
    ...(await roundedIds(db, tables.orders)),
    ...unknownStatuses(report, layout),
    ...(await severalCurrencies(db, tables.orders, report)),
    ...buyers(report),
    ...emptyDays(report)
  ];
}

function ruinedIds({rejectedByReason}: ImportReport): Diagnostic[] {
  const rows = rejectedByReason.find(({reason}) => reason === "id_ruined_by_excel")?.rows ?? 0;
  return rows === 0 ? [] : [{code: "ingest.ids_ruined", severity: "error", details: {rows}}];
}

/** Excel keeps 15 digits: of 16 and more, ids that all end in zeros were once other numbers. */
async function roundedIds(db: Database, orders: string): Promise<Diagnostic[]> {
  const table = await db.query(`select
    count(*) filter (where regexp_matches(order_id, '^\\d{16,}$')) as long_ids,
    count(*) filter (where regexp_matches(order_id, '^\\d{15}\\d*0$') and regexp_matches(substr(order_id, 16), '^0+$')) as rounded_ids
from ${orders}`);
  const [row = {}] = toRows(table);
  const rounded = Number(row["rounded_ids"] ?? 0);
  const isRounded = rounded > 1 && rounded > Number(row["long_ids"]) / 2;
  return isRounded ? [{code: "ingest.ids_rounded", severity: "error", details: {orders: rounded}}] : [];
}

function unknownStatuses({statuses}: ImportReport, {platform}: Layout): Diagnostic[] {
  const known = new Set(Object.keys(platform.statuses).map(statusKey));
  const unknown = statuses.filter(({raw}) => raw !== "" && !known.has(statusKey(raw)));
  if (unknown.length === 0) return [];
  const orders = unknown.reduce((sum, status) => sum + status.orders, 0);
  const values = unknown.slice(0, 10).map(({raw}) => raw);
  return [{code: "ingest.unknown_status", severity: "warning", details: {values: values.join(", "), orders}}];
}

async function severalCurrencies(db: Database, orders: string, {currency}: ImportReport): Promise<Diagnostic[]> {
  const table = await db.query(`select distinct currency from ${orders} where currency is not null order by currency`);
  const currencies = toRows(table).map((row) => String(row["currency"]));
  if (currencies.length < 2) return [];
  return [
    {code: "ingest.several_currencies", severity: "warning", details: {currencies: currencies.join(", "), currency}}
  ];
}

function buyers({identity, orders}: ImportReport): Diagnostic[] {
  const ordersOf = (quality: string) => identity.find((count) => count.quality === quality)?.orders ?? 0;
  const masked = ordersOf("masked");
  if (orders > 0 && ordersOf("none") === orders)
    return [{code: "ingest.no_buyers", severity: "warning", details: {orders}}];
  return masked === 0 ? [] : [{code: "ingest.masked_buyers", severity: "warning", details: {orders: masked}}];
}

function emptyDays({days}: ImportReport): Diagnostic[] {
  const empty = days.filter(({orders}) => orders === 0);
  if (empty.length === 0) return [];
  return [{code: "ingest.days_without_orders", severity: "info", details: {days: empty.length, first: empty[0]!.day}}];
}

/**
 * What the person should know about all files together, after `rebuildStaging`: item lines whose orders are in no file.
 */
export async function diagnoseStaging(db: Database): Promise<Diagnostic[]> {
  const table = await db.query(`select count(*) as lines, count(distinct order_id) as orders
from stg_lines
anti join stg_orders on stg_orders.platform = stg_lines.platform and stg_orders.order_id = stg_lines.order_id`);
  const [row = {}] = toRows(table);
  const lines = Number(row["lines"] ?? 0);
  if (lines === 0) return [];
  return [{code: "ingest.items_without_orders", severity: "warning", details: {lines, orders: Number(row["orders"])}}];
}
