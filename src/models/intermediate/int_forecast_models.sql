-- One row per forecast: the parameters of the model that is used, the likelier of BG/NBD and MBG/NBD. None where neither has
-- parameters that the data determine, both now and 91 days ago.
-- @materialize view
-- @key forecast
-- @column covariances  of the parameters' logarithms
-- @metric none
-- @counts none
-- @unit text: forecast, model, covariances
-- @unit number: r, alpha, a, b, log_likelihood
with
fitted as (
    select
        forecast,
        model,
        max(parameter_value) filter (where parameter = 'r') as r,
        max(parameter_value) filter (where parameter = 'alpha') as alpha,
        max(parameter_value) filter (where parameter = 'a') as a,
        max(parameter_value) filter (where parameter = 'b') as b,
        string_agg(covariances, '|' order by position) as covariances,
        max(log_likelihood) as log_likelihood,
        bool_and(fit_status = 'found') as is_found
    from int_forecast_fits
    group by forecast, model
),
chosen as (
    select model
    from fitted
    group by model
    having bool_and(is_found)
    order by max(log_likelihood) filter (where forecast = 'now') desc, model
    limit 1
)
select * exclude (is_found)
from fitted
where model in (select model from chosen)
