-- One row per day on which an order was placed: how many, how many valid, unpaid, refunded. Periods add these up.
-- @key ordered_date
-- @column unknown_orders  valid orders whose buyer the export does not name
-- @column net_squares  the squares of the valid orders' net sales, summed: how much chance moves their sum
-- @metric none
-- @counts orders
-- @part valid_orders of paid_orders
-- @part refund_orders of paid_orders
-- @part paid_orders, unpaid_orders of orders
-- @whole net_sales, net_squares
-- @unit money: net_sales, unpaid_amount
-- @unit orders: valid_orders, unknown_orders, unpaid_orders, paid_orders, refund_orders
-- @unit number: net_squares
-- @good higher: net_sales
-- @good lower: unpaid_amount
-- @check valid_orders <= paid_orders and paid_orders + unpaid_orders <= orders
select
    ordered_date,
    count(*) filter (where not is_return)::integer as orders,
    count(*) filter (where is_valid)::integer as valid_orders,
    count(*) filter (where is_valid and customer_id is null)::integer as unknown_orders,
    count(*) filter (where is_never_paid)::integer as unpaid_orders,
    count(*) filter (where is_paid)::integer as paid_orders,
    count(*) filter (where is_paid and is_refunded)::integer as refund_orders,
    coalesce(sum(net_amount) filter (where is_valid or is_return), no_money())::decimal(18, 2) as net_sales,
    coalesce(sum(net_amount::double * net_amount::double) filter (where is_valid), 0) as net_squares,
    coalesce(sum(gross_amount) filter (where is_never_paid), no_money())::decimal(18, 2) as unpaid_amount,
    coalesce(sum(paid_amount), no_money())::decimal(18, 2) as paid_amount,
    coalesce(sum(refund_amount) filter (where is_paid or is_return), no_money())::decimal(18, 2) as refund_amount
from orders
group by ordered_date
