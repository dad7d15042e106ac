-- One row per month-end and days since the last purchase at that time: number of customers.
-- @key month_date, recency_days
-- @column month_date  the month; the last one ends at the as-of day
-- @column moment_date  the reference day: the first day after the month, or the as-of day
-- @metric none
-- @counts customers
-- @unit customers: customers
-- @unit days: recency_days
-- @unit date: moment_date
-- @check recency_days >= 1 and customers > 0
with
moments as (
    select
        month_date,
        least((month_date + interval 1 month)::date, as_of) as moment_date
    from (
        select
            unnest(generate_series(date_trunc('month', first_date), as_of - 1, interval 1 month))::date as month_date,
            as_of
        from int_settings
    ) as calendar
),
spans as (
    select
        purchase_date,
        (date_trunc('month', next_date))::date as superseded_month,
        count(*) as customers
    from purchases
    group by purchase_date, superseded_month
)
select
    moments.month_date,
    moments.moment_date,
    (moments.moment_date - spans.purchase_date)::integer as recency_days,
    sum(spans.customers)::integer as customers
from spans
inner join moments
    on spans.purchase_date < moments.moment_date
    and (spans.superseded_month is null or spans.superseded_month > moments.month_date)
group by moments.month_date, moments.moment_date, recency_days
