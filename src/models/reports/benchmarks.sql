-- One row per week or month for which the reader gave the industry's returning share.
-- @key period, period_date
-- @column period  week or month
-- @column period_date  the Monday of the week, or the first of the month
-- @column industry_share  returning buyers out of all buyers, of whoever the reader compares with
-- @column benchmark_name  what the reader called it; empty where nothing was said
-- @metric F23
-- @counts none
-- @unit percent: industry_share
-- @unit date: period_date
-- @unit text: period, benchmark_name
with
typed as (
    select
        unnest(getvariable('benchmark_periods')::varchar[]) as period,
        unnest(getvariable('benchmark_dates')::date[]) as typed_date,
        unnest(getvariable('benchmark_shares')::double[]) as industry_share,
        unnest(getvariable('benchmark_names')::varchar[]) as benchmark_name
),
placed as (
    select
        period,
        case when period = 'month' then date_trunc('month', typed_date) else date_trunc('week', typed_date) end::date as period_date,
        typed_date,
        industry_share,
        benchmark_name
    from typed
)
select
    period,
    last(benchmark_name order by typed_date, benchmark_name, industry_share) as benchmark_name,
    last(industry_share order by typed_date, benchmark_name, industry_share) as industry_share,
    period_date
from placed
group by period, period_date
order by period, period_date
