-- One row per finding about the data and order concerned, as imported, of the shops looked at: the rows behind every finding.
-- @key code, platform, shop, order_id
-- @column code  the finding
-- @column lines_amount  what the order's item lines come to; only where they are compared with its total
with
staged as (
    select
        platform,
        coalesce(shop, '') as shop,
        order_id,
        source_id,
        customer_key,
        customer_key_quality,
        status,
        status_raw,
        title,
        currency,
        gross_amount,
        discount_amount,
        shipping_amount,
        tax_amount,
        paid_amount,
        refund_amount,
        net_amount,
        coalesce(ordered_at, paid_at) as placed_at,
        ordered_at,
        paid_at,
        shipped_at,
        completed_at
    from stg_orders
    where is_shop_chosen(platform, shop)
),
lined as (
    select
        platform,
        coalesce(shop, '') as shop,
        order_id,
        sum(line_amount) as lines_amount,
        count(*) as order_lines
    from stg_lines
    group by platform, coalesce(shop, ''), order_id
    having count(*) = count(line_amount)
),
-- what the lines may come to: not less than the total without shipping and tax, not more than before discounts
compared as (
    select
        staged.platform,
        staged.shop,
        staged.order_id,
        lined.lines_amount,
        coalesce(staged.gross_amount, staged.paid_amount) as total_amount,
        coalesce(staged.shipping_amount, 0) + coalesce(staged.tax_amount, 0) as added_amount,
        staged.discount_amount,
        greatest(0.05, 0.01 * lined.order_lines) as tolerance
    from staged
    inner join lined
        on staged.platform = lined.platform
        and staged.shop = lined.shop
        and staged.order_id = lined.order_id
    where coalesce(staged.gross_amount, staged.paid_amount) > 0
),
disagreeing as (
    select platform, shop, order_id, lines_amount
    from compared
    where
        lines_amount + tolerance < total_amount - added_amount
        or (discount_amount > 0 and lines_amount - tolerance > total_amount + discount_amount)
),
rounded_files as (
    select source_id
    from staged
    where regexp_matches(order_id, '^\d{16,}$')
    group by source_id
    having
        count(*) filter (where regexp_matches(substr(order_id, 16), '^0+$')) > 1
        and count(*) filter (where regexp_matches(substr(order_id, 16), '^0+$')) > count(*) / 2
),
found as (
    select code, platform, shop, order_id, null::decimal(18, 2) as lines_amount
    from int_odd_orders
    union all
    select 'undated_orders', platform, shop, order_id, null from staged where placed_at is null
    union all
    select 'impossible_dates', platform, shop, order_id, null
    from staged
    where
        placed_at < timestamp '1995-01-01'
        or paid_at < ordered_at - interval 1 day
        or shipped_at < ordered_at - interval 1 day
        or completed_at < ordered_at - interval 1 day
    union all
    select 'orders_after_as_of', platform, shop, order_id, null
    from staged
    cross join int_settings
    where placed_at >= int_settings.as_of
    union all
    select 'other_currencies', platform, shop, order_id, null
    from staged
    cross join int_settings
    where staged.currency <> int_settings.currency
    union all
    select 'bare_currency', platform, shop, order_id, null
    from staged
    cross join int_settings
    where staged.currency is null and int_settings.currency is not null
    union all
    select 'unknown_buyers', platform, shop, order_id, null from orders where is_valid and customer_id is null
    union all
    select 'weak_identity', platform, shop, order_id, null from staged where customer_key_quality = 'weak'
    union all
    select 'ids_rounded', staged.platform, staged.shop, staged.order_id, null
    from staged
    semi join rounded_files on staged.source_id = rounded_files.source_id
    where regexp_matches(staged.order_id, '^\d{15}0+$') and length(staged.order_id) >= 16
    union all
    select 'negative_amounts', platform, shop, order_id, null
    from staged
    where gross_amount < 0 or paid_amount < 0 or refund_amount < 0
    union all
    select 'refund_above_paid', platform, shop, order_id, null
    from staged
    where refund_amount > greatest(paid_amount, 0) + 0.01
    union all
    select 'paid_above_total', platform, shop, order_id, null
    from staged
    where gross_amount > 0 and paid_amount > gross_amount + 0.01
    union all
    select 'lines_disagree', platform, shop, order_id, lines_amount from disagreeing
    union all
    select 'unclear_statuses', platform, shop, order_id, null
    from staged
    where status = 'pending_review' and coalesce(status_raw, '') <> ''
)
select
    found.code,
    found.platform,
    found.shop,
    found.order_id,
    staged.customer_key,
    staged.status,
    staged.status_raw,
    staged.title,
    staged.currency,
    staged.gross_amount,
    staged.paid_amount,
    staged.refund_amount,
    found.lines_amount::decimal(18, 2) as lines_amount,
    staged.ordered_at,
    staged.paid_at
from found
inner join staged
    on found.platform = staged.platform
    and found.shop = staged.shop
    and found.order_id = staged.order_id
