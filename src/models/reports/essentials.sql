-- One row: how many customers there are, how often they buy, what they spend, how long they wait.
-- @column repeat_rate  customers with two and more purchases out of all customers
-- @column median_purchase_amount  median net sales of a purchase
-- @column mean_interval_days  average days between one purchase and the next, of those that have come
-- @column interval_p25_days  a quarter of the next purchases came within so many days; likewise the others
--  interval_p25_days, interval_p50_days, interval_p75_days, interval_p90_days
-- @metric F5: customers
-- @metric F11: repeat_customers, repeat_rate, purchases_per_customer, amount_per_purchase, median_purchase_amount, mean_interval_days, interval_p25_days, interval_p50_days, interval_p75_days, interval_p90_days
-- @counts customers
-- @people customers: from selected_customers
-- @people repeat_customers: from selected_customers where purchases >= 2
-- @part repeat_customers of customers
-- @whole purchases, net_sales, purchases_per_customer, amount_per_purchase, median_purchase_amount
-- @spent net_sales
-- @edge interval_p90_days
-- @unit money: net_sales, amount_per_purchase, median_purchase_amount
-- @unit percent: repeat_rate
-- @unit customers: customers, repeat_customers
-- @unit days: mean_interval_days, interval_p25_days, interval_p50_days, interval_p75_days, interval_p90_days
-- @unit number: purchases_per_customer
-- @good higher: net_sales, repeat_rate, amount_per_purchase
with
people as (
    select
        count(*) as customers,
        count(*) filter (where purchases >= 2) as repeat_customers,
        sum(purchases) as purchases,
        sum(net_amount)::double as net_sales
    from selected_customers
),
waits as (
    select
        avg(interval_days) as mean_interval_days,
        quantile_cont(interval_days, [0.25, 0.5, 0.75, 0.9]) as quarters,
        median(net_amount)::double as median_purchase_amount
    from selected_purchases
)
select
    people.customers,
    people.repeat_customers,
    people.purchases,
    people.net_sales,
    people.repeat_customers / nullif(people.customers, 0) as repeat_rate,
    people.purchases / nullif(people.customers, 0) as purchases_per_customer,
    people.net_sales / nullif(people.purchases, 0) as amount_per_purchase,
    waits.median_purchase_amount,
    waits.mean_interval_days,
    waits.quarters[1] as interval_p25_days,
    waits.quarters[2] as interval_p50_days,
    waits.quarters[3] as interval_p75_days,
    waits.quarters[4] as interval_p90_days
from people
cross join waits
