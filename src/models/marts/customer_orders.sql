-- One row per order of a named customer, in any state, with what was in it where the export says.
-- @materialize view
-- @key platform, shop, order_id
-- @column is_return  no order, but a document that only gives money back
-- @column items  titles of its lines with their pieces, else the order's own title
-- @metric none
-- @counts rows
-- @unit text: items
select
    orders.customer_id,
    orders.platform,
    orders.shop,
    orders.order_id,
    orders.status,
    coalesce(
        (
            select string_agg(
                order_lines.title || case when order_lines.quantity > 1 then ' ×' || order_lines.quantity else '' end,
                '；'
                order by order_lines.line_id
            )
            from order_lines
            where
                order_lines.platform = orders.platform
                and order_lines.shop = orders.shop
                and order_lines.order_id = orders.order_id
        ),
        stg_orders.title
    ) as items,
    orders.quantity,
    orders.paid_amount,
    orders.refund_amount,
    orders.net_amount,
    orders.is_valid,
    orders.is_return,
    orders.is_never_paid,
    orders.ordered_date,
    orders.ordered_at
from orders
left join stg_orders
    on orders.platform = stg_orders.platform
    and orders.shop = coalesce(stg_orders.shop, '')
    and orders.order_id = stg_orders.order_id
where orders.customer_id is not null
