import {toRows, type Row} from "../base/table";
import type {Database} from "../engine/database";
import {layoutOf, type Layout} from "./columns/layout";
import {columnsOf} from "./columns/proposal";
import {wordsIn} from "./mapping";
import {withPart} from "./staging/parts";
import {commonRules, type ImportPlan} from "./plan";
import {isWhole} from "./read";
import {readEnding} from "./csv/reading";
import {readBody} from "./sniff";
import {lifeRank, ordersFromLinesSql, ordersFromPartSql, rowsSql, type Part} from "./staging/staging";

/** The first rows of a file, as they stand and as they would be read. */
export interface Preview {
  /** cells under `plan.header` */
  before: string[][];
  /** the last records of the file, those of the footer among them */
  ending: string[][];
  /** canonical columns, and `reject_reason` where a row would be left out */
  after: Row[];
  estimate: Estimate;
  /** the words of the status column and of the column of kinds, with how many rows say them */
  statusWords: {word: string; rows: number}[];
  kindWords: {word: string; rows: number}[];
}

/** What the first records of a file come to, read as planned. Money in `currency`. */
export interface Estimate {
  /** records looked at */
  rows: number;
  /** whether these are all the records of the file */
  isWhole: boolean;
  orders: number;
  /** different named buyers */
  customers: number;
  paid: number;
  refunded: number;
  currency: string | null;
  /** days as `2024-01-31`; null where no order is left */
  firstDay: string | null;
  lastDay: string | null;
  /** rows that would be left out, by reason */
  rejected: {reason: string; rows: number}[];
}

const previewRows = 20;
const estimatedRows = 5000;
/** shown of the end of a file, beside its footer */
const endingRows = 3;

/** Reads the first rows through the very SQL that an import uses. */
export async function previewPlan(db: Database, plan: ImportPlan): Promise<Preview> {
  const {header, dialect, source, mapping} = plan;
  const records = readBody(source, dialect, estimatedRows);
  const whole = records.filter((cells) => cells.length >= header.length).map((cells) => cells.slice(0, header.length));
  const before = whole.slice(0, previewRows);
  const words = {records: whole, columns: columnsOf(header, [])};
  const estimate = await withRows(db, plan, whole, (part) => estimateOf(db, plan, part));
  return {
    before,
    ending: await readEnding(source, dialect, header.length, endingRows + (dialect.footerRows ?? 0)),
    after: await withRows(db, plan, before, async (part) => toRows(await db.query(previewSql(plan, part)))),
    estimate: {
      ...estimate,
      rows: records.length,
      isWhole: isWhole(source) && records.length < estimatedRows,
      rejected: [
        ...estimate.rejected,
        ...leftOut("wrong_column_count", records.length - whole.length),
        ...leftOut("footer_row", isWhole(source) ? (dialect.footerRows ?? 0) : 0)
      ]
    },
    statusWords: wordsIn(words, mapping?.columns.status ?? null),
    kindWords: wordsIn(words, mapping?.columns.row_type ?? null)
  };
}

function leftOut(reason: string, rows: number): Estimate["rejected"] {
  return rows === 0 ? [] : [{reason, rows}];
}

/** Two previews of one file may run at once, and must not take each other's text away. */
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
  const [totals = {}] = toRows(
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
    count(*) as orders,
    count(distinct customer_key) filter (where customer_key_quality in ('strong', 'weak')) as customers,
    coalesce(sum(paid_amount), 0)::double as paid,
    coalesce(sum(refund_amount), 0)::double as refunded,
    mode(currency) as currency,
    min(ordered_at)::date::varchar as first_day,
    max(ordered_at)::date::varchar as last_day
from orders`)
  );
  const rejected = toRows(await db.query(rejectedSql(id, layout, part)));
  return {
    orders: Number(totals["orders"]),
    customers: Number(totals["customers"]),
    paid: Number(totals["paid"]),
    refunded: Number(totals["refunded"]),
    currency: (totals["currency"] ?? null) as string | null,
    firstDay: (totals["first_day"] ?? null) as string | null,
    lastDay: (totals["last_day"] ?? null) as string | null,
    rejected: rejected.map((row) => ({reason: String(row["reason"]), rows: Number(row["rows_count"])}))
  };
}

/** Rows that would be left out by themselves, and those of orders that nothing can be made of. */
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
