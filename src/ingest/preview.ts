import {toRows, type Row} from "../base/table";
import type {Database} from "../engine/database";
import {paidStatuses} from "./canonical";
import {quoteLiteral} from "../engine/sql";
import {filledDown, filledPositions} from "./columns/fill-down";
import {madeIdMark} from "./columns/made-id";
import {layoutOf, type Layout} from "./columns/layout";
import {toColumns} from "./columns/proposal";
import {wordsIn} from "./mapping";
import {withPart} from "./staging/parts";
import {commonRules, type ImportPlan} from "./plan";
import {isWhole} from "./background/open";
import {bodyOf, endingOf} from "./reading";
import {faultOf, inColumns, tableShape} from "./csv/judge";
import {grouped} from "./columns/shape";
import {lifeRank, ordersFromLinesSql, ordersFromPartSql, rowsSql, type Part} from "./staging/staging";

/** The first rows of a file, raw and as they would be imported. */
export interface Preview {
  /** cells under `plan.header`, long ones shortened */
  before: string[][];
  /** the last records of the file, including its footer */
  ending: string[][];
  /** canonical columns, and `reject_reason` where a row would be rejected */
  after: Row[];
  estimate: Estimate;
  /** column name → number of examined records in which it is empty while others are not; columns without gaps are left out */
  gaps: Readonly<Record<string, number>>;
  /** the distinct values of the status column and of the kind column, with their row counts */
  statusWords: {word: string; rows: number}[];
  kindWords: {word: string; rows: number}[];
}

/** Money in one currency; null where none is named. */
export interface MoneySum {
  currency: string | null;
  orders: number;
  paid: number;
  refunded: number;
}

/** Totals of the first records, as imported by the plan. */
export interface Estimate {
  /** number of records examined */
  rows: number;
  /** whether these are all records of the file */
  isWhole: boolean;
  orders: number;
  /** number of orders in a state that counts as paid, whatever their amount */
  validOrders: number;
  /** number of distinct named buyers */
  customers: number;
  /** one for each currency, the commonest first; currencies are never added */
  sums: MoneySum[];
  /** number of orders whose number was made, because the file gives them none */
  made: number;
  /** `2024-01-31`; null when no order is left */
  firstDay: string | null;
  lastDay: string | null;
  /** number of rejected rows by reason */
  rejected: {reason: string; rows: number}[];
}

const previewRows = 20;
const estimatedRows = 5000;
const shownCharacters = 500;
/** Number of records shown from the end of a file, besides its footer. */
const endingRows = 3;

/** Imports the first rows through the same SQL as an import. */
export async function previewPlan(db: Database, plan: ImportPlan): Promise<Preview> {
  const {header, dialect, source, mapping} = plan;
  const records = await bodyOf({source, dialect, width: header.length, limit: estimatedRows});
  const shape = tableShape(plan, layoutOf(plan));
  const faults = records.map((record) => faultOf(record, shape));
  const whole = records.filter((_, at) => faults[at] === null).map(({cells}) => inColumns(cells, header.length));
  const before = whole.slice(0, previewRows);
  const filled = filledDown(whole, filledPositions(mapping, header));
  const words = {records: whole, columns: toColumns(header, [])};
  const estimate = await withRows(db, plan, filled, (part) => estimateOf(db, plan, part));
  const limit = endingRows + (dialect.footerRows ?? 0);
  return {
    before: before.map(shortened),
    ending: (await endingOf({source, dialect, width: header.length, limit})).map(shortened),
    after: await withRows(db, plan, filled.slice(0, previewRows), async (part) =>
      toRows(await db.query(previewSql(plan, part)))
    ),
    estimate: {
      ...estimate,
      rows: records.length,
      isWhole: isWhole(source) && records.length < estimatedRows,
      rejected: [
        ...estimate.rejected,
        ...[...grouped(faults, (reason) => reason ?? "")].flatMap(([reason, rows]) =>
          reason === "" ? [] : leftOut(reason, rows.length)
        ),
        ...leftOut("footer_row", isWhole(source) ? (dialect.footerRows ?? 0) : 0)
      ]
    },
    gaps: gapsOf(whole, header),
    statusWords: wordsIn(words, mapping?.columns.status ?? null),
    kindWords: wordsIn(words, mapping?.columns.row_type ?? null)
  };
}

