-- One row: orders never paid, money given back, and how long paying takes.
-- @column unpaid_rate  orders never paid out of all orders
-- @column unpaid_amount  what the never-paid orders would have come to
-- @column refund_rate  orders with any money given back out of paid orders; null where most money went back by documents that
--  name no order
-- @column refund_amount_share  money given back out of money paid
-- @column full_refund_orders  paid orders of which everything went back
-- @column part_refund_orders  paid orders of which a part went back
-- @column returns  documents that only give money back, of no order that the files hold; their money is refunded, no order is
-- @column median_pay_seconds  half of the paid orders were paid within so many seconds of being placed
-- @metric F41: refund_orders, refund_rate, refund_amount, refund_amount_share, full_refund_orders, part_refund_orders, returns
-- @metric F43: unpaid_orders, unpaid_rate, unpaid_amount, mean_pay_seconds, median_pay_seconds, pay_seconds_p90, pay_seconds_p99
-- @counts orders
-- @part unpaid_orders, paid_orders of orders
-- @part refund_orders of paid_orders
-- @part full_refund_orders, part_refund_orders of refund_orders
-- @apart returns
-- @whole paid_amount, mean_pay_seconds, median_pay_seconds
-- @edge pay_seconds_p90, pay_seconds_p99
-- @unit money: unpaid_amount
-- @unit money_share: refund_amount_share
-- @unit percent: unpaid_rate, refund_rate
-- @unit orders: unpaid_orders, paid_orders, refund_orders, full_refund_orders, part_refund_orders, returns
-- @unit seconds: mean_pay_seconds, median_pay_seconds, pay_seconds_p90, pay_seconds_p99
-- @good lower: unpaid_rate, unpaid_amount, refund_rate, refund_amount_share
-- @check unpaid_orders <= orders and refund_orders <= paid_orders
with
counted as (
    select
        count(*) filter (where not is_return) as orders,
        count(*) filter (where is_never_paid) as unpaid_orders,
        count(*) filter (where is_paid) as paid_orders,
        count(*) filter (where is_paid and is_refunded) as refund_orders,
        count(*) filter (where is_paid and is_refunded_full) as full_refund_orders,
        count(*) filter (where is_paid and is_refunded and not is_refunded_full) as part_refund_orders,
        count(*) filter (where is_return and is_refunded) as returns,
        coalesce(sum(gross_amount) filter (where is_never_paid), no_money())::double as unpaid_amount,
        coalesce(sum(paid_amount), no_money())::double as paid_amount,
        coalesce(sum(refund_amount) filter (where is_paid or is_return), no_money())::double as refund_amount,
        quantile_cont(pay_seconds, [0.5, 0.9, 0.99]) as delays,
        avg(pay_seconds) as mean_pay_seconds
    from selected_orders
)
select
    orders,
    unpaid_orders,
    unpaid_orders / nullif(orders, 0) as unpaid_rate,
    unpaid_amount,
    paid_orders,
    paid_amount,
    refund_orders,
    case when returns = 0 or refund_orders > returns then refund_orders / nullif(paid_orders, 0) end as refund_rate,
    full_refund_orders,
    part_refund_orders,
    returns,
    refund_amount,
    refund_amount / nullif(paid_amount, 0) as refund_amount_share,
    mean_pay_seconds,
    delays[1] as median_pay_seconds,
    delays[2] as pay_seconds_p90,
    delays[3] as pay_seconds_p99
from counted
