-- One row per ISO week, Monday first, from the first order to the as-of day: orders, buyers and net sales, new and returning.
-- @key week_date
-- @column iso_week  year and number of the ISO week, as in 2026-W47
-- @column orders  valid orders, named buyer or not
-- @column buyers  different customers who bought in the week
-- @column returning_buyers  buyers whose first purchase of the week had another before it, by the definition chosen
-- @column new_buyers  all other buyers; new + returning = buyers
-- @column returning_orders  orders whose purchase had another before it, by the definition chosen
-- @column unknown_orders  valid orders whose buyer the export does not name
-- @column average_order_value  net sales per valid order
-- @column returning_share  returning buyers out of all buyers; null in the first 365 days of data, when it cannot be told
-- @column within_year_share  returning share when returning means another purchase within the 365 days before
-- @column ever_share  returning share when it means any purchase before
-- @column any_share  returning share when it means any purchase in the week with one before it, in it or earlier
-- @column industry_share  the industry's returning share: of that week, else of its month, else the one number typed in
-- @column gap_points  returning share minus the industry's; a fraction, so 0.01 is one percentage point
-- @column order_change  orders against the week before; null when that had fewer than 30 orders, or either is not over
-- @column net_sales_change  net sales against the week before, on the same condition
-- @column returning_change  returning share minus that of the week before; a fraction; null when either had fewer than 30 buyers
-- @column previous_orders  valid orders of the week before
-- @column year_ago_orders  valid orders of the week of the same number a year before; null when the data does not reach
-- @column year_order_change  orders against that week, on the same condition as order_change; likewise net sales
-- @column days  days of the week that the data covers
-- @column is_unfinished  the week is not over at the as-of day
-- @column is_censored  fewer than 365 days of data before it, so some returning buyers look new
--  ever_share, any_share, gap_points, order_change, net_sales_change, returning_change
-- @metric F20: new_buyers, returning_buyers, new_orders, returning_orders, new_sales, returning_sales, new_order_value, returning_order_value
-- @metric F23: returning_share, industry_share, gap_points, returning_change
-- @metric F33
-- @counts buyers
-- @people buyers: from selected_purchases where week_date = $week_date
-- @people returning_buyers: from selected_purchases
--  where week_date = $week_date and is_first_in_week and is_returning_buyer(previous_date, purchase_date, next_date, $week_date + 7)
-- @people new_buyers: from selected_purchases
--  where week_date = $week_date and is_first_in_week and not is_returning_buyer(previous_date, purchase_date, next_date, $week_date + 7)
-- @part new_buyers, returning_buyers of buyers
-- @whole orders, net_sales, average_order_value, order_change, net_sales_change, days, previous_orders, year_ago_orders,
--  year_order_change, year_sales_change
-- @spent net_sales, new_sales, returning_sales
-- @unit money: new_sales, returning_sales, average_order_value, new_order_value, returning_order_value
-- @unit percent: returning_share, within_year_share, ever_share, any_share
-- @unit change: order_change, net_sales_change, year_order_change, year_sales_change
-- @unit points: gap_points, returning_change
-- @unit customers: buyers, new_buyers, returning_buyers
-- @unit orders: new_orders, returning_orders, previous_orders, year_ago_orders
-- @unit days: days
-- @unit week: iso_week
-- @unit flag: is_unfinished, is_censored
-- @good higher: average_order_value, new_order_value, returning_order_value, returning_share, within_year_share,
--  ever_share, any_share, gap_points, order_change, net_sales_change, returning_change, year_order_change, year_sales_change
-- @series new: new_orders, new_sales, new_buyers, new_order_value
-- @series returning: returning_orders, returning_sales, returning_buyers, returning_order_value, returning_share,
--  returning_change
-- @series unknown: unknown_orders
-- @check new_buyers + returning_buyers = buyers
-- @check new_orders + returning_orders + unknown_orders = orders
with
calendar as (
    select
        unnest(generate_series(date_trunc('week', first_date), as_of - 1, interval 7 day))::date as week_date,
        first_date,
        as_of
    from int_settings
),
ordered as (
    select
        date_trunc('week', ordered_date)::date as week_date,
        sum(valid_orders) as orders,
        sum(unknown_orders) as unknown_orders,
        sum(net_sales) as net_sales
    from int_order_days_selected
    group by date_trunc('week', ordered_date)
),
judged as (
    select
        date_trunc('week', purchase_date)::date as week_date,
        purchases,
        orders,
        net_sales,
        purchase_kind,
        is_first_in_week,
        is_again_in_week,
        is_returning_kind(purchase_kind) as is_returning
    from int_purchase_days_selected
),
bought as (
    select
        week_date,
        coalesce(sum(purchases) filter (where is_first_in_week), 0) as buyers,
        coalesce(sum(purchases) filter (where is_first_in_week and purchase_kind = 'year'), 0) as within_year_buyers,
        coalesce(sum(purchases) filter (where is_first_in_week and purchase_kind <> 'new'), 0) as ever_buyers,
        coalesce(
            sum(purchases) filter (where is_first_in_week and (purchase_kind <> 'new' or is_again_in_week)), 0
        ) as any_buyers,
        coalesce(sum(orders) filter (where is_returning), 0) as returning_orders,
        coalesce(sum(orders) filter (where not is_returning), 0) as new_orders,
        coalesce(sum(net_sales) filter (where is_returning), no_money()) as returning_sales,
        coalesce(sum(net_sales) filter (where not is_returning), no_money()) as new_sales
    from judged
    group by week_date
),
joined as (
    select
        calendar.week_date,
        coalesce(ordered.orders, 0)::integer as orders,
        coalesce(bought.new_orders, 0)::integer as new_orders,
        coalesce(bought.returning_orders, 0)::integer as returning_orders,
        coalesce(ordered.unknown_orders, 0)::integer as unknown_orders,
        coalesce(bought.buyers, 0)::integer as buyers,
        case coalesce(getvariable('returning_window')::varchar, '365')
            when 'ever' then coalesce(bought.ever_buyers, 0)
            when 'any' then coalesce(bought.any_buyers, 0)
            else coalesce(bought.within_year_buyers, 0)
        end::integer as returning_buyers,
        coalesce(ordered.net_sales, no_money())::double as net_sales,
        coalesce(bought.new_sales, no_money())::double as new_sales,
        coalesce(bought.returning_sales, no_money())::double as returning_sales,
        bought.within_year_buyers / nullif(bought.buyers, 0) as within_year_share,
        bought.ever_buyers / nullif(bought.buyers, 0) as ever_share,
        bought.any_buyers / nullif(bought.buyers, 0) as any_share,
        least((calendar.week_date + interval 7 day)::date, calendar.as_of)
        - greatest(calendar.week_date, calendar.first_date) as days,
        (calendar.week_date + interval 7 day)::date > calendar.as_of as is_unfinished,
        calendar.week_date - calendar.first_date < 365 as is_censored,
        coalesce(
            weekly.industry_share, monthly.industry_share, getvariable('industry_share')::double
        ) as industry_share
    from calendar
    left join ordered on calendar.week_date = ordered.week_date
    left join bought on calendar.week_date = bought.week_date
    left join benchmarks as weekly on weekly.period = 'week' and calendar.week_date = weekly.period_date
    left join benchmarks as monthly
        on monthly.period = 'month' and date_trunc('month', calendar.week_date + 3)::date = monthly.period_date
),
shared as (
    select
        *,
        case when not is_censored then returning_buyers / nullif(buyers, 0) end as returning_share
    from joined
),
compared as (
    select
        shared.*,
        lag(shared.days = 7) over by_time as is_previous_whole,
        lag(shared.orders) over by_time as previous_orders,
        lag(shared.net_sales) over by_time as previous_sales,
        lag(shared.buyers) over by_time as previous_buyers,
        lag(shared.returning_share) over by_time as previous_share,
        year_ago.orders as year_ago_orders,
        year_ago.net_sales as year_ago_sales
    from shared
    -- the week of the same number in the ISO year before, whole weeks only
    left join shared as year_ago
        on isoyear(shared.week_date) = isoyear(year_ago.week_date) + 1
        and weekofyear(shared.week_date) = weekofyear(year_ago.week_date)
        and year_ago.days = 7
    window by_time as (order by shared.week_date)
)
select
    week_date,
    strftime(week_date, '%G-W%V') as iso_week,
    orders,
    new_orders,
    returning_orders,
    unknown_orders,
    buyers,
    buyers - returning_buyers as new_buyers,
    returning_buyers,
    net_sales,
    new_sales,
    returning_sales,
    net_sales / nullif(orders, 0) as average_order_value,
    new_sales / nullif(new_orders, 0) as new_order_value,
    returning_sales / nullif(returning_orders, 0) as returning_order_value,
    returning_share,
    within_year_share,
    ever_share,
    any_share,
    industry_share,
    returning_share - industry_share as gap_points,
    case when not is_unfinished and is_previous_whole then change_on(orders, previous_orders, orders, previous_orders) end as order_change,
    case when not is_unfinished and is_previous_whole then change_on(net_sales, previous_sales, orders, previous_orders) end as net_sales_change,
    case when not is_unfinished and is_previous_whole and least(buyers, previous_buyers) >= 30 then returning_share - previous_share end as returning_change,
    previous_orders::integer as previous_orders,
    year_ago_orders::integer as year_ago_orders,
    case when not is_unfinished then change_on(orders, year_ago_orders, orders, year_ago_orders) end as year_order_change,
    case when not is_unfinished then change_on(net_sales, year_ago_sales, orders, year_ago_orders) end as year_sales_change,
    days::integer as days,
    is_unfinished,
    is_censored
from compared
order by week_date
