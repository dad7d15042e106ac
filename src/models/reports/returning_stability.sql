-- One row: how steady the share of returning orders was over the last 28 days, and how steady chance alone would let it be.
-- @column code  steady, unsteady, few (fewer than 30 returning or 30 other orders) or censored: its sentence is stability.<code>
-- @column order_days  days of the 28 that had orders of known buyers
-- @column known_orders  orders of known buyers in the 28 days
-- @column returning_orders  those of them that are returning
-- @column returning_order_share  the same out of known_orders
-- @column variation  coefficient of variation of the days' shares: their standard deviation out of their mean
-- @column chance_variation  the same if every day had the share of all days, and only chance moved it
-- @metric F31
-- @counts known_orders
-- @part returning_orders of known_orders
-- @whole variation, chance_variation, order_days
-- @unit percent: variation, chance_variation
-- @unit number: order_days
-- @unit text: code
-- @check returning_orders <= known_orders
with
recent as (
    select
        day_log.known_orders,
        day_log.returning_orders,
        day_log.returning_orders / nullif(day_log.known_orders, 0) as share,
        day_log.is_censored
    from day_log
    cross join int_settings
    where day_log.day_date >= int_settings.as_of - 28
),
summed as (
    select
        count(*) as days,
        count(share) as order_days,
        sum(known_orders) as known_orders,
        sum(returning_orders) as returning_orders,
        bool_or(is_censored) as is_censored,
        sum(returning_orders) / nullif(sum(known_orders), 0) as pooled_share,
        stddev_samp(share) / nullif(avg(share), 0) as variation,
        avg(1 / nullif(known_orders, 0)) as mean_inverse
    from recent
),
spread as (
    select
        sum(recent.known_orders * (recent.share - summed.pooled_share) ** 2)
        / nullif(any_value(summed.pooled_share * (1 - summed.pooled_share)), 0) as dispersion
    from recent
    cross join summed
)
select
    case
        when summed.is_censored or summed.days < 28 then 'censored'
        when coalesce(least(summed.returning_orders, summed.known_orders - summed.returning_orders), 0) < 30 then 'few'
        -- the squares scatter around the number of days less one; beyond 99 in 100 by chance
        when spread.dispersion > summed.order_days - 1 + 2.33 * sqrt(2 * (summed.order_days - 1)) then 'unsteady'
        else 'steady'
    end as code,
    summed.order_days::integer as order_days,
    coalesce(summed.known_orders, 0)::integer as known_orders,
    coalesce(summed.returning_orders, 0)::integer as returning_orders,
    case when not summed.is_censored and summed.known_orders >= 30 then summed.pooled_share end as returning_order_share,
    case when not summed.is_censored then summed.variation end as variation,
    case
        when not summed.is_censored
            then sqrt((1 - summed.pooled_share) / nullif(summed.pooled_share, 0) * summed.mean_inverse)
    end as chance_variation
from summed
cross join spread
where summed.days > 0
