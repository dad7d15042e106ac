-- One row per band of customers by net sales: the top 20 %, the next 30 %, the rest; shares are rounded up to a customer.
-- @key band
-- @column from_amount  the smallest net sales of a customer in the band
-- @metric F13
-- @counts customers
-- @people customers: from (
--  select customer_id, row_number() over (order by net_amount desc, customer_id) as place, count(*) over () as everyone
--  from selected_customers) as ranked
--  where case when place <= ceil(everyone / 5) then 'top' when place <= ceil(everyone / 2) then 'middle' else 'rest' end = $band
-- @whole from_amount, customers_share, net_sales, net_sales_share, purchases_per_customer
-- @spent net_sales
-- @edge from_amount
-- @unit money: net_sales, from_amount
-- @unit percent: customers_share, net_sales_share
-- @unit customers: customers
-- @unit number: purchases_per_customer
-- @unit text: band
-- @good higher: net_sales
with
ranked as (
    select
        net_amount,
        purchases,
        row_number() over (order by net_amount desc, customer_id) as place,
        count(*) over () as everyone
    from selected_customers
),
banded as (
    select
        case
            when place <= ceil(everyone / 5) then 1
            when place <= ceil(everyone / 2) then 2
            else 3
        end as position,
        net_amount,
        purchases
    from ranked
)
select
    ['top', 'middle', 'rest'][position] as band,
    count(*)::integer as customers,
    count(*) / sum(count(*)) over () as customers_share,
    sum(net_amount)::double as net_sales,
    sum(net_amount)::double / nullif(sum(sum(net_amount)::double) over (), 0) as net_sales_share,
    sum(purchases) / count(*) as purchases_per_customer,
    min(net_amount)::double as from_amount
from banded
group by position
order by position
