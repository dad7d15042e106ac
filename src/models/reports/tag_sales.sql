-- One row per tag: its customers and what they spent. A customer with two tags stands in both.
-- @key tag
-- @column customers_share  out of all customers, tagged or not
-- @column net_sales_share  likewise
-- @metric F15
-- @counts customers
-- @people customers: from selected_customers
--  where customer_id in (select tagged.customer_id from customer_tags as tagged where tagged.tag = $tag)
-- @whole customers_share, net_sales, net_sales_share, purchases_per_customer, mean_recency_days
-- @spent net_sales
-- @unit money: net_sales
-- @unit percent: customers_share, net_sales_share
-- @unit customers: customers
-- @unit days: mean_recency_days
-- @unit number: purchases_per_customer
-- @good higher: net_sales
with
totals as (
    select
        count(*) as all_customers,
        sum(net_amount) as all_sales
    from selected_customers
),
tagged as (
    select
        customer_tags.tag,
        count(*) as customers,
        sum(selected_customers.net_amount)::double as net_sales,
        sum(selected_customers.purchases) as purchases,
        avg(selected_customers.recency_days) as mean_recency_days
    from customer_tags
    inner join selected_customers on customer_tags.customer_id = selected_customers.customer_id
    group by customer_tags.tag
)
select
    tagged.tag,
    tagged.customers::integer as customers,
    tagged.customers / nullif(totals.all_customers, 0) as customers_share,
    tagged.net_sales,
    tagged.net_sales / nullif(totals.all_sales::double, 0) as net_sales_share,
    tagged.purchases / nullif(tagged.customers, 0) as purchases_per_customer,
    tagged.mean_recency_days
from tagged
cross join totals
order by tagged.net_sales desc, tagged.tag
