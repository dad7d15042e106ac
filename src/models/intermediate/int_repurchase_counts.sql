-- One row: the counts behind the verdict on repurchase, over the whole shop, whatever is selected.
-- @materialize view
-- @column first_hits  first buyers of the latest 90 days that could be followed, who came back within the days set
-- @column repurchase_trend  the rate of the last months that could be followed whole, oldest first
-- @metric none
-- @counts first_trials
-- @part first_hits of first_trials
-- @part first_hits_before of first_trials_before
-- @apart first_trials_before
-- @unit percent: repurchase_trend
-- @unit customers: first_trials, first_hits, first_trials_before, first_hits_before
-- @unit days: window_days
with
first_buyers as (
    select
        int_first_buyers.first_date,
        int_first_buyers.repurchase_days,
        int_first_buyers.customers,
        coalesce(getvariable('repurchase_days')::integer, 100) as window_days,
        int_settings.as_of - int_first_buyers.first_date as age_days
    from int_first_buyers
    cross join int_settings
),
counted as (
    select
        any_value(window_days) as window_days,
        coalesce(sum(customers) filter (where age_days between window_days and window_days + 89), 0) as first_trials,
        coalesce(sum(customers) filter (
            where age_days between window_days and window_days + 89 and repurchase_days <= window_days
        ), 0) as first_hits,
        coalesce(
            sum(customers) filter (where age_days between window_days + 90 and window_days + 179), 0
        ) as first_trials_before,
        coalesce(sum(customers) filter (
            where age_days between window_days + 90 and window_days + 179 and repurchase_days <= window_days
        ), 0) as first_hits_before
    from first_buyers
    where age_days between window_days and window_days + 179
),
monthly as (
    select
        date_trunc('month', first_date)::date as month_date,
        coalesce(sum(customers) filter (where repurchase_days <= window_days), 0) / sum(customers) as rate
    from first_buyers
    where age_days < window_days + 460
    group by date_trunc('month', first_date)
    having min(age_days) >= any_value(window_days) and sum(customers) >= 20
)
select
    counted.*,
    (select list(rate order by month_date) from monthly) as repurchase_trend,
    int_settings.history_days
from counted
cross join int_settings
