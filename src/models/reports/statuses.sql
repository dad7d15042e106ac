-- One row per state of an order: how many are in it, and what they came to.
-- @key status
-- @column orders_share  out of all orders
-- @metric F1
-- @counts orders
-- @whole orders_share, gross_amount, net_amount
-- @spent net_amount
-- @unit percent: orders_share
-- @unit flag: has_valid_orders
with
counted as (
    select
        status,
        count(*) as orders,
        sum(gross_amount)::double as gross_amount,
        sum(net_amount)::double as net_amount,
        bool_or(is_valid) as has_valid_orders
    from selected_orders
    where not is_return
    group by status
)
select
    status,
    orders::integer as orders,
    orders / sum(orders) over () as orders_share,
    gross_amount,
    net_amount,
    has_valid_orders
from counted
order by orders desc, status
