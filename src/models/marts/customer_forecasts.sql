-- One row per customer and span of days: purchases and money that are expected. None where the model does not hold.
-- @materialize view
-- @key customer_id, horizon_days
-- @column horizon_days  days from the as-of day on: 90, 91 (13 weeks) or 365
-- @column alive_probability  that the customer has not stopped buying
-- @column any_probability  of at least one purchase in the span
-- @column low_purchases  the number is at least this with 90 %; high_purchases: at most that
-- @column expected_amount  expected purchases at the amount that is expected of one; amount_low and amount_high by their numbers
-- @metric none
-- @counts rows
-- @unit text: stage
-- @unit money: expected_amount, amount_low, amount_high
select
    int_forecast_people.customer_id,
    int_forecast_people.horizon_days,
    stage_of(int_forecast_people.recency_days) as stage,
    int_forecast_people.alive_probability,
    int_forecast_people.any_probability,
    int_forecast_people.expected_purchases,
    int_forecast_people.low_purchases,
    int_forecast_people.high_purchases,
    int_forecast_people.amount_each,
    int_forecast_people.expected_purchases * int_forecast_people.amount_each as expected_amount,
    int_forecast_people.low_purchases * int_forecast_people.amount_each as amount_low,
    int_forecast_people.high_purchases * int_forecast_people.amount_each as amount_high
from int_forecast_people
cross join forecast_verdict
where int_forecast_people.forecast = 'now' and forecast_verdict.is_holding
