-- One row per first purchase day and number of days to the second: customers, pre-aggregated for the slider of days.
-- @key first_date, repurchase_days
-- @column repurchase_days  days from the first purchase to the second; null without a second purchase
-- @metric none
-- @counts customers
-- @unit customers: customers
-- @check customers > 0
select
    first_date,
    repurchase_days,
    count(*)::integer as customers
from int_customers_summed
group by first_date, repurchase_days
order by first_date, repurchase_days
