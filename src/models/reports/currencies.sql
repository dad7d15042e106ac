-- One row per currency: its orders before the as-of day. Only one is summed at a time; nothing is converted.
-- @key currency
-- @column orders  orders as imported, of the shops looked at
-- @column orders_share  out of all orders that name a currency
-- @column is_summed  the one that all sums on the page are in
-- @metric F1
-- @counts orders
-- @whole orders_share
-- @unit percent: orders_share
-- @unit orders: orders
-- @unit flag: is_summed
with
counted as (
    select
        currency,
        count(*) as orders
    from int_chosen_orders
    where currency is not null and coalesce(ordered_at, paid_at) is not null
    group by currency
)
select
    counted.currency,
    counted.orders::integer as orders,
    counted.orders / sum(counted.orders) over () as orders_share,
    counted.currency = int_settings.currency as is_summed
from counted
cross join int_settings
order by counted.orders desc, counted.currency
