-- One row per finding and order, of the orders that the reader may want to leave out: tests, fees, gifts, doubles, the future.
-- @materialize view
-- @key code, platform, shop, order_id
-- @column code  test_orders, fee_orders, gift_orders, duplicate_orders or future_orders
with
staged as (
    select
        platform,
        coalesce(shop, '') as shop,
        order_id,
        customer_key,
        customer_key_quality,
        status,
        gross_amount,
        paid_amount,
        coalesce(ordered_at, paid_at) as placed_at,
        order_mark(title) as mark
    from stg_orders
    where is_shop_chosen(platform, shop)
),
repeated as (
    select
        platform,
        shop,
        customer_key,
        paid_amount,
        date_trunc('minute', placed_at) as placed_minute,
        min(order_id) as first_order_id
    from staged
    where customer_key_quality in ('strong', 'weak') and paid_amount > 0 and placed_at is not null
    group by platform, shop, customer_key, paid_amount, placed_minute
    having count(*) > 1
)
select 'test_orders' as code, platform, shop, order_id
from staged
where mark = 'test' or paid_amount = 0.01 or gross_amount = 0.01
union all
select 'fee_orders', platform, shop, order_id
from staged
where mark = 'fee' and coalesce(paid_amount, 0) <> 0.01
union all
select 'gift_orders', platform, shop, order_id
from staged
where
    coalesce(mark, 'gift') = 'gift'
    and (mark = 'gift' or (gross_amount = 0 and status in ('paid', 'part_shipped', 'shipped', 'completed')))
union all
select 'duplicate_orders', staged.platform, staged.shop, staged.order_id
from staged
inner join repeated
    on staged.platform = repeated.platform
    and staged.shop = repeated.shop
    and staged.customer_key = repeated.customer_key
    and staged.paid_amount = repeated.paid_amount
    and date_trunc('minute', staged.placed_at) = repeated.placed_minute
where staged.order_id <> repeated.first_order_id and staged.customer_key_quality in ('strong', 'weak')
union all
select 'future_orders', platform, shop, order_id
from staged
where placed_at::date > getvariable('import_day')::date
