-- One row per forecast, model of purchases and parameter, fitted by maximum likelihood; the select gives what is fitted to.
-- @computed fit_purchases
-- @key forecast, model, parameter
-- @column model  bg_nbd or mbg_nbd
-- @column covariances  the row of the covariances of the parameters' logarithms
-- @column fit_status  found; boundary: the likelihood rises without end; flat: it does not determine the parameters
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
group by forecast, repeats, recency_days, age_days
order by forecast, repeats, recency_days, age_days
