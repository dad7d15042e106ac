-- One row per place that orders were sent to: the province, or the country where there is none.
-- @key province
-- @column province  province or state; the country where the export gives no province
-- @metric F16
-- @counts orders
-- @whole net_sales, average_order_value
-- @spent net_sales
-- @unit percent: orders_share
-- @unit money: net_sales, average_order_value
-- @column orders_share  out of all orders, those without a place too
-- @good higher: net_sales
with
counted as (
    select
        coalesce(selected_orders.province, selected_orders.country) as province,
        count(*) as orders,
        count(*) filter (where is_valid) as valid_orders,
        coalesce(sum(net_amount) filter (where is_valid), 0)::double as net_sales
    from selected_orders
    group by coalesce(selected_orders.province, selected_orders.country)
)
select
    province,
    orders::integer as orders,
    orders / (select sum(orders) from counted) as orders_share,
    net_sales,
    net_sales / nullif(valid_orders, 0) as average_order_value
from counted
where province is not null
order by orders desc, province
