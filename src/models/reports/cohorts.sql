-- One row per month of the first purchase: customers who bought again within the chosen days, and within fixed numbers of days.
-- @key month_date
-- @column month_date  the month of the first purchase
-- @column new_customers  customers whose first purchase in the data lies in it
-- @column mature_customers  those of them watched for the chosen days, first purchase on as_of − days − 1 or before: the denominator
-- @column repurchased_customers  mature customers who bought again within the chosen days (100 by default)
-- @column repurchase_rate  repurchased_customers out of new_customers; null unless everybody of the month was watched so long
-- @column day_30_rate  bought again within 30 days, out of new_customers; null unless all were watched so long; likewise the others
-- @column is_unfinished  whether some of the month's customers have been observed for less than the chosen days
-- @column is_censored  fewer than 365 days of data before the month, so some of these are not really first purchases
-- @metric F22
-- @counts new_customers
-- @people new_customers: from selected_customers where date_trunc('month', selected_customers.first_date)::date = $month_date
-- @people mature_customers: from selected_customers cross join int_settings
--  where date_trunc('month', selected_customers.first_date)::date = $month_date and as_of - selected_customers.first_date > $window_days
-- @people repurchased_customers: from selected_customers cross join int_settings
--  where date_trunc('month', selected_customers.first_date)::date = $month_date and as_of - selected_customers.first_date > $window_days
--  and repurchase_days <= $window_days
-- @part mature_customers of new_customers
-- @part repurchased_customers of mature_customers
-- @whole window_days
-- @unit percent: repurchase_rate, day_30_rate, day_60_rate, day_90_rate, day_180_rate, day_365_rate
-- @unit customers: mature_customers
-- @unit days: window_days
-- @unit flag: is_unfinished, is_censored
-- @good higher: repurchase_rate, day_30_rate, day_60_rate, day_90_rate, day_180_rate, day_365_rate
-- @series new: new_customers
-- @check repurchased_customers <= mature_customers and mature_customers <= new_customers
with
windowed as (
    select
        *,
        coalesce(live_variable('repurchase_days')::integer, 100) as window_days
    from int_cohort_days_selected
    cross join (select as_of from int_settings) as settings
),
-- customers who came back by a day, without those observed for less than that, who are not in the denominator either
counted as (
    select
        month_date,
        any_value(window_days) as window_days,
        (month_date + interval 1 month)::date <= any_value(as_of) as is_over,
        sum(new_customers) as new_customers,
        coalesce(sum(new_customers) filter (where days > window_days), 0) as mature_customers,
        coalesce(sum(repurchased_customers) filter (where days <= window_days), 0)
        - coalesce(sum(returned_customers) filter (where days <= window_days), 0) as repurchased_customers,
        coalesce(sum(new_customers) filter (where days > 30), 0) as day_30_customers,
        coalesce(sum(repurchased_customers) filter (where days <= 30), 0)
        - coalesce(sum(returned_customers) filter (where days <= 30), 0) as day_30_repurchased,
        coalesce(sum(new_customers) filter (where days > 60), 0) as day_60_customers,
        coalesce(sum(repurchased_customers) filter (where days <= 60), 0)
        - coalesce(sum(returned_customers) filter (where days <= 60), 0) as day_60_repurchased,
        coalesce(sum(new_customers) filter (where days > 90), 0) as day_90_customers,
        coalesce(sum(repurchased_customers) filter (where days <= 90), 0)
        - coalesce(sum(returned_customers) filter (where days <= 90), 0) as day_90_repurchased,
        coalesce(sum(new_customers) filter (where days > 180), 0) as day_180_customers,
        coalesce(sum(repurchased_customers) filter (where days <= 180), 0)
        - coalesce(sum(returned_customers) filter (where days <= 180), 0) as day_180_repurchased,
        coalesce(sum(new_customers) filter (where days > 365), 0) as day_365_customers,
        coalesce(sum(repurchased_customers) filter (where days <= 365), 0)
        - coalesce(sum(returned_customers) filter (where days <= 365), 0) as day_365_repurchased
    from windowed
    group by month_date
)
select
    counted.month_date,
    counted.window_days,
    counted.new_customers::integer as new_customers,
    counted.mature_customers::integer as mature_customers,
    counted.repurchased_customers::integer as repurchased_customers,
    case when is_over and counted.mature_customers = counted.new_customers then counted.repurchased_customers / counted.new_customers end as repurchase_rate,
    case when is_over and counted.day_30_customers = counted.new_customers then counted.day_30_repurchased / counted.new_customers end as day_30_rate,
    case when is_over and counted.day_60_customers = counted.new_customers then counted.day_60_repurchased / counted.new_customers end as day_60_rate,
    case when is_over and counted.day_90_customers = counted.new_customers then counted.day_90_repurchased / counted.new_customers end as day_90_rate,
    case when is_over and counted.day_180_customers = counted.new_customers then counted.day_180_repurchased / counted.new_customers end as day_180_rate,
    case when is_over and counted.day_365_customers = counted.new_customers then counted.day_365_repurchased / counted.new_customers end as day_365_rate,
    not is_over or counted.mature_customers < counted.new_customers as is_unfinished,
    counted.month_date - int_settings.first_date < 365 as is_censored
from counted
cross join int_settings
order by counted.month_date
