-- One row per group of first buyers and day after the first purchase: the share who have bought again by that day.
-- @key cohort, days
-- @column cohort  first purchase in the last 365 days, in the 365 before them, or at any time
-- @column days  days since the first purchase, 0 to 365
-- @column repurchase_rate  Kaplan–Meier: buyers observed for less time count as long as they were observed, to the day before as_of
-- @column at_risk_customers  buyers observed until that day who had not yet bought again
-- @column is_reliable  at least 30 buyers were still being followed that day
-- @metric F22
-- @counts customers
-- @people customers: from selected_customers cross join int_settings
--  where $cohort = 'all' or $cohort = case when selected_customers.first_date >= as_of - 365 then 'latest'
--  when selected_customers.first_date >= as_of - 730 then 'previous' end
-- @people at_risk_customers: from selected_customers cross join int_settings
--  where ($cohort = 'all' or $cohort = case when selected_customers.first_date >= as_of - 365 then 'latest'
--  when selected_customers.first_date >= as_of - 730 then 'previous' end)
--  and coalesce(repurchase_days, as_of - selected_customers.first_date - 1) >= $days
-- @rows nested days by repurchase_rate
-- @part at_risk_customers of customers
-- @unit percent: repurchase_rate
-- @unit customers: customers, at_risk_customers
-- @unit days: days
-- @unit flag: is_reliable
-- @unit text: cohort
-- @good higher: repurchase_rate
-- @check repurchase_rate between 0 and 1
with
spells as (
    select
        selected_customers.repurchase_days is not null as is_returned,
        coalesce(selected_customers.repurchase_days, int_settings.as_of - selected_customers.first_date - 1) as days,
        unnest([
            'all',
            case
                when selected_customers.first_date >= int_settings.as_of - 365 then 'latest'
                when selected_customers.first_date >= int_settings.as_of - 730 then 'previous'
            end
        ]) as cohort
    from selected_customers
    cross join int_settings
),
counted as (
    select
        cohort,
        days,
        count(*) filter (where is_returned) as returned,
        count(*) as left_customers
    from spells
    where cohort is not null
    group by cohort, days
),
calendar as (
    select
        cohorts.cohort,
        generate_series as days
    from (select distinct cohort from counted) as cohorts
    cross join generate_series(0, 365)
),
risked as (
    select
        calendar.cohort,
        calendar.days,
        coalesce(counted.returned, 0) as returned,
        coalesce(sum(counted.left_customers) over by_day, 0) as left_by_then,
        coalesce(counted.left_customers, 0) as left_customers
    from calendar
    left join counted on calendar.cohort = counted.cohort and calendar.days = counted.days
    window by_day as (partition by calendar.cohort order by calendar.days)
),
sizes as (
    select
        cohort,
        sum(left_customers) as customers
    from counted
    group by cohort
),
standing as (
    select
        risked.cohort,
        risked.days,
        risked.returned,
        sizes.customers,
        sizes.customers - risked.left_by_then + risked.left_customers as at_risk
    from risked
    inner join sizes on risked.cohort = sizes.cohort
)
select
    cohort,
    days::integer as days,
    customers::integer as customers,
    at_risk::integer as at_risk_customers,
    1 - product(1 - coalesce(returned / nullif(at_risk, 0), 0)) over (partition by cohort order by days)
        as repurchase_rate,
    at_risk >= 30 as is_reliable
from standing
where at_risk > 0
order by cohort, days
