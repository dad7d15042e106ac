-- One row per day of the first purchase and days to the second: the customers there, so that the days can be dragged.
-- @key first_date, repurchase_days
-- @column repurchase_days  days from the first purchase to the second; null for those who have not come back
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
