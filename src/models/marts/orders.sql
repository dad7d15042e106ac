-- One row per order of the shops looked at, before the as-of day, in the summed currency, in any state.
-- @slices int_chosen_orders
-- @key platform, shop, order_id
-- @column customer_id  the buyer; null where the export names nobody, or masks the name
-- @column ordered_at  when it was placed; when it was paid, where the export gives no other time
-- @column week_date  the Monday of its ISO week
-- @column month_date  the first of its month
-- @column is_valid  paid, not fully given back, not closed: what every customer number counts
-- @column is_paid  money came in, whether or not it went back later
-- @column is_never_paid  no money ever came in
-- @column is_refunded_full  all of the money went back
-- @column net_amount  paid_amount − refund_amount
-- @column pay_seconds  seconds from placing to paying; null when never paid
-- @metric none
-- @counts rows
-- @unit seconds: pay_seconds
-- @unit date: ordered_date
-- @unit month: month_date
-- @unit week: week_date
-- @unit flag: is_valid, is_paid, is_never_paid, is_refunded, is_refunded_full
-- @check not (is_paid and is_never_paid)
-- @check net_amount = paid_amount - refund_amount
with
placed as (
    select
        int_chosen_orders.*,
        case when customer_key_quality in ('strong', 'weak') then customer_key end as named_key,
        coalesce(ordered_at, paid_at) as placed_at,
        coalesce(paid_amount, 0) as money_in,
        coalesce(refund_amount, 0) as money_back
    from int_chosen_orders
    cross join int_settings
    where
        coalesce(ordered_at, paid_at) < int_settings.as_of
        and (int_chosen_orders.currency is null or int_chosen_orders.currency = int_settings.currency)
),
judged as (
    select
        placed.*,
        -- looked up, not joined: the engine takes the orders that are left for twenty, and would build the join's table of them
        (
            select int_customer_keys.customer_id
            from int_customer_keys
            where int_customer_keys.platform = placed.platform and int_customer_keys.customer_key = placed.named_key
        ) as customer_id,
        status = 'refunded_full' or (money_in > 0 and money_back >= money_in) as is_refunded_full
    from placed
)
select
    platform,
    coalesce(shop, '') as shop,
    order_id,
    customer_id,
    status,
    province,
    city,
    country,
    device,
    channel,
    coupon_code,
    quantity,
    coalesce(gross_amount, money_in) as gross_amount,
    discount_amount,
    shipping_amount,
    money_in::decimal(18, 2) as paid_amount,
    money_back::decimal(18, 2) as refund_amount,
    (money_in - money_back)::decimal(18, 2) as net_amount,
    coalesce(
        money_in > 0
        and (
            (status in ('paid', 'part_shipped', 'shipped', 'completed', 'refunded_part') and not is_refunded_full)
            or (is_refunded_full and coalesce(getvariable('count_refunded')::varchar, 'no') = 'yes')
        ),
        false
    ) as is_valid,
    money_in > 0 as is_paid,
    coalesce(
        money_in <= 0
        and paid_at is null
        and status in ('unpaid', 'closed_unpaid', 'cancelled', 'pending_review'),
        false
    ) as is_never_paid,
    money_back > 0 as is_refunded,
    coalesce(is_refunded_full, false) as is_refunded_full,
    placed_at::date as ordered_date,
    date_trunc('week', placed_at)::date as week_date,
    date_trunc('month', placed_at)::date as month_date,
    placed_at as ordered_at,
    paid_at,
    case when ordered_at <= paid_at then date_diff('second', ordered_at, paid_at) end as pay_seconds
from judged
