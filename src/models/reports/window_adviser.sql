-- One row per candidate length of the active stage, with the share of first returns it covers. Not narrowed by a selection.
-- @key window_days
-- @column window_days  the candidate: active for so many days after a purchase
-- @column returned_share  first buyers who made their second purchase within so many days (Kaplan–Meier)
-- @column still_return_rate  of first buyers silent for so many days, how many still return within 365 days of the first purchase
-- @column is_suggested  the shortest window that holds 80 % of the first returns of a whole year; none where too little was seen
-- @metric F6
-- @counts customers
-- @people customers: from int_customers_scored where recency_days <= $window_days
-- @rows nested window_days
-- @unit percent: returned_share, still_return_rate
-- @unit days: window_days
-- @unit flag: is_suggested
-- @check returned_share is null or returned_share between 0 and 1
with
spells as (
    select
        least(coalesce(int_first_buyers.repurchase_days, int_settings.as_of - int_first_buyers.first_date - 1), 366) as days,
        coalesce(int_first_buyers.repurchase_days <= 365, false) as is_returned,
        int_first_buyers.customers
    from int_first_buyers
    cross join int_settings
),
risked as (
    select
        days,
        coalesce(sum(customers) filter (where is_returned), 0) as returned,
        sum(sum(customers)) over (order by days desc) as at_risk
    from spells
    group by days
),
curve as (
    select
        days,
        sum(returned) over () as returns_seen,
        product(1 - returned / at_risk) over (order by days) as not_returned
    from risked
),
windows as (
    select unnest([30, 50, 60, 90, 120, 180, 270, 365]) as window_days
),
read_off as (
    select
        windows.window_days,
        any_value(curve.returns_seen) as returns_seen,
        case when (select count(*) from curve) > 0 then 1 - coalesce(min(curve.not_returned), 1) end as returned_share
    from windows
    left join curve on curve.days <= windows.window_days
    group by windows.window_days
),
yearly as (
    select
        *,
        max(returned_share) over () as year_share,
        min(window_days) filter (where returned_share >= 0.8 * max_share) over () as reaching_days
    from (select *, max(returned_share) over () as max_share from read_off) as shared
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
    coalesce(
        yearly.window_days = yearly.reaching_days
        and yearly.returns_seen >= 100
        and int_settings.history_days >= 365 + yearly.reaching_days,
        false
    ) as is_suggested
from yearly
inner join people on yearly.window_days = people.window_days
cross join int_settings
order by yearly.window_days
