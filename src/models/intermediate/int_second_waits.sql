-- One row: how long second purchases took in this shop, of the customers who made one.
-- @column second_customers  customers who bought a second time
-- @column half_days  half of their second purchases came within so many days of the first
-- @column most_days  three quarters of them came within so many days
-- @metric none
-- @counts second_customers
-- @whole half_days, most_days
-- @unit customers: second_customers
-- @unit days: half_days, most_days
with
ranked as (
    select
        repurchase_days,
        customers,
        sum(customers) over (order by repurchase_days) as customers_by_then,
        sum(customers) over () as everyone
    from int_first_buyers
    where repurchase_days is not null
)
select
    coalesce(sum(customers), 0)::integer as second_customers,
    min(repurchase_days) filter (where customers_by_then >= 0.5 * everyone)::integer as half_days,
    min(repurchase_days) filter (where customers_by_then >= 0.75 * everyone)::integer as most_days
from ranked
