-- One row per days since the last purchase and tier, now and 30 days ago added up, so that cuts can be dragged.
-- @key recency_days, tier
-- @column customers  customers there now; likewise purchases and net_sales
-- @column previous_customers  customers there 30 days before the as-of day
-- @metric none
-- @counts customers
-- @apart previous_customers
-- @whole purchases, net_sales
-- @spent net_sales
-- @unit customers: previous_customers
-- @check customers >= 0 and previous_customers >= 0
with
placed as (
    select
        recency_days,
        tier,
        tier_group,
        customers,
        purchases,
        net_sales,
        0 as previous_customers
    from int_recency_days
    union all
    select
        recency_days,
        tier,
        tier_group,
        0 as customers,
        0 as purchases,
        no_money() as net_sales,
        customers as previous_customers
    from int_past_recencies
    where days_ago = 30
)
select
    recency_days,
    tier,
    tier_group,
    sum(customers)::integer as customers,
    sum(purchases)::integer as purchases,
    sum(net_sales)::double as net_sales,
    sum(previous_customers)::integer as previous_customers
from placed
group by recency_days, tier, tier_group
