-- One row per step from the first purchase to the fourth: customers who reached it, and how long it took.
-- @key purchase_number
-- @column median_days  median days since the purchase before
-- @metric none
-- @counts customers
-- @rows nested purchase_number
-- @whole median_days
-- @unit customers: customers
-- @unit days: median_days
select
    purchase_number,
    count(*) as customers,
    median(interval_days) as median_days
from purchases
where purchase_number <= 4
group by purchase_number
