-- One row per customer and moment from which purchases are forecast: what a model sees of the customer by then, and what came
-- after. None where the history cannot carry a forecast.
-- @key forecast, customer_id
-- @column forecast  now: from the as-of day on; past: from 91 days before it, of which it is known what came
-- @column repeats  purchases after the first
-- @column recency_days  days from the first purchase to the last
-- @column age_days  days from the first purchase to the last day that was known
-- @column paid_repeats  repeat purchases with an amount left after refunds; repeat_amount is their sum
-- @column later_purchases  purchases in the 91 days after
-- @metric none
-- @counts rows
-- @unit text: forecast
-- @unit money: repeat_amount, later_amount
-- @unit purchases: repeats, paid_repeats, later_purchases
-- @unit days: age_days
-- @check repeats >= 0 and recency_days between 0 and age_days
with
starts as (
    select
        unnest(['now', 'past']) as forecast,
        int_settings.as_of - unnest([0, 91]) as start_date
    from int_settings
    cross join int_forecast_ground
    where int_forecast_ground.reason is null
)
select
    starts.forecast,
    purchases.customer_id,
    (count(*) filter (where purchase_date < start_date) - 1)::integer as repeats,
    (max(purchase_date) filter (where purchase_date < start_date) - min(purchase_date))::integer as recency_days,
    (any_value(start_date) - 1 - min(purchase_date))::integer as age_days,
    (
        count(*) filter (where purchase_date < start_date and purchase_number > 1 and net_amount > 0)
    )::integer as paid_repeats,
    sum(net_amount) filter (where purchase_date < start_date and purchase_number > 1 and net_amount > 0)::double
        as repeat_amount,
    (count(*) filter (where purchase_date >= start_date))::integer as later_purchases,
    sum(net_amount) filter (where purchase_date >= start_date)::double as later_amount
from purchases
cross join starts
group by starts.forecast, purchases.customer_id
having min(purchase_date) < any_value(start_date)
