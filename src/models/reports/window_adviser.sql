-- One row per candidate length of the active stage, with the share of returns it covers. Not narrowed by a selection.
-- @key window_days
-- @column window_days  the candidate: active for so many days after a purchase
-- @column returned_share  next purchases that come within so many days, out of all purchases (Kaplan–Meier)
-- @column still_return_rate  of customers silent for so many days, how many still return within 365 days of the purchase
-- @column is_suggested  the shortest window that holds 80 % of the returns of a whole year
-- @metric F6
-- @counts customers
-- @people customers: from int_customers_scored where recency_days <= $window_days
-- @rows nested window_days
-- @unit percent: returned_share, still_return_rate
-- @unit days: window_days
-- @unit flag: is_suggested
-- @check returned_share is null or returned_share between 0 and 1
with
risked as (
    select
        days,
        sum(purchases) filter (where is_returned) as returned,
        sum(sum(purchases)) over (order by days desc) as at_risk
    from int_interval_days
    group by days
),
curve as (
    select
        days,
        product(1 - coalesce(returned, 0) / at_risk) over (order by days) as not_returned
    from risked
),
windows as (
    select unnest([30, 50, 60, 90, 120, 180, 270, 365]) as window_days
),
read_off as (
    select
        windows.window_days,
        1 - min(curve.not_returned) as returned_share
    from windows
    left join curve on curve.days <= windows.window_days
    group by windows.window_days
),
yearly as (
    select
        *,
        max(returned_share) over () as year_share
    from read_off
),
people as (
    select
        windows.window_days,
        sum(int_recency_days.customers) as customers
    from windows
    left join int_recency_days on int_recency_days.recency_days <= windows.window_days
    group by windows.window_days
)
select
    yearly.window_days,
    coalesce(people.customers, 0)::integer as customers,
    yearly.returned_share,
    (yearly.year_share - yearly.returned_share) / nullif(1 - yearly.returned_share, 0) as still_return_rate,
    yearly.window_days = min(yearly.window_days) filter (
        where yearly.returned_share >= 0.8 * yearly.year_share
    ) over () as is_suggested
from yearly
inner join people on yearly.window_days = people.window_days
order by yearly.window_days
