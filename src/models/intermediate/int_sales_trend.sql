-- One row: whether net sales have risen or fallen over the last complete months, 15 at most; nothing from fewer than 8.
-- @column months  complete months looked at
-- @column score  the Mann–Kendall statistic in standard deviations; beyond 1.96 either way is more than chance
-- @column sales_before  net sales a month, the mean of the first three months
-- @column sales_now  the mean of the last three; likewise orders
-- @column sales_trend  the means of every three months in a row, oldest first
-- @metric none
-- @counts none
-- @whole sales_before, sales_now, orders_before, orders_now
-- @unit money: sales_before, sales_now
-- @unit number: months, score, orders_before, orders_now, sales_trend
with
calendar as (
    select unnest(generate_series(
        greatest(
            date_trunc('month', first_date + 27),
            date_trunc('month', as_of) - interval 15 month
        ),
        date_trunc('month', as_of) - interval 1 month,
        interval 1 month
    ))::date as month_date
    from int_settings
),
monthly as (
    select
        calendar.month_date,
        row_number() over (order by calendar.month_date) as place,
        count(*) over () as months,
        coalesce(sum(int_order_days.net_sales), no_money())::double as net_sales,
        coalesce(sum(int_order_days.valid_orders), 0) as orders
    from calendar
    left join int_order_days
        on int_order_days.ordered_date >= calendar.month_date
        and int_order_days.ordered_date < calendar.month_date + interval 1 month
    group by calendar.month_date
),
scored as (
    select sum(sign(later.net_sales - earlier.net_sales)) as pairs
    from monthly as earlier
    inner join monthly as later on earlier.place < later.place
),
smooth as (
    select
        month_date,
        place,
        avg(net_sales) over three_months as net_sales
    from monthly
    window three_months as (order by month_date rows between 2 preceding and current row)
)
select
    max(monthly.months)::integer as months,
    any_value((scored.pairs - sign(scored.pairs)) / sqrt(monthly.months * (monthly.months - 1) * (2 * monthly.months + 5) / 18.0)) as score,
    avg(monthly.net_sales) filter (where monthly.place <= 3) as sales_before,
    avg(monthly.net_sales) filter (where monthly.place > monthly.months - 3) as sales_now,
    avg(monthly.orders) filter (where monthly.place <= 3) as orders_before,
    avg(monthly.orders) filter (where monthly.place > monthly.months - 3) as orders_now,
    (select list(net_sales order by month_date) from smooth where place >= 3) as sales_trend
from monthly
cross join scored
having max(monthly.months) >= 8
