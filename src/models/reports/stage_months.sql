-- One row per month-end and stage: the customers of that time, by days since their last purchase before it.
-- @key month_date, stage
-- @column month_date  the month at whose end is looked
-- @column is_unfinished  the month is not over; the row stands at the as-of day
-- @column is_reliable  the data was already long enough then for the longest cut
-- @check customers_share between 0 and 1
with
moments as (
    select distinct
        month_date,
        moment_date
    from int_month_recencies
),
selected_spans as (
    select
        purchase_date,
        date_trunc('month', next_date)::date as superseded_month,
        count(*) as customers
    from selected_purchases
    where is_selecting()
    group by purchase_date, superseded_month
),
recencies as (
    select
        month_date,
        moment_date,
        recency_days,
        customers
    from int_month_recencies
    where not is_selecting()
    union all
    select
        moments.month_date,
        moments.moment_date,
        (moments.moment_date - selected_spans.purchase_date)::integer as recency_days,
        selected_spans.customers
    from selected_spans
    inner join moments
        on selected_spans.purchase_date < moments.moment_date
        and (
            selected_spans.superseded_month is null
            or selected_spans.superseded_month > moments.month_date
        )
),
staged as (
    select
        month_date,
        moment_date,
        stage_of(recency_days) as stage,
        sum(customers)::integer as customers
    from recencies
    group by month_date, moment_date, stage
)
select
    staged.month_date,
    staged.stage,
    staged.customers,
    staged.customers / sum(staged.customers) over (partition by staged.month_date) as customers_share,
    staged.moment_date < (staged.month_date + interval 1 month)::date as is_unfinished,
    staged.moment_date - int_settings.first_date >= stage_cut(4) as is_reliable
from staged
cross join int_settings
order by staged.month_date, list_position(['active', 'silent', 'sleeping', 'lost', 'long_lost'], staged.stage)
