-- One row per forecast, group of customers who look the same to the model, and span of days: what one of them is expected to do.
-- @computed expect_purchases
-- @key forecast, repeats, recency_days, age_days, horizon_days
-- @column alive_probability  that the customer has not stopped buying
-- @column any_probability  of at least one purchase in the span
-- @column low_purchases  the number is at least this with 90 %; high_purchases: at most that
-- @column purchases_variance  of one customer's number, were the parameters known
-- @column error_1  what the expectation gains by an error of the parameters of one standard deviation; likewise the other three
-- @metric none
-- @counts none
-- @unit days: horizon_days
-- @unit percent: alive_probability, any_probability
-- @unit purchases: low_purchases, high_purchases
-- @unit number: expected_purchases, purchases_variance, error_1, error_2, error_3, error_4
with
spans as (
    select
        unnest(['now', 'now', 'now', 'past']) as forecast,
        unnest([90, 91, 365, 91]) as horizon_days
)
select
    int_forecast_groups.*,
    spans.horizon_days
from int_forecast_groups
inner join spans on int_forecast_groups.forecast = spans.forecast
order by forecast, repeats, recency_days, age_days, horizon_days
