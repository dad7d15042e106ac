-- One row: the numbers that a shop is known by, over the whole shop, whatever stage or tier is selected.
-- @column orders  valid orders
-- @column repeat_rate  customers with two and more purchases out of all customers
-- @column returning_share  returning buyers out of all buyers of the last 30 days, by the definition chosen
-- @column active_customers  customers in the stage; likewise the others
--  long_lost_customers
-- @metric none
-- @counts customers
-- @people customers: from int_customers_scored
-- @people active_customers: from int_customers_scored where stage_of(recency_days) = 'active'
-- @people silent_customers: from int_customers_scored where stage_of(recency_days) = 'silent'
-- @people sleeping_customers: from int_customers_scored where stage_of(recency_days) = 'sleeping'
-- @people lost_customers: from int_customers_scored where stage_of(recency_days) = 'lost'
-- @people long_lost_customers: from int_customers_scored where stage_of(recency_days) = 'long_lost'
-- @part active_customers, silent_customers, sleeping_customers, lost_customers, long_lost_customers of customers
-- @whole orders, net_sales
-- @spent net_sales
-- @unit percent: repeat_rate, returning_share
-- @unit customers: customers, active_customers, silent_customers, sleeping_customers, lost_customers,
--  long_lost_customers
-- @good higher: repeat_rate, returning_share
with
people as (
    select
        count(*) as customers,
        count(*) filter (where purchases >= 2) as repeat_customers,
        count(*) filter (where stage_of(recency_days) = 'active') as active_customers,
        count(*) filter (where stage_of(recency_days) = 'silent') as silent_customers,
        count(*) filter (where stage_of(recency_days) = 'sleeping') as sleeping_customers,
        count(*) filter (where stage_of(recency_days) = 'lost') as lost_customers,
        count(*) filter (where stage_of(recency_days) = 'long_lost') as long_lost_customers
    from int_customers_scored
),
sold as (
    select
        coalesce(sum(valid_orders), 0) as orders,
        coalesce(sum(net_sales), no_money())::double as net_sales
    from int_order_days
)
select
    int_settings.as_of,
    int_settings.currency,
    sold.orders::integer as orders,
    sold.net_sales,
    people.customers::integer as customers,
    people.repeat_customers / nullif(people.customers, 0) as repeat_rate,
    int_past_windows.returning_buyers / nullif(int_past_windows.buyers, 0) as returning_share,
    people.active_customers::integer as active_customers,
    people.silent_customers::integer as silent_customers,
    people.sleeping_customers::integer as sleeping_customers,
    people.lost_customers::integer as lost_customers,
    people.long_lost_customers::integer as long_lost_customers
from int_settings
cross join sold
cross join people
inner join int_past_windows on int_past_windows.days_ago = 0
