-- One row per customer and way to group customers by their first purchase: its month, week, item, channel, coupon, place, size.
-- @materialize view
-- @key acquisition, customer_id
-- @column acquisition  month, week, product, channel, coupon, place or size; only those that some first purchase tells
-- @column acquired_group  2026-05, the Monday 2026-05-04, the item and so on; unknown where this first purchase does not tell it
-- @column closed_date  the day from which nobody joins the group any more; null for groups that customers always join
-- @metric none
-- @counts rows
-- @unit text: acquisition, acquired_group
-- @unit date: closed_date
with
known as (
    select
        count(product) > 0 as has_products,
        count(channel) > 0 as has_channels,
        count(coupon_code) > 0 as has_coupons,
        count(region) > 0 as has_places
    from int_acquisitions
),
grouped as (
    select
        'month' as acquisition,
        strftime(first_date, '%Y-%m') as acquired_group,
        (date_trunc('month', first_date) + interval 1 month)::date as closed_date,
        *
    from int_acquisitions
    union all
    select
        'week' as acquisition,
        strftime(date_trunc('week', first_date), '%Y-%m-%d') as acquired_group,
        date_trunc('week', first_date)::date + 7 as closed_date,
        *
    from int_acquisitions
    union all
    select
        'product' as acquisition,
        coalesce(product, 'unknown') as acquired_group,
        null as closed_date,
        *
    from int_acquisitions
    where (select has_products from known)
    union all
    select
        'channel' as acquisition,
        coalesce(channel, 'unknown') as acquired_group,
        null as closed_date,
        *
    from int_acquisitions
    where (select has_channels from known)
    union all
    select
        'coupon' as acquisition,
        coalesce(coupon_code, 'no_coupon') as acquired_group,
        null as closed_date,
        *
    from int_acquisitions
    where (select has_coupons from known)
    union all
    select
        'place' as acquisition,
        coalesce(region, 'unknown') as acquired_group,
        null as closed_date,
        *
    from int_acquisitions
    where (select has_places from known)
    union all
    select
        'size' as acquisition,
        size_band as acquired_group,
        null as closed_date,
        *
    from int_acquisitions
    where size_band is not null
)
select
    acquisition,
    acquired_group,
    customer_id,
    first_amount,
    second_days,
    third_days,
    first_date,
    closed_date
from grouped
