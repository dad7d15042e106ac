-- One row per forecast and parameter of the model of amounts, fitted by maximum likelihood; the select gives what is fitted to.
-- @computed fit_amounts
-- @key forecast, model, parameter
-- @metric none
-- @counts none
-- @unit text: forecast, model, parameter, covariances, fit_status
-- @unit number: position, parameter_value, standard_error, log_likelihood
select
    forecast,
    paid_repeats as repeats,
    repeat_amount / paid_repeats as mean_amount,
    count(*) as customers
from int_forecast_customers
where paid_repeats > 0 and repeat_amount > 0
group by forecast, paid_repeats, repeat_amount
order by forecast, paid_repeats, repeat_amount
