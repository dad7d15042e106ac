-- One row per finding about the data and order concerned, as imported, of the shops looked at: the rows behind every finding.
-- @key code, platform, shop, order_id
-- @column code  the finding
-- @column lines_amount  what the order's item lines come to; only where they are compared with its total
-- @metric none
-- @counts rows
-- @unit money: lines_amount
with
-- read twice rather than materialised: a copy of every order of a large shop would not fit in memory
staged as not materialized (
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
        on staged.order_id = lined.order_id
        and staged.platform = lined.platform
        and staged.shop = lined.shop
    where coalesce(staged.gross_amount, staged.paid_amount) > 0
),
-- digits after the fifteenth are what a spreadsheet turns to zeros
rounded as materialized (
    select
        source_id,
        platform,
        shop,
        order_id
    from staged
    where
        suffix(order_id, '0')
        and length(order_id) >= 16
        and length(rtrim(order_id, '0')) <= 15
        and regexp_matches(order_id, '^\d+$')
),
long_ids as (
    select
        source_id,
        count(*) as orders
    from staged
    where length(order_id) >= 16
    group by source_id
),
rounded_files as (
    select rounded.source_id
    from rounded
    inner join long_ids on rounded.source_id = long_ids.source_id
    group by rounded.source_id
    having count(*) > 1 and count(*) > any_value(long_ids.orders) / 2
),
-- findings from the order alone
judged as not materialized (
    select
        staged.*,
        placed_at is null as is_undated,
        coalesce(
            placed_at < timestamp '1995-01-01'
            or paid_at < ordered_at - interval 1 day
            or shipped_at < ordered_at - interval 1 day
            or completed_at < ordered_at - interval 1 day,
            false
        ) as is_impossible,
        placed_at >= int_settings.as_of as is_later,
        staged.currency <> int_settings.currency as is_foreign,
        staged.currency is null and int_settings.currency is not null as is_bare,
        customer_key_quality = 'weak' as is_weak,
        coalesce(gross_amount < 0 or paid_amount < 0 or refund_amount < 0, false) as is_negative,
        paid_amount > 0 and refund_amount > paid_amount + 0.01 as is_refund_above,
        gross_amount > 0 and paid_amount > gross_amount + 0.01 as is_paid_above,
        status = 'pending_review' and coalesce(status_raw, '') <> '' as is_unclear
    from staged
    cross join int_settings
),
flagged as (
    select
        unnest([
            case when is_undated then 'undated_orders' end,
            case when is_impossible then 'impossible_dates' end,
            case when is_later then 'orders_after_as_of' end,
            case when is_foreign then 'other_currencies' end,
            case when is_bare then 'bare_currency' end,
            case when is_weak then 'weak_identity' end,
            case when is_negative then 'negative_amounts' end,
            case when is_refund_above then 'refund_above_paid' end,
            case when is_paid_above then 'paid_above_total' end,
            case when is_unclear then 'unclear_statuses' end
        ]) as code,
        judged.*
    from judged
    where
        is_undated
        or is_impossible
        or is_later
        or is_foreign
        or is_bare
        or is_weak
        or is_negative
        or is_refund_above
        or is_paid_above
        or is_unclear
),
-- findings from other rows
found as (
    select code, platform, shop, order_id, null::decimal(18, 2) as lines_amount
    from int_odd_orders
    union all
    select 'unknown_buyers', platform, shop, order_id, null from orders where is_valid and customer_id is null
    union all
    select 'ids_rounded', platform, shop, order_id, null
    from rounded
    semi join rounded_files on rounded.source_id = rounded_files.source_id
    union all
    select 'lines_disagree', platform, shop, order_id, lines_amount
    from compared
    where
        lines_amount + tolerance < total_amount - added_amount
        or (discount_amount > 0 and lines_amount - tolerance > total_amount + discount_amount)
)
select
    code,
    platform,
    shop,
    order_id,
    customer_key,
    status,
    status_raw,
    title,
    currency,
    gross_amount,
    paid_amount,
    refund_amount,
    null::decimal(18, 2) as lines_amount,
    ordered_at,
    paid_at
from flagged
where code is not null
union all
select
    found.code,
    staged.platform,
    staged.shop,
    staged.order_id,
    staged.customer_key,
    staged.status,
    staged.status_raw,
    staged.title,
    staged.currency,
    staged.gross_amount,
    staged.paid_amount,
    staged.refund_amount,
    found.lines_amount,
    staged.ordered_at,
    staged.paid_at
from staged
inner join found
    on staged.order_id = found.order_id
    and staged.platform = found.platform
    and staged.shop = found.shop
