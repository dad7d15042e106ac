import {toRows} from "../base/table";
import type {Database} from "../engine/database";
import {quoteLiteral} from "../engine/sql";
import {orderColumns} from "./canonical";
import {readExisting, unionOf, unionPartsOf} from "./staging/union-parts";

/** Two sources that have orders of the same numbers. */
export interface Meeting {
  a: string;
  b: string;
  /** number of common order numbers whose orders may be one order */
  same: number;
  /** number of common order numbers whose orders cannot be one: placed at another time, by another buyer */
  different: number;
}

/** When the orders of a source were placed, as numbers that can be compared. */
export interface TimeSpan {
  first: number;
  last: number;
}

/** Sources that have orders of the same numbers, and the time spans of those sources. */
export interface Meetings {
  pairs: readonly Meeting[];
  spans: ReadonlyMap<string, TimeSpan>;
}

/** No two sources have orders of the same numbers. */
export const noMeetings: Meetings = {pairs: [], spans: new Map()};

const compared = orderColumns.filter(({name}) =>
  [
    ...["platform", "shop", "order_id", "source_id", "ordered_at", "customer_key", "customer_key_quality"],
    "gross_amount"
  ].includes(name)
);

/**
 * Where orders of the fresh sources have the numbers of orders of other sources of the same platform. Shops that a person
 * named are not regarded; shops in the rows are. Of sources whose orders mostly differ, the numbers are those of two shops, or
 * begin anew. An order is compared with those next to it in time, of all that have its number: of hundreds of files that begin to
 * number anew, comparing each with each would take minutes. `tableColumns` gives the columns of sources that are a shop's own table,
 * by source, as any text that is the same for the same columns.
 */
export async function findMeetings(
  db: Database,
  sourceIds: readonly string[],
  fresh: ReadonlySet<string>,
  tableColumns: ReadonlyMap<string, string> = new Map()
): Promise<Meetings> {
  if (sourceIds.length < 2 || fresh.size === 0) return noMeetings;
  const pieces = unionPartsOf(sourceIds, "orders", await readExisting(db), new Map());
  const own = pieces.filter(({sourceId}) => fresh.has(sourceId));
  if (own.length === 0 || pieces.length < 2) return noMeetings;
  const states = unionOf(pieces, compared, new Map(), {isPlaced: true});
  const places = own.map(({position}) => position).join(", ");
  const rows = toRows(
    await db.query(`with
states as (
    ${states}
),
-- ids are grouped by hash, much faster than as texts; what has a common hash is compared in full
several as (
    select hash(platform, order_id) as id_hash
    from states
    group by id_hash
    having min(import_position) <> max(import_position)
),
tables as (
    ${tablesSql(tableColumns)}
),
spans as (
    select
        source_id as spanned_source,
        min(ordered_at) as first_time,
        max(ordered_at) as last_time,
        any_value(table_columns) as table_columns
    from states
    left join tables on table_source = source_id
    group by source_id
),
known as (
    select
        states.*,
        spans.first_time,
        spans.last_time,
        spans.table_columns,
        case when customer_key_quality in ('strong', 'weak') then customer_key end as buyer
    from states
    inner join spans on spanned_source = source_id
    where hash(platform, order_id) in (select id_hash from several)
),
named as (
    select distinct platform as named_platform, shop as named_shop
    from known
    where shop <> ''
),
-- an order without a shop may be of any
placed as (
    select
        known.*,
        coalesce(nullif(shop, ''), named_shop, '') as compared_shop,
        row_number() over (
            partition by platform, order_id, coalesce(nullif(shop, ''), named_shop, '')
            order by ordered_at, import_position
        ) as place
    from known
    left join named on named_platform = platform and shop = ''
),
pairs as (
    select
        least(a.source_id, b.source_id) as source_a,
        greatest(a.source_id, b.source_id) as source_b,
        abs(date_diff('second', a.ordered_at, b.ordered_at)) as seconds_between,
        coalesce(${isDifferent}, false) as is_different
    from placed as a
    inner join placed as b
        on a.platform = b.platform
        and a.order_id = b.order_id
        and a.compared_shop = b.compared_shop
        and a.place + 1 = b.place
        and a.source_id <> b.source_id
    where a.import_position in (${places}) or b.import_position in (${places})
),
counts as (
    select
        source_a,
        source_b,
        count(*) filter (where not is_different) as same_orders,
        count(*) filter (where is_different) as different_orders
    from pairs
    group by source_a, source_b
)
select
    counts.*,
    epoch_ms(span_a.first_time)::double as first_a,
    epoch_ms(span_a.last_time)::double as last_a,
    epoch_ms(span_b.first_time)::double as first_b,
    epoch_ms(span_b.last_time)::double as last_b
from counts
inner join spans as span_a on span_a.spanned_source = source_a
inner join spans as span_b on span_b.spanned_source = source_b
order by source_a, source_b`)
  );
  const spans = new Map<string, TimeSpan>();
  const pairs = rows.map((row): Meeting => {
    const [a, b] = [String(row["source_a"]), String(row["source_b"])];
    spans.set(a, {first: Number(row["first_a"]), last: Number(row["last_a"])});
    spans.set(b, {first: Number(row["first_b"]), last: Number(row["last_b"])});
    return {a, b, same: Number(row["same_orders"]), different: Number(row["different_orders"])};
  });
  return {pairs, spans};
}

/** SQL for the columns of each source that is a table, as numbers. */
function tablesSql(tableColumns: ReadonlyMap<string, string>): string {
  const kinds = [...new Set(tableColumns.values())];
  const rows = [...tableColumns].map(([id, columns]) => `(${quoteLiteral(id)}, ${kinds.indexOf(columns)})`);
  return `select * from (values ${["(null::varchar, null::integer)", ...rows].join(", ")}) as tables(table_source, table_columns)`;
}

/**
 * SQL for whether two orders of one number, `a` before `b`, cannot be one order. Two tables of the same columns say the same of an
 * order, so that another amount tells more there; and a shop's own numbers may begin anew with each file: where the files' times do
 * not overlap, another hour is enough, since an order that is exported again was placed when it was.
 */
const isDifferent = `case
            when a.table_columns = b.table_columns then
                case
                    when a.buyer <> b.buyer
                        then seconds_between > 60 or a.gross_amount is distinct from b.gross_amount
                    when seconds_between > 3600 and (a.last_time < b.first_time or b.last_time < a.first_time) then true
                    when a.buyer = b.buyer then false
                    else seconds_between > 60 and a.gross_amount is distinct from b.gross_amount
                end
            when a.buyer <> b.buyer then seconds_between > 60
            when a.buyer = b.buyer then false
            else seconds_between > 26 * 3600 and a.gross_amount is distinct from b.gross_amount
        end`;
