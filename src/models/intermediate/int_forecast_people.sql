-- One row per forecast, customer and span of days: what the customer is expected to do, whether or not the model holds.
-- @materialize view
-- @key forecast, customer_id, horizon_days
-- @column amount_each  what a purchase is expected to come to: between the customer's own mean and that of all (gamma-gamma)
-- @metric none
-- @counts rows
-- @unit money: amount_each
with
amounts as (
    select
        forecast,
        max(parameter_value) filter (where parameter = 'p') as p,
        max(parameter_value) filter (where parameter = 'q') as q,
        max(parameter_value) filter (where parameter = 'gamma') as gamma
    from int_forecast_amount_fits
    group by forecast
    having bool_and(fit_status = 'found') and max(parameter_value) filter (where parameter = 'q') > 1
)
select
    int_forecast_customers.forecast,
    int_forecast_customers.customer_id,
    int_forecast_expected.horizon_days,
    int_forecast_customers.repeats,
    int_forecast_customers.age_days - int_forecast_customers.recency_days + 1 as recency_days,
    int_forecast_customers.later_purchases,
    int_forecast_customers.later_amount,
    int_forecast_expected.alive_probability,
    int_forecast_expected.any_probability,
    int_forecast_expected.expected_purchases,
    int_forecast_expected.low_purchases,
    int_forecast_expected.high_purchases,
    int_forecast_expected.purchases_variance,
    int_forecast_expected.error_1,
    int_forecast_expected.error_2,
    int_forecast_expected.error_3,
    int_forecast_expected.error_4,
    amounts.p * (amounts.gamma + coalesce(int_forecast_customers.repeat_amount, 0))
    / (amounts.p * int_forecast_customers.paid_repeats + amounts.q - 1) as amount_each
from int_forecast_customers
inner join int_forecast_expected
    on int_forecast_customers.forecast = int_forecast_expected.forecast
    and int_forecast_customers.repeats = int_forecast_expected.repeats
    and int_forecast_customers.recency_days = int_forecast_expected.recency_days
    and int_forecast_customers.age_days = int_forecast_expected.age_days
left join amounts on int_forecast_customers.forecast = amounts.forecast
