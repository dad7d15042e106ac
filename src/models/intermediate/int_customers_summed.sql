-- One row per customer with at least one valid order: the purchases added up.
-- @key customer_id
-- @column purchases  purchases up to the as-of day (F)
-- @column recency_days  days from the last purchase to the as-of day (R); a purchase on the day before has 1
-- @column mean_amount  net sales per purchase, to the cent
-- @column second_date  day of the second purchase; null when there is none
-- @column repurchase_days  days from the first purchase to the second
-- @metric none
-- @counts rows
-- @unit money: mean_amount
-- @unit purchases: purchases
-- @unit days: recency_days, repurchase_days
-- @unit date: second_date
-- @check purchases >= 1 and orders >= purchases
-- @check recency_days >= 1
-- @check first_date <= last_date
with
-- documents that give money back, of no known order: they lower what the customer came to
returned as (
    select
        customer_id,
        sum(net_amount) as net_amount
    from orders
    where is_return and customer_id is not null and net_amount <> 0
    group by customer_id
)
select
    purchases.customer_id,
    count(*)::integer as purchases,
    sum(purchases.orders)::integer as orders,
    (sum(purchases.net_amount) + coalesce(any_value(returned.net_amount), 0))::decimal(18, 2) as net_amount,
    (
        (sum(purchases.net_amount) + coalesce(any_value(returned.net_amount), 0))::double / count(*)
    )::decimal(18, 2) as mean_amount,
    (any_value(int_settings.as_of) - max(purchases.purchase_date))::integer as recency_days,
    max(purchases.interval_days) filter (where purchases.purchase_number = 2) as repurchase_days,
    min(purchases.purchase_date) as first_date,
    max(purchases.purchase_date) filter (where purchases.purchase_number = 2) as second_date,
    max(purchases.purchase_date) as last_date
from purchases
cross join int_settings
left join returned on purchases.customer_id = returned.customer_id
group by purchases.customer_id
