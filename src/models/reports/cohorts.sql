-- One row per month of the first purchase: who bought again within the chosen days, and within fixed numbers of days.
-- @key month_date
-- @column month_date  the month of the first purchase
-- @column new_customers  customers whose first purchase in the data lies in it
-- @column mature_customers  those of them whose first purchase is at least the chosen days old: the denominator
-- @column repurchased_customers  mature customers who bought again within the chosen days (100 by default)
-- @column repurchase_rate  repurchased_customers out of mature_customers
-- @column day_30_rate  bought again within 30 days, of those who could be followed that long; likewise the others
-- @column is_unfinished  not everyone of the month could be followed for the chosen days
-- @column is_censored  fewer than 365 days of data before the month, so some of these are not really first purchases
-- @check repurchased_customers <= mature_customers and mature_customers <= new_customers
with
followed as (
    select
        date_trunc('month', selected_customers.first_date)::date as month_date,
        selected_customers.repurchase_days,
        int_settings.as_of - selected_customers.first_date as age_days,
        coalesce(getvariable('repurchase_days')::integer, 100) as window_days
    from selected_customers
    cross join int_settings
),
counted as (
    select
        month_date,
        any_value(window_days) as window_days,
        count(*) as new_customers,
        count(*) filter (where age_days >= window_days) as mature_customers,
        count(*) filter (where age_days >= window_days and repurchase_days <= window_days) as repurchased_customers,
        count(*) filter (where age_days >= 30) as day_30_customers,
        count(*) filter (where age_days >= 30 and repurchase_days <= 30) as day_30_repurchased,
        count(*) filter (where age_days >= 60) as day_60_customers,
        count(*) filter (where age_days >= 60 and repurchase_days <= 60) as day_60_repurchased,
        count(*) filter (where age_days >= 90) as day_90_customers,
        count(*) filter (where age_days >= 90 and repurchase_days <= 90) as day_90_repurchased,
        count(*) filter (where age_days >= 180) as day_180_customers,
        count(*) filter (where age_days >= 180 and repurchase_days <= 180) as day_180_repurchased,
        count(*) filter (where age_days >= 365) as day_365_customers,
        count(*) filter (where age_days >= 365 and repurchase_days <= 365) as day_365_repurchased
    from followed
    group by month_date
)
select
    counted.month_date,
    counted.window_days,
    counted.new_customers::integer as new_customers,
    counted.mature_customers::integer as mature_customers,
    counted.repurchased_customers::integer as repurchased_customers,
    counted.repurchased_customers / nullif(counted.mature_customers, 0) as repurchase_rate,
    counted.day_30_repurchased / nullif(counted.day_30_customers, 0) as day_30_rate,
    counted.day_60_repurchased / nullif(counted.day_60_customers, 0) as day_60_rate,
    counted.day_90_repurchased / nullif(counted.day_90_customers, 0) as day_90_rate,
    counted.day_180_repurchased / nullif(counted.day_180_customers, 0) as day_180_rate,
    counted.day_365_repurchased / nullif(counted.day_365_customers, 0) as day_365_rate,
    counted.mature_customers < counted.new_customers
    or (counted.month_date + interval 1 month)::date > int_settings.as_of as is_unfinished,
    counted.month_date - int_settings.first_date < 365 as is_censored
from counted
cross join int_settings
order by counted.month_date
