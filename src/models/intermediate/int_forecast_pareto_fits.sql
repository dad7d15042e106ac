-- One row per parameter of Pareto/NBD, which is fitted to compare with the models that are used, as of now.
-- @computed fit_pareto
-- @key forecast, model, parameter
-- @metric none
-- @counts none
-- @unit text: forecast, model, parameter, covariances, fit_status
-- @unit number: position, parameter_value, standard_error, log_likelihood
select
    forecast,
    repeats,
    recency_days,
    age_days,
    count(*) as customers
from int_forecast_customers
where forecast = 'now'
group by forecast, repeats, recency_days, age_days
order by forecast, repeats, recency_days, age_days
