-- One row per imported order of the selected shops and platforms, without orders that the reader left out.
-- @materialize view
-- @key platform, shop, order_id
-- @metric none
-- @counts rows
select stg_orders.*
from stg_orders
anti join int_left_out_orders
    on stg_orders.platform = int_left_out_orders.platform
    and coalesce(stg_orders.shop, '') = int_left_out_orders.shop
    and stg_orders.order_id = int_left_out_orders.order_id
where is_shop_chosen(stg_orders.platform, stg_orders.shop)
