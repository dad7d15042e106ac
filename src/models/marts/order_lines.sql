-- One row per item line of an order that is in `orders`.
-- @materialize view
-- @key platform, shop, order_id, line_id
-- @column line_amount  what the line came to
-- @metric none
-- @counts rows
select
    stg_lines.platform,
    coalesce(stg_lines.shop, '') as shop,
    stg_lines.order_id,
    stg_lines.line_id,
    orders.customer_id,
    stg_lines.product_id,
    stg_lines.sku,
    stg_lines.title,
    stg_lines.attributes,
    stg_lines.line_status,
    stg_lines.quantity,
    stg_lines.unit_price,
    stg_lines.line_amount,
    stg_lines.refund_amount,
    orders.is_valid,
    orders.ordered_date,
    orders.week_date,
    orders.month_date,
    orders.ordered_at
from stg_lines
inner join orders
    on stg_lines.platform = orders.platform
    and coalesce(stg_lines.shop, '') = orders.shop
    and stg_lines.order_id = orders.order_id
