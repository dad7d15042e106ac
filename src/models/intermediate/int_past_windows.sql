-- One row per 30 days that end so many days before the as-of day: each week of the past year, and the 30 days before these.
-- @key days_ago
-- @column days_ago  0 for the last 30 days; 30; 7, 14 … 364, the same weekdays a year ago
-- @column from_date  the first of the 30 days
-- @column placed_orders  orders placed, in any state
-- @column net_squares  the squares of the valid orders' net sales, summed: how much chance moves their sum
-- @column buyers  different customers who bought
-- @column returning_buyers  those of them who return, by the definition chosen
-- @column is_watched  the data reaches back to the first of the days
-- @column is_watched_year  it reaches 365 days further back, so that who returns can be told
-- @metric none
-- @counts buyers
-- @part returning_buyers of buyers
-- @apart orders, placed_orders, unpaid_orders, paid_orders, refund_orders
-- @whole net_sales, net_squares
-- @unit money: net_sales
-- @unit orders: orders, placed_orders, unpaid_orders, paid_orders, refund_orders
-- @unit customers: buyers, returning_buyers
-- @unit number: days_ago, net_squares
-- @unit date: from_date
-- @unit flag: is_watched, is_watched_year
-- @check returning_buyers <= buyers
with
moments as (
    select
        days_ago,
        (int_settings.as_of - days_ago - 30)::date as from_date,
        int_settings.first_date
    from int_settings
    cross join (select unnest(list_append(range(0, 365, 7), 30)::integer[]) as days_ago) as steps
),
ordered as (
    select
        moments.days_ago,
        sum(int_order_days.valid_orders) as orders,
        sum(int_order_days.orders) as placed_orders,
        sum(int_order_days.unpaid_orders) as unpaid_orders,
        sum(int_order_days.paid_orders) as paid_orders,
        sum(int_order_days.refund_orders) as refund_orders,
        sum(int_order_days.net_sales)::double as net_sales,
        sum(int_order_days.net_squares) as net_squares
    from moments
    inner join int_order_days
        on int_order_days.ordered_date >= moments.from_date
        and int_order_days.ordered_date < moments.from_date + 30
    group by moments.days_ago
),
-- a purchase is its customer's first of the 30 days that begin on any day from the first to the last named here
firsts as (
    select
        purchases.purchase_date as last_from,
        greatest(purchases.previous_date + 1, purchases.purchase_date - 29) as first_from,
        is_returning(purchases.previous_date, purchases.purchase_date) as is_back,
        case
            when getvariable('returning_window')::varchar = 'any' then least(purchases.next_date, purchases.purchase_date + 30) - 29
        end as again_from,
        count(*) as buyers
    from purchases
    cross join int_settings
    where purchases.purchase_date >= int_settings.as_of - 394
    group by last_from, first_from, is_back, again_from
),
bought as (
    select
        moments.days_ago,
        sum(firsts.buyers) as buyers,
        coalesce(
            sum(firsts.buyers) filter (where firsts.is_back or coalesce(firsts.again_from <= moments.from_date, false)), 0
        ) as returning_buyers
    from moments
    inner join firsts on moments.from_date between firsts.first_from and firsts.last_from
    group by moments.days_ago
)
select
    moments.days_ago,
    coalesce(ordered.orders, 0)::integer as orders,
    coalesce(ordered.placed_orders, 0)::integer as placed_orders,
    coalesce(ordered.unpaid_orders, 0)::integer as unpaid_orders,
    coalesce(ordered.paid_orders, 0)::integer as paid_orders,
    coalesce(ordered.refund_orders, 0)::integer as refund_orders,
    coalesce(ordered.net_sales, no_money())::double as net_sales,
    coalesce(ordered.net_squares, 0)::double as net_squares,
    coalesce(bought.buyers, 0)::integer as buyers,
    coalesce(bought.returning_buyers, 0)::integer as returning_buyers,
    moments.from_date,
    coalesce(moments.from_date >= moments.first_date, false) as is_watched,
    coalesce(moments.from_date >= moments.first_date + 365, false) as is_watched_year
from moments
left join ordered on moments.days_ago = ordered.days_ago
left join bought on moments.days_ago = bought.days_ago
order by moments.days_ago
