-- One row per calendar day from the first order on: visitors, buyers, new and returning, orders, net sales. Not narrowed by a selection.
-- @key day_date
-- @column visitor_count  the platform's own count, over the shops looked at; null on days without it
-- @column buyers  different known customers who bought
-- @column returning_buyers  buyers whose first purchase of the day has another before it, by the definition chosen; new_buyers all others
-- @column returning_share  returning buyers out of all buyers; null in the first 365 days of data, when it cannot be told
-- @column orders  valid orders, named buyer or not
-- @column known_orders  valid orders whose buyer is known
-- @column returning_orders  those of them whose purchase had another before it, by the definition chosen
-- @column returning_order_share  returning_orders out of known_orders; null in the first 365 days of data
-- @column week_order_share  the same over the seven days that end with this one, recomputed from their sums
-- @column amount_per_buyer  net sales of known buyers per buyer
-- @column is_censored  fewer than 365 days of data before the day
-- @metric F28, F31
-- @counts buyers
-- @people buyers: from purchases where purchase_date = $day_date
-- @people returning_buyers: from purchases where purchase_date = $day_date
--  and (previous_date is null or previous_date < purchase_date)
--  and is_returning_buyer(previous_date, purchase_date, next_date, $day_date + 1)
-- @people new_buyers: from purchases where purchase_date = $day_date
--  and (previous_date is null or previous_date < purchase_date)
--  and not is_returning_buyer(previous_date, purchase_date, next_date, $day_date + 1)
-- @part new_buyers, returning_buyers of buyers
-- @apart visitor_count
-- @whole orders, net_sales, amount_per_buyer, known_orders, returning_orders, returning_order_share, week_order_share
-- @spent net_sales
-- @unit money: amount_per_buyer
-- @unit percent: returning_order_share, week_order_share, returning_share
-- @unit customers: buyers, new_buyers, returning_buyers
-- @unit orders: orders, known_orders, returning_orders
-- @unit count: visitor_count
-- @unit date: day_date
-- @unit flag: is_censored
-- @good higher: returning_order_share, week_order_share, amount_per_buyer
-- @series new: new_buyers
-- @series returning: returning_buyers, returning_orders, returning_order_share, week_order_share, returning_share
-- @check new_buyers + returning_buyers = buyers
-- @check returning_orders <= known_orders and known_orders <= orders
with
calendar as (
    select
        unnest(generate_series(first_date, as_of - 1, interval 1 day))::date as day_date,
        first_date
    from int_settings
    where first_date is not null
),
bought as (
    select
        purchase_date,
        count(*) filter (where previous_date is null or previous_date < purchase_date) as buyers,
        count(*) filter (
            where (previous_date is null or previous_date < purchase_date)
                and is_returning_buyer(previous_date, purchase_date, next_date, purchase_date + 1)
        ) as returning_buyers,
        sum(orders) as known_orders,
        sum(orders) filter (where is_returning(previous_date, purchase_date)) as returning_orders,
        sum(net_amount)::double as known_sales
    from purchases
    group by purchase_date
),
visited as (
    select
        day_date,
        sum(visitor_count) as visitor_count
    from shop_days
    where is_shop_chosen(platform, shop)
    group by day_date
),
joined as (
    select
        calendar.day_date,
        visited.visitor_count,
        coalesce(bought.buyers, 0) as buyers,
        coalesce(bought.returning_buyers, 0) as returning_buyers,
        coalesce(int_order_days.valid_orders, 0) as orders,
        coalesce(bought.known_orders, 0) as known_orders,
        coalesce(bought.returning_orders, 0) as returning_orders,
        coalesce(int_order_days.net_sales, no_money()) as net_sales,
        bought.known_sales,
        calendar.day_date - calendar.first_date < 365 as is_censored
    from calendar
    left join int_order_days on calendar.day_date = int_order_days.ordered_date
    left join bought on calendar.day_date = bought.purchase_date
    left join visited on calendar.day_date = visited.day_date
)
select
    day_date,
    visitor_count::bigint as visitor_count,
    buyers::integer as buyers,
    (buyers - returning_buyers)::integer as new_buyers,
    returning_buyers::integer as returning_buyers,
    case when not is_censored then returning_buyers / nullif(buyers, 0) end as returning_share,
    orders::integer as orders,
    known_orders::integer as known_orders,
    returning_orders::integer as returning_orders,
    case when not is_censored then returning_orders / nullif(known_orders, 0) end as returning_order_share,
    case
        when not is_censored and lag(is_censored, 6) over by_day = false
            then (sum(returning_orders) over last_seven) / nullif(sum(known_orders) over last_seven, 0)
    end as week_order_share,
    net_sales::double as net_sales,
    known_sales / nullif(buyers, 0) as amount_per_buyer,
    is_censored
from joined
window
    by_day as (order by day_date),
    last_seven as (order by day_date rows between 6 preceding and current row)
order by day_date