function gapsOf(records: readonly (readonly string[])[], header: readonly string[]): Record<string, number> {
  const counts = header.map((name, position): [string, number] => [
    name,
    records.filter((cells) => (cells[position] ?? "").trim() === "").length
  ]);
  return Object.fromEntries(counts.filter(([, empty]) => empty > 0));
}

/** A record as shown: a cell may be as long as the file. */
function shortened(cells: readonly string[]): string[] {
  return cells.map((cell) => (cell.length > shownCharacters ? `${cell.slice(0, shownCharacters)}…` : cell));
}

function leftOut(reason: string, rows: number): Estimate["rejected"] {
  return rows === 0 ? [] : [{reason, rows}];
}

/** A counter for table names, since two previews of one file may run at once. */
let previews = 0;

async function withRows<T>(
  db: Database,
  {source, header}: ImportPlan,
  rows: readonly (readonly string[])[],
  read: (part: Part) => Promise<T>
): Promise<T> {
  const text = rows.map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")).join("\n");
  const dialect = {...commonRules, headerRow: -1};
  const data = {data: new TextEncoder().encode(`${text}\n`), bytesRead: 0};
  let result: T | undefined;
  await withPart(db, `${source.id}_preview_${previews++}.csv`, data, async (file) => {
    result = await read({file, dialect, newline: "\n", width: header.length, offset: 0});
  });
  return result!;
}

function previewSql(plan: ImportPlan, part: Part): string {
  const layout = layoutOf(plan);
  if (layout.platform.kind !== "orders") return rowsSql(plan.source.id, layout, part);
  return `${ordersSql(plan.source.id, layout, part)} order by row_number`;
}

function ordersSql(id: string, layout: Layout, part: Part): string {
  if (layout.platform.grain === "order") return ordersFromPartSql(id, layout, part);
  return ordersFromLinesSql(id, layout, `(${rowsSql(id, layout, part)})`);
}

async function estimateOf(db: Database, plan: ImportPlan, part: Part): Promise<Omit<Estimate, "rows" | "isWhole">> {
  const layout = layoutOf(plan);
  const {id} = plan.source;
  const [totals = {}, ...sums] = toRows(
    await db.query(`with
orders as (
    select *
    from (${ordersSql(id, layout, part)})
    where reject_reason is null
    qualify row_number() over (
        partition by shop, order_id order by ${lifeRank("status")} desc, refund_amount desc, row_number desc
    ) = 1
)
select
    grouping(currency) = 1 as is_total,
    currency,
    count(*) as orders,
    count(*) filter (where status in (${paidStatuses.map(quoteLiteral).join(", ")})) as valid_orders,
    count(distinct customer_key) filter (where customer_key_quality in ('strong', 'weak')) as customers,
    count(*) filter (where starts_with(order_id, ${quoteLiteral(madeIdMark)})) as made,
    coalesce(sum(paid_amount), 0)::double as paid,
    coalesce(sum(refund_amount), 0)::double as refunded,
    min(ordered_at)::date::varchar as first_day,
    max(ordered_at)::date::varchar as last_day
from orders
group by grouping sets ((), (currency))
order by is_total desc, orders desc, currency`)
  );
  const rejected = toRows(await db.query(rejectedSql(id, layout, part)));
  return {
    orders: Number(totals["orders"]),
    validOrders: Number(totals["valid_orders"]),
    customers: Number(totals["customers"]),
    sums: sums.map((sum) => ({
      currency: (sum["currency"] ?? null) as string | null,
      orders: Number(sum["orders"]),
      paid: Number(sum["paid"]),
      refunded: Number(sum["refunded"])
    })),
    made: Number(totals["made"] ?? 0),
    firstDay: (totals["first_day"] ?? null) as string | null,
    lastDay: (totals["last_day"] ?? null) as string | null,
    rejected: rejected.map((row) => ({reason: String(row["reason"]), rows: Number(row["rows_count"])}))
  };
}

/** SQL for rejected rows, including those of orders that could not be built. */
function rejectedSql(id: string, layout: Layout, part: Part): string {
  const isLine = layout.platform.grain === "line";
  const count = (rows: string, each: string) =>
    `select reject_reason as reason, ${each} as rows_count from (${rows}) where reject_reason is not null`;
  const pieces = [
    ...(isLine ? [count(rowsSql(id, layout, part), "1")] : []),
    count(ordersSql(id, layout, part), isLine ? "line_count" : "1")
  ];
  return `select reason, sum(rows_count)::double as rows_count
from (${pieces.join(" union all ")})
group by reason
order by rows_count desc, reason`;
}
