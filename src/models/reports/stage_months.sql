-- One row per month-end and stage: customers by days since their last purchase at that time.
-- @key month_date, stage
-- @column month_date  the month
-- @column is_unfinished  the month is not over; the row stands at the as-of day
-- @column is_reliable  the data was already long enough then for the longest cut
-- @metric F8
-- @counts customers
-- @people customers: from selected_purchases
--  inner join (select distinct month_date as moment_month, moment_date from int_month_recencies) as moments
--  on purchase_date < moment_date and (next_date is null or date_trunc('month', next_date)::date > moment_month)
--  where moment_month = $month_date and stage_of((moment_date - purchase_date)::integer) = $stage
-- @whole customers_share
-- @unit percent: customers_share
-- @unit flag: is_unfinished, is_reliable
-- @unit text: stage
-- @check customers_share between 0 and 1
with
moments as (
    select distinct
        month_date,
        moment_date
    from int_month_recencies
    where is_selecting()
),
selected_spans as (
    select
        purchases.purchase_date,
        date_trunc('month', purchases.next_date)::date as superseded_month,
        count(*) as customers
    from purchases
    semi join selected_customers on purchases.customer_id = selected_customers.customer_id
    where is_selecting()
    group by purchases.purchase_date, superseded_month
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
        stage_at(recencies.recency_days, int_cuts.cuts) as stage,
        sum(customers)::integer as customers
    from recencies
    cross join int_cuts
    group by month_date, moment_date, stage
),
-- a window for the month's sum would take longer than all the rest
gathered as (
    select
        month_date,
        moment_date,
        list({'stage': stage, 'customers': customers}) as stages,
        sum(customers) as customers
    from staged
    group by month_date, moment_date
),
shared as (
    select
        month_date,
        moment_date,
        customers as month_customers,
        unnest(stages, recursive := true)
    from gathered
)
select
    shared.month_date,
    shared.stage,
    shared.customers,
    shared.customers / shared.month_customers as customers_share,
    shared.moment_date < (shared.month_date + interval 1 month)::date as is_unfinished,
    shared.moment_date - int_settings.first_date >= int_cuts.cuts[4] as is_reliable
from shared
cross join int_settings
cross join int_cuts
order by shared.month_date, list_position(['active', 'silent', 'sleeping', 'lost', 'long_lost'], shared.stage)
