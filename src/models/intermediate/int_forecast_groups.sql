-- One row per forecast and group of customers who look the same to the model, with the model's parameters.
-- @materialize view
-- @key forecast, repeats, recency_days, age_days
-- @metric none
-- @counts customers
-- @unit customers: customers
with
counted as (
    select
        forecast,
        repeats,
        recency_days,
        age_days,
        count(*) as customers
    from int_forecast_customers
    group by forecast, repeats, recency_days, age_days
)
select
    counted.*,
    int_forecast_models.model,
    int_forecast_models.r,
    int_forecast_models.alpha,
    int_forecast_models.a,
    int_forecast_models.b,
    int_forecast_models.covariances
from counted
inner join int_forecast_models on counted.forecast = int_forecast_models.forecast
