-- One row per platform and shop: what was imported of it. Not narrowed by any choice.
-- @key platform, shop
-- @column shop  the name that its files give, or that was given to them; empty where nobody named it
-- @column orders  orders as imported
-- @metric F1
-- @counts orders
-- @unit orders: orders
-- @unit date: first_date, last_date
select
    platform,
    coalesce(shop, '') as shop,
    count(*)::integer as orders,
    min(coalesce(ordered_at, paid_at))::date as first_date,
    max(coalesce(ordered_at, paid_at))::date as last_date
from stg_orders
group by platform, coalesce(shop, '')
order by orders desc, platform, shop
