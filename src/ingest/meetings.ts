import {toRows} from "../base/table";
import type {Database} from "../engine/database";
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

const compared = orderColumns.filter(({name}) =>
  [
    ...["platform", "shop", "order_id", "source_id", "ordered_at", "customer_key", "customer_key_quality"],
    "gross_amount"
  ].includes(name)
);

/**
 * Where orders of the fresh sources have the numbers of orders of other sources of the same platform. Shops that a person
 * named are not regarded; shops in the rows are. Of sources whose orders mostly differ, the numbers are those of two shops, or
 * begin anew.
 */
export async function findMeetings(
  db: Database,
  sourceIds: readonly string[],
  fresh: ReadonlySet<string>
): Promise<Meeting[]> {
  if (sourceIds.length < 2 || fresh.size === 0) return [];
  const pieces = unionPartsOf(sourceIds, "orders", await readExisting(db), new Map());
  const own = pieces.filter(({sourceId}) => fresh.has(sourceId));
  if (own.length === 0 || pieces.length < 2) return [];
  const states = unionOf(pieces, compared, new Map(), {isPlaced: true});
  const places = own.map(({position}) => position).join(", ");
  const rows = await db.query(`with
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
known as (
    select
        *,
        case when customer_key_quality in ('strong', 'weak') then customer_key end as buyer
    from states
    where hash(platform, order_id) in (select id_hash from several)
),
pairs as (
    select
        a.source_id as source_a,
        b.source_id as source_b,
        coalesce(
            case
                when a.buyer is not null and b.buyer is not null
                    then a.buyer <> b.buyer and abs(date_diff('second', a.ordered_at, b.ordered_at)) > 60
                else
                    abs(date_diff('hour', a.ordered_at, b.ordered_at)) > 26
                    and a.gross_amount is distinct from b.gross_amount
            end,
            false
        ) as is_different
    from known as a
    inner join known as b
        on a.platform = b.platform
        and a.order_id = b.order_id
        and a.import_position < b.import_position
        and (a.shop = b.shop or a.shop = '' or b.shop = '')
    where a.import_position in (${places}) or b.import_position in (${places})
)
select
    source_a,
    source_b,
    count(*) filter (where not is_different) as same_orders,
    count(*) filter (where is_different) as different_orders
from pairs
group by source_a, source_b
order by source_a, source_b`);
  return toRows(rows).map((row) => ({
    a: String(row["source_a"]),
    b: String(row["source_b"]),
    same: Number(row["same_orders"]),
    different: Number(row["different_orders"])
  }));
}
