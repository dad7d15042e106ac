import {toRows} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import {quoteIdentifier, quoteLiteral} from "../../src/engine/sql";
import {canonicalRelations, type CanonicalColumn} from "../../src/ingest/canonical";
import {createTitleMacro} from "../../src/ingest/staging/title-keywords";
import {invalidateModels} from "../../src/models/build";

const relations: Readonly<Record<string, readonly CanonicalColumn[]>> = {
  ...Object.fromEntries(Object.entries(canonicalRelations).map(([name, {columns}]) => [`stg_${name}`, columns])),
  stg_rejects: [
    {name: "source_id", type: "varchar", meaning: "the file"},
    {name: "row_number", type: "bigint", meaning: "which record of it"},
    {name: "reason", type: "varchar", meaning: "why it was not loaded"}
  ]
};

/** What a test may leave unsaid of an order: a plain one, of one shop, paid and sent. */
const usual: Readonly<Record<string, string>> = {
  platform: "other",
  shop: "",
  currency: "CNY",
  customer_key_quality: "strong",
  status: "completed"
};

/** Makes empty staging relations; what `given` does not fill stays empty. */
export async function emptyStaging(db: Database): Promise<void> {
  for (const [relation, columns] of Object.entries(relations)) {
    const typed = columns.map(({name, type}) => `${quoteIdentifier(name)} ${type}`).join(", ");
    await db.exec(`create or replace table ${relation} (${typed})`);
  }
  await createTitleMacro(db);
}

/**
 * Fills a staging relation from a text table: the first line names columns, cells are parted by `|`, an empty cell is
 * null. Columns not named are null, but for an order's usual platform, shop, currency, key quality and status, and its
 * money, where paid = gross = what `paid_amount` says, and net = paid − refunded.
 */
export async function given(db: Database, relation: keyof typeof relations, text: string): Promise<void> {
  const [names = [], ...rows] = cellsOf(text);
  const columns = relations[relation] ?? [];
  const select = columns.map((column) => `${expressionOf(column, names, relation)} as ${column.name}`).join(", ");
  const values = rows.map(
    (cells) => `(${cells.map((cell) => (cell === "" ? "null" : quoteLiteral(cell))).join(", ")})`
  );
  await db.exec(`insert into ${relation} select ${select}
    from (values ${values.join(", ")}) as given_rows (${names.map(quoteIdentifier).join(", ")})`);
}

function expressionOf({name, type}: CanonicalColumn, names: readonly string[], relation: string): string {
  const cast = (column: string): string => `nullif(${quoteIdentifier(column)}::varchar, '')::${type}`;
  if (names.includes(name)) return cast(name);
  if (relation !== "stg_orders") return `null::${type}`;
  if (name === "gross_amount" && names.includes("paid_amount")) return cast("paid_amount");
  if (name === "net_amount" && names.includes("paid_amount")) return netOf(names);
  return name in usual ? `${quoteLiteral(usual[name] ?? "")}::${type}` : `null::${type}`;
}

function netOf(names: readonly string[]): string {
  const refund = names.includes("refund_amount") ? "coalesce(refund_amount::decimal(18, 2), 0)" : "0";
  return `(paid_amount::decimal(18, 2) - ${refund})::decimal(18, 2)`;
}

function cellsOf(text: string): string[][] {
  return text
    .trim()
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()));
}

/** Empty staging and these orders, over which models are made when a test reads them: the shop that a test speaks of. */
export async function givenShop(db: Database, orders: string): Promise<void> {
  await emptyStaging(db);
  await given(db, "stg_orders", orders);
  await invalidateModels(db);
}

/** The rows of a select as a text table, cells parted by ` | `, one line per row; null is `-`, a date is `2024-01-31`. */
export async function view(db: Database, relation: string, columns: string, rest = ""): Promise<string> {
  const rows = toRows(await db.query(`select ${columns} from ${relation} ${rest}`));
  return rows.map((row) => Object.values(row).map(written).join(" | ")).join("\n");
}

/** The same form, written in a test over several lines. */
export function lines(text: string): string {
  return cellsOf(text)
    .map((cells) => cells.join(" | "))
    .join("\n");
}

function written(value: unknown): string {
  if (value === null) return "-";
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  return typeof value === "number" ? String(Math.round(value * 10_000) / 10_000) : String(value);
}
