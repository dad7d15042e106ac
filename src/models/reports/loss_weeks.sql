-- One row per week in which an order was placed: orders never paid and money given back, by the day of the order.
-- @key week_date
-- @column unpaid_rate  orders never paid out of all orders of the week
-- @column refund_rate  orders with any money given back, by now, out of paid orders of the week
-- @column refund_amount_share  money given back, by now, out of money paid for orders of the week
-- @metric F41: refund_orders, refund_rate, refund_amount, refund_amount_share
-- @metric F43: unpaid_orders, unpaid_rate, unpaid_amount
-- @counts orders
-- @part unpaid_orders, paid_orders of orders
-- @part refund_orders of paid_orders
-- @unit money_share: refund_amount_share
-- @unit percent: unpaid_rate, refund_rate
-- @good lower: unpaid_rate, refund_rate, refund_amount_share
-- @check unpaid_orders <= orders and refund_orders <= paid_orders
with
counted as (
    select
        date_trunc('week', ordered_date)::date as week_date,
        sum(orders) as orders,
        sum(unpaid_orders) as unpaid_orders,
        sum(paid_orders) as paid_orders,
        sum(refund_orders) as refund_orders,
        sum(unpaid_amount)::double as unpaid_amount,
        sum(paid_amount)::double as paid_amount,
        sum(refund_amount)::double as refund_amount
    from int_order_days_selected
    group by date_trunc('week', ordered_date)
)
select
    week_date,
    orders::integer as orders,
    unpaid_orders::integer as unpaid_orders,
    unpaid_orders / nullif(orders, 0) as unpaid_rate,
    unpaid_amount,
    paid_orders::integer as paid_orders,
    refund_orders::integer as refund_orders,
    refund_orders / nullif(paid_orders, 0) as refund_rate,
    refund_amount,
    refund_amount / nullif(paid_amount, 0) as refund_amount_share
from counted
order by week_date
