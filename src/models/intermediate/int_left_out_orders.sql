-- One row per order that the reader leaves out: everything on the page is computed as if it had not been imported.
-- @key platform, shop, order_id
-- @metric none
-- @counts rows
select distinct
    platform,
    shop,
    order_id
from int_odd_orders
where list_contains(coalesce(getvariable('left_out')::varchar[], []), code)
