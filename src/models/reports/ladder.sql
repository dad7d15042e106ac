-- One row per step from the first purchase to the fourth: customers who reached it, and the share that goes on.
-- @when stage, tier: selected_purchases
-- @key purchase_number
-- @column purchase_number  the step; 4 is four and more
-- @column customers  customers who made at least so many purchases
-- @column step_rate  out of those who made one purchase fewer
-- @column median_days  median days since the purchase before
-- @column window_rate  of those whose purchase before is old enough to be followed, who made this one within the chosen days
-- @column mature_customers  the denominator of window_rate
-- @metric F29
-- @counts customers
-- @people customers: from selected_purchases where purchase_number = $purchase_number
-- @people mature_customers: from selected_purchases cross join int_settings where purchase_number = $purchase_number - 1
--  and as_of - purchase_date > coalesce(getvariable('repurchase_days')::integer, 100)
-- @whole median_days
-- @unit percent: step_rate, window_rate
-- @unit customers: mature_customers
-- @good higher: step_rate, window_rate
-- @check purchase_number between 1 and 4
with
steps as (
    select
        selected_purchases.purchase_number,
        selected_purchases.interval_days,
        (selected_purchases.next_date - selected_purchases.purchase_date)::integer as next_days,
        int_settings.as_of - selected_purchases.purchase_date as age_days,
        coalesce(getvariable('repurchase_days')::integer, 100) as window_days
    from selected_purchases
    cross join int_settings
    where selected_purchases.purchase_number <= 4 and is_selecting()
),
followed as (
    select
        purchase_number,
        days,
        customers,
        followed_customers,
        next_customers,
        coalesce(getvariable('repurchase_days')::integer, 100) as window_days
    from int_step_days
    where not is_selecting()
),
-- customers who went on by a day, without those observed for less than that, who are not in the denominator either
gone_on as (
    select
        purchase_number,
        coalesce(sum(customers) filter (where days > window_days), 0) as followed,
        coalesce(sum(next_customers) filter (where days <= window_days), 0)
        - coalesce(sum(followed_customers) filter (where days <= window_days), 0) as went_on
    from followed
    group by purchase_number
),
counted as (
    select
        int_steps.purchase_number,
        int_steps.customers,
        int_steps.median_days,
        gone_on.followed,
        gone_on.went_on
    from int_steps
    inner join gone_on on int_steps.purchase_number = gone_on.purchase_number
    union all
    select
        purchase_number,
        count(*) as customers,
        median(interval_days) as median_days,
        count(*) filter (where age_days > window_days) as followed,
        count(*) filter (where age_days > window_days and next_days <= window_days) as went_on
    from steps
    group by purchase_number
)
select
    purchase_number,
    customers::integer as customers,
    customers / nullif(lag(customers) over by_step, 0) as step_rate,
    median_days,
    lag(followed) over by_step::integer as mature_customers,
    lag(went_on) over by_step / nullif(lag(followed) over by_step, 0) as window_rate
from counted
window by_step as (order by purchase_number)
order by purchase_number
