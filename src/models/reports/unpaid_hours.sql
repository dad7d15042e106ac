-- One row per hour of the day in which orders are placed: how many of them are never paid.
-- @key hour
-- @column hour  0 to 23, the export's own clock
-- @column unpaid_rate  orders never paid out of all orders placed in the hour
-- @metric F43
-- @counts orders
-- @part unpaid_orders of orders
-- @unit percent: unpaid_rate
-- @unit orders: unpaid_orders
-- @unit number: hour
-- @good lower: unpaid_rate
with
counted as (
    select
        extract(hour from ordered_at) as hour,
        count(*) as orders,
        count(*) filter (where is_never_paid) as unpaid_orders
    from selected_orders
    group by extract(hour from ordered_at)
)
select
    hour::integer as hour,
    orders::integer as orders,
    unpaid_orders::integer as unpaid_orders,
    unpaid_orders / nullif(orders, 0) as unpaid_rate
from counted
order by hour
