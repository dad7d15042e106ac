-- One row per order of the shops looked at, before the as-of day, in the summed currency, in any state; and per return of its own.
-- @slices int_chosen_orders
-- @key platform, shop, order_id
-- @column customer_id  the buyer; null where the export names nobody, or masks the name
-- @column ordered_at  when it was placed; when it was paid, where the export gives no other time
-- @column week_date  the Monday of its ISO week
-- @column month_date  the first of its month
-- @column is_valid  paid, not fully given back, not closed: what every customer number counts
-- @column paid_amount  null where the file says nothing about money: such an order counts, and no amount is told
-- @column is_paid  money came in, whether or not it went back later
-- @column is_never_paid  no money ever came in
-- @column is_refunded_full  all of the money went back
-- @column is_return  no order, but a document that only gives money back; it lowers net sales on its day
-- @column net_amount  paid_amount − refund_amount
-- @column pay_seconds  seconds from placing to paying; null when never paid
-- @metric none
-- @counts rows
-- @unit seconds: pay_seconds
-- @unit date: ordered_date
-- @unit month: month_date
-- @unit week: week_date
-- @unit flag: is_valid, is_paid, is_never_paid, is_refunded, is_refunded_full, is_return
-- @check not (is_paid and is_never_paid)
-- @check net_amount is not distinct from paid_amount - refund_amount
with
placed as (
    select
        int_chosen_orders.*,
        case when customer_key_quality in ('strong', 'weak') then customer_key end as named_key,
        coalesce(ordered_at, paid_at) as placed_at,
        coalesce(paid_amount, 0) as money_in,
        coalesce(refund_amount, 0) as money_back,
        paid_amount is null
        and int_chosen_orders.platform = 'other'
        and status in ('paid', 'part_shipped', 'shipped', 'completed', 'refunded_part') as is_unpriced
    from int_chosen_orders
    cross join int_settings
    where
        coalesce(ordered_at, paid_at) < int_settings.as_of
        and (int_chosen_orders.currency is null or int_chosen_orders.currency = int_settings.currency)
),
named as (
    select
        placed.*,
        -- looked up, not joined: the engine takes the orders that are left for twenty, and would build the join's table of them
        (
            select int_customer_keys.customer_id
            from int_customer_keys
            where int_customer_keys.platform = placed.platform and int_customer_keys.customer_key = placed.named_key
        ) as customer_id,
        money_in <= 0 and money_back > 0 as is_return
    from placed
),
-- the returns of a customer whose money went back entirely are refunds of the customer's orders
settled as (
    select
        named.* replace (
            case
                when is_return then money_back - coalesce(
                    (
                        select int_settled_returns.settled_amount
                        from int_settled_returns
                        where
                            int_settled_returns.platform = named.platform
                            and int_settled_returns.shop = coalesce(named.shop, '')
                            and int_settled_returns.order_id = named.order_id
                    ),
                    0
                )
                when
                    money_in > 0
                    and coalesce(customer_id in (select int_settled_returns.customer_id from int_settled_returns), false)
                    then greatest(money_in, money_back)
                else money_back
            end as money_back
        )
    from named
),
judged as (
    select
        *,
        status = 'refunded_full' or (money_in > 0 and money_back >= money_in) as is_refunded_full
    from settled
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
    case when not is_unpriced then coalesce(gross_amount, money_in) end as gross_amount,
    discount_amount,
    shipping_amount,
    case when not is_unpriced then money_in end::decimal(18, 2) as paid_amount,
    case when not is_unpriced then money_back end::decimal(18, 2) as refund_amount,
    case when not is_unpriced then money_in - money_back end::decimal(18, 2) as net_amount,
    coalesce(
        is_unpriced
        or money_in > 0
        and (
            (status in ('paid', 'part_shipped', 'shipped', 'completed', 'refunded_part') and not is_refunded_full)
            or (is_refunded_full and coalesce(getvariable('count_refunded')::varchar, 'no') = 'yes')
        ),
        false
    ) as is_valid,
    money_in > 0 or is_unpriced as is_paid,
    coalesce(
        money_in <= 0
        and not is_unpriced
        and paid_at is null
        and status in ('unpaid', 'closed_unpaid', 'cancelled', 'pending_review'),
        false
    ) as is_never_paid,
    money_back > 0 as is_refunded,
    coalesce(is_refunded_full, false) as is_refunded_full,
    is_return,
    placed_at::date as ordered_date,
    date_trunc('week', placed_at)::date as week_date,
    date_trunc('month', placed_at)::date as month_date,
    placed_at as ordered_at,
    paid_at,
    case when ordered_at <= paid_at then date_diff('second', ordered_at, paid_at) end as pay_seconds
from judged
