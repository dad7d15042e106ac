-- One row per customer and 30 days since the first purchase in which there is a purchase or a return: what it came to.
-- @key customer_id, age_days
-- @column age_days  the last of the 30 days, counted from the first purchase: 0 is its own day, 30 are days 1 to 30
-- @column purchases  purchases in them; 0 where only money went back
-- @column net_amount  their net sales, less what was returned in them without a known order
-- @metric none
-- @counts purchases
-- @unit purchases: purchases
-- @unit days: age_days
with
dated as (
    select
        purchases.customer_id,
        purchases.purchase_date - int_acquisitions.first_date as days,
        1 as purchases,
        purchases.orders,
        purchases.net_amount
    from purchases
    inner join int_acquisitions on purchases.customer_id = int_acquisitions.customer_id
    union all
    select
        orders.customer_id,
        greatest(0, orders.ordered_date - int_acquisitions.first_date) as days,
        0 as purchases,
        0 as orders,
        orders.net_amount
    from orders
    inner join int_acquisitions on orders.customer_id = int_acquisitions.customer_id
    where orders.is_return and orders.net_amount <> 0
)
select
    customer_id,
    (30 * ceil(days / 30))::integer as age_days,
    sum(purchases)::integer as purchases,
    sum(orders)::integer as orders,
    sum(net_amount)::decimal(18, 2) as net_amount
from dated
group by customer_id, ceil(days / 30)
