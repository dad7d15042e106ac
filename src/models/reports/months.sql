-- One row per calendar month from the first order to the as-of day: orders, buyers and net sales, new and returning.
-- @key month_date
-- @column orders  valid orders, named buyer or not
-- @column buyers  different customers who bought in the month
-- @column returning_buyers  buyers whose first purchase of the month had another before it, by the definition chosen
-- @column new_buyers  all other buyers; new + returning = buyers
-- @column returning_orders  orders whose purchase had another before it, by the definition chosen
-- @column unknown_orders  valid orders whose buyer the export does not name
-- @column average_order_value  net sales per valid order
-- @column returning_share  returning buyers out of all buyers; null in the first 365 days of data, when it cannot be told
-- @column within_year_share  returning share when returning means another purchase within the 365 days before
-- @column ever_share  returning share when it means any purchase before
-- @column any_share  returning share when it means any purchase in the month with one before it, in it or earlier
-- @column industry_share  the industry's returning share: of that month, else the one number typed in
-- @column gap_points  returning share minus the industry's; a fraction, so 0.01 is one percentage point
-- @column order_change  orders against the month before; null when that had fewer than 30 orders, or either is not whole
-- @column net_sales_change  net sales against the month before, on the same condition
-- @column returning_change  returning share minus that of the month before; a fraction; null when either had fewer than 30 buyers
-- @column year_order_change  orders against the same month a year before, on the same condition; likewise net sales
-- @column days  days of the month that the data covers
-- @column is_unfinished  the month is not over at the as-of day
-- @column is_censored  fewer than 365 days of data before it, so some returning buyers look new
--  ever_share, any_share, gap_points, order_change, net_sales_change, returning_change
-- @metric F20: new_buyers, returning_buyers, new_orders, returning_orders, new_sales, returning_sales, new_order_value, returning_order_value
-- @metric F23: returning_share, industry_share, gap_points, returning_change
-- @counts buyers
-- @people buyers: from selected_purchases where month_date = $month_date
-- @people returning_buyers: from selected_purchases
--  where month_date = $month_date and is_first_in_month and is_returning_buyer(previous_date, purchase_date, next_date, ($month_date + interval 1 month)::date)
-- @people new_buyers: from selected_purchases
--  where month_date = $month_date and is_first_in_month and not is_returning_buyer(previous_date, purchase_date, next_date, ($month_date + interval 1 month)::date)
-- @part new_buyers, returning_buyers of buyers
-- @whole orders, net_sales, average_order_value, order_change, net_sales_change, days, year_order_change, year_sales_change
-- @spent net_sales, new_sales, returning_sales
-- @unit money: new_sales, returning_sales, average_order_value, new_order_value, returning_order_value
-- @unit percent: returning_share, within_year_share, ever_share, any_share
-- @unit change: order_change, net_sales_change, year_order_change, year_sales_change
-- @unit points: gap_points, returning_change
-- @unit customers: buyers, new_buyers, returning_buyers
-- @unit orders: new_orders, returning_orders
-- @unit days: days
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
        unnest(generate_series(date_trunc('month', first_date), as_of - 1, interval 1 month))::date as month_date,
        first_date,
        as_of
    from int_settings
),
ordered as (
    select
        date_trunc('month', ordered_date)::date as month_date,
        sum(valid_orders) as orders,
        sum(unknown_orders) as unknown_orders,
        sum(net_sales) as net_sales
    from int_order_days_selected
    group by date_trunc('month', ordered_date)
),
judged as (
    select
        date_trunc('month', purchase_date)::date as month_date,
        purchases,
        orders,
        net_sales,
        purchase_kind,
        is_first_in_month,
        is_again_in_month,
        is_returning_kind(purchase_kind) as is_returning
    from int_purchase_days_selected
),
bought as (
    select
        month_date,
        coalesce(sum(purchases) filter (where is_first_in_month), 0) as buyers,
        coalesce(sum(purchases) filter (where is_first_in_month and purchase_kind = 'year'), 0) as within_year_buyers,
        coalesce(sum(purchases) filter (where is_first_in_month and purchase_kind <> 'new'), 0) as ever_buyers,
        coalesce(
            sum(purchases) filter (where is_first_in_month and (purchase_kind <> 'new' or is_again_in_month)), 0
        ) as any_buyers,
        coalesce(sum(orders) filter (where is_returning), 0) as returning_orders,
        coalesce(sum(orders) filter (where not is_returning), 0) as new_orders,
        coalesce(sum(net_sales) filter (where is_returning), no_money()) as returning_sales,
        coalesce(sum(net_sales) filter (where not is_returning), no_money()) as new_sales
    from judged
    group by month_date
),
joined as (
    select
        calendar.month_date,
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
        least((calendar.month_date + interval 1 month)::date, calendar.as_of)
        - greatest(calendar.month_date, calendar.first_date) as days,
        (calendar.month_date + interval 1 month)::date > calendar.as_of as is_unfinished,
        calendar.month_date - calendar.first_date < 365 as is_censored,
        coalesce(benchmarks.industry_share, getvariable('industry_share')::double) as industry_share
    from calendar
    left join ordered on calendar.month_date = ordered.month_date
    left join bought on calendar.month_date = bought.month_date
    left join benchmarks on benchmarks.period = 'month' and calendar.month_date = benchmarks.period_date
),
shared as (
    select
        *,
        case when not is_censored then returning_buyers / nullif(buyers, 0) end as returning_share,
        days = (month_date + interval 1 month)::date - month_date as is_whole
    from joined
),
compared as (
    select
        shared.*,
        lag(shared.is_whole) over by_time as is_previous_whole,
        lag(shared.orders) over by_time as previous_orders,
        lag(shared.net_sales) over by_time as previous_sales,
        lag(shared.buyers) over by_time as previous_buyers,
        lag(shared.returning_share) over by_time as previous_share,
        year_ago.orders as year_ago_orders,
        year_ago.net_sales as year_ago_sales
    from shared
    left join shared as year_ago on shared.month_date = year_ago.month_date + interval 1 year and year_ago.is_whole
    window by_time as (order by shared.month_date)
)
select
    month_date,
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
    case when is_whole and is_previous_whole then change_on(orders, previous_orders, orders, previous_orders) end as order_change,
    case
        when is_whole and is_previous_whole then change_on(net_sales, previous_sales, orders, previous_orders)
    end as net_sales_change,
    case
        when is_whole and is_previous_whole and least(buyers, previous_buyers) >= 30 then returning_share - previous_share
    end as returning_change,
    case when is_whole then change_on(orders, year_ago_orders, orders, year_ago_orders) end as year_order_change,
    case when is_whole then change_on(net_sales, year_ago_sales, orders, year_ago_orders) end as year_sales_change,
    days::integer as days,
    is_unfinished,
    is_censored
from compared
order by month_date
