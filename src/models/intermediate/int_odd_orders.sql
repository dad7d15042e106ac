-- One row per finding and order, of the orders that the reader may want to leave out: tests, fees, gifts, doubles, the future.
-- @key code, platform, shop, order_id
-- @column code  test_orders, fee_orders, gift_orders, duplicate_orders or future_orders
-- @metric none
-- @counts rows
-- @unit text: code
with
-- a shop has few titles and many orders: the aggregate classifies each title once instead of once an order
titles as (
    select
        title,
        order_mark(any_value(title)) as mark
    from stg_orders
    group by title
),
marked as materialized (
    select
        title,
        mark
    from titles
    where mark is not null
),
judged as (
    select
        stg_orders.platform,
        coalesce(stg_orders.shop, '') as shop,
        stg_orders.order_id,
        unnest([
            case when mark = 'test' or paid_amount = 0.01 or gross_amount = 0.01 then 'test_orders' end,
            case when mark = 'fee' and coalesce(paid_amount, 0) <> 0.01 then 'fee_orders' end,
            case
                when mark = 'gift' then 'gift_orders'
                when mark is null and gross_amount = 0 and status in ('paid', 'part_shipped', 'shipped', 'completed') then 'gift_orders'
            end,
            case when coalesce(ordered_at, paid_at)::date > getvariable('import_day')::date then 'future_orders' end
        ]) as code
    from stg_orders
    left join marked on stg_orders.title = marked.title
    where
        is_shop_chosen(stg_orders.platform, stg_orders.shop)
        and (
            mark is not null
            or paid_amount = 0.01
            or gross_amount in (0, 0.01)
            or coalesce(ordered_at, paid_at)::date > getvariable('import_day')::date
        )
),
named as (
    select
        platform,
        coalesce(shop, '') as shop,
        order_id,
        customer_key,
        paid_amount,
        date_trunc('minute', coalesce(ordered_at, paid_at)) as placed_minute,
        hash(platform, shop, customer_key, paid_amount, date_trunc('minute', coalesce(ordered_at, paid_at))) as likeness
    from stg_orders
    where
        is_shop_chosen(platform, shop)
        and customer_key_quality in ('strong', 'weak')
        and paid_amount > 0
        and coalesce(ordered_at, paid_at) is not null
),
-- hashes are grouped much faster than names; only equal hashes are compared in full
alike as (
    select likeness
    from named
    group by likeness
    having count(*) > 1
),
repeated as (
    select
        platform,
        shop,
        order_id,
        min(order_id) over (partition by platform, shop, customer_key, paid_amount, placed_minute) as first_order_id
    from named
    semi join alike on named.likeness = alike.likeness
)
select code, platform, shop, order_id
from judged
where code is not null
union all
select 'duplicate_orders', platform, shop, order_id
from repeated
where order_id <> first_order_id
