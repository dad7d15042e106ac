-- One row per order of the shops and platforms that the reader looks at, as imported; every order when none was chosen.
-- @materialize view
-- @key platform, shop, order_id
select *
from stg_orders
where is_shop_chosen(platform, shop)
