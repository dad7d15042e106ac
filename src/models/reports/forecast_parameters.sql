-- One row per forecast, model and parameter: the value of the greatest likelihood, in weeks and in the shop's currency.
-- @key forecast, model, parameter
-- @column forecast  now: from the as-of day on; past: from 91 days before it
-- @column symbol  the parameter as formulas write it
-- @column standard_error  null where the data do not determine the value
-- @column low_value  95 %, on the scale of logarithms; high_value likewise
-- @metric none
-- @counts none
-- @rows apart
-- @unit text: symbol
-- @unit number: low_value, high_value
-- @check parameter_value > 0
with
fitted as (
    select *
    from int_forecast_fits
    union all
    select *
    from int_forecast_pareto_fits
    union all
    select *
    from int_forecast_amount_fits
)
select
    forecast,
    model,
    parameter,
    case parameter when 'alpha' then 'α' when 'beta' then 'β' when 'gamma' then 'γ' else parameter end as symbol,
    parameter_value,
    standard_error,
    parameter_value * exp(-1.96 * standard_error / parameter_value) as low_value,
    parameter_value * exp(1.96 * standard_error / parameter_value) as high_value,
    log_likelihood,
    fit_status
from fitted
order by forecast, model, position
