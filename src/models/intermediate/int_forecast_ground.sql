-- One row: whether the history of this shop can carry a forecast, and if not, why.
-- @materialize view
-- @column reason  why there is no forecast; null when there is one
-- @metric none
-- @counts second_customers
-- @unit text: reason
select
    int_settings.history_days,
    int_second_waits.second_customers,
    case
        when coalesce(int_settings.history_days, 0) < 270 then 'short_forecast_history'
        when int_second_waits.second_customers < 100 then 'few_second_purchases'
    end as reason
from int_settings
cross join int_second_waits
