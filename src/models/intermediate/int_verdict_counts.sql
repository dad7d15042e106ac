-- One row: the counts behind the verdicts that no slider touches, over the whole shop, whatever is selected.
-- @column recent_hits  returning buyers of the last 30 days, by the definition chosen; trials are all buyers of them
-- @column returning_trend  returning share of the last complete months, oldest first; likewise the others
--  refund_orders_before
-- @metric none
-- @counts recent_trials
-- @part recent_hits of recent_trials
-- @part previous_hits of previous_trials
-- @part year_ago_hits of year_ago_trials
-- @apart previous_trials, year_ago_trials
-- @unit percent: returning_trend, unpaid_trend, refund_trend
-- @series returning: returning_trend
-- @unit customers: recent_trials, recent_hits, previous_trials, previous_hits, year_ago_trials, year_ago_hits
-- @unit orders: unpaid_orders, orders_before, unpaid_orders_before, paid_orders, refund_orders, paid_orders_before,
--  refund_orders_before
with
periods as (
    select
        unnest(['recent', 'previous', 'year_ago']) as period,
        as_of - unnest([30, 60, 395]) as from_date,
        as_of - unnest([0, 30, 365]) as end_date
    from int_settings
),
returning_counts as (
    select
        count(*) filter (where period = 'recent') as recent_trials,
        count(*) filter (where period = 'recent' and is_returning_now) as recent_hits,
        count(*) filter (where period = 'previous') as previous_trials,
        count(*) filter (where period = 'previous' and is_returning_now) as previous_hits,
        count(*) filter (where period = 'year_ago') as year_ago_trials,
        count(*) filter (where period = 'year_ago' and is_returning_now) as year_ago_hits
    from (
        select
            periods.period,
            is_returning_buyer(
                purchases.previous_date, purchases.purchase_date, purchases.next_date, periods.end_date
            ) as is_returning_now
        from purchases
        inner join periods
            on purchases.purchase_date >= periods.from_date
            and purchases.purchase_date < periods.end_date
        where purchases.previous_date is null or purchases.previous_date < periods.from_date
    ) as judged
),
order_counts as (
    select
        count(*) filter (where ordered_date >= as_of - 30) as orders,
        count(*) filter (where ordered_date >= as_of - 30 and is_never_paid) as unpaid_orders,
        count(*) filter (where ordered_date < as_of - 30) as orders_before,
        count(*) filter (where ordered_date < as_of - 30 and is_never_paid) as unpaid_orders_before,
        count(*) filter (where ordered_date >= as_of - 30 and is_paid) as paid_orders,
        count(*) filter (where ordered_date >= as_of - 30 and is_paid and is_refunded) as refund_orders,
        count(*) filter (where ordered_date < as_of - 30 and is_paid) as paid_orders_before,
        count(*) filter (where ordered_date < as_of - 30 and is_paid and is_refunded) as refund_orders_before
    from orders
    cross join int_settings
    where ordered_date >= as_of - 60
),
months_back as (
    select
        (date_trunc('month', as_of) - interval 15 month)::date as from_month,
        date_trunc('month', as_of)::date as end_month
    from int_settings
),
monthly_returning as (
    select
        month_date,
        count(*) filter (
            where is_returning_buyer(
                previous_date, purchase_date, next_date, (month_date + interval 1 month)::date
            )
        ) / count(*) as share
    from purchases
    cross join months_back
    where is_first_in_month and month_date >= from_month and month_date < end_month
    group by month_date
),
monthly_losses as (
    select
        month_date,
        count(*) filter (where is_never_paid) / count(*) as unpaid_rate,
        count(*) filter (where is_paid and is_refunded) / nullif(count(*) filter (where is_paid), 0) as refund_rate
    from orders
    cross join months_back
    where month_date >= from_month and month_date < end_month
    group by month_date
)
select
    returning_counts.*,
    order_counts.*,
    (select list(share order by month_date) from monthly_returning) as returning_trend,
    (select list(unpaid_rate order by month_date) from monthly_losses) as unpaid_trend,
    (select list(refund_rate order by month_date) from monthly_losses) as refund_trend,
    int_settings.history_days
from returning_counts
cross join order_counts
cross join int_settings
