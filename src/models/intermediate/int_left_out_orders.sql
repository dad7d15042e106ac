-- One row per order that the reader left out; everything is computed as if it had not been imported.
-- @key platform, shop, order_id
-- @metric none
-- @counts rows
select distinct
    platform,
    shop,
    order_id
from int_odd_orders
where list_contains(coalesce(getvariable('left_out')::varchar[], []), code)
