-- One row per days since the last purchase and tier: customers and sums, pre-aggregated for the sliders of cuts.
-- @key recency_days, tier
-- @metric none
-- @counts customers
-- @whole purchases, net_sales
-- @spent net_sales
-- @unit money: net_sales
-- @unit customers: customers
-- @good higher: net_sales
-- @check customers > 0
select
    recency_days::integer as recency_days,
    tier,
    tier_group,
    count(*)::integer as customers,
    sum(purchases)::integer as purchases,
    sum(net_amount)::double as net_sales
from int_customers_scored
group by recency_days, tier, tier_group
