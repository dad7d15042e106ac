-- One row per forecast and week after its start: the purchases that all customers of then are expected to make.
-- @computed expect_weeks
-- @key forecast, week_number
-- @metric none
-- @counts none
-- @unit number: week_number, expected_purchases
select *
from int_forecast_groups
order by forecast, repeats, recency_days, age_days
