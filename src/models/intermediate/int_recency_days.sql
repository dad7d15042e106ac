-- One row per days since the last purchase and tier: customers and sums, pre-aggregated for the sliders of cuts.
-- @key recency_days, tier
-- @column new_customers  customers whose first purchase lies in the last 30 days
-- @column repeat_customers  customers with two purchases or more
-- @metric none
-- @counts customers
-- @part new_customers, repeat_customers of customers
-- @whole purchases, net_sales
-- @spent net_sales
-- @unit money: net_sales
-- @unit customers: customers, new_customers, repeat_customers
-- @good higher: net_sales
-- @check customers > 0
select
    recency_days::integer as recency_days,
    tier,
    tier_group,
    count(*)::integer as customers,
    count(*) filter (where int_customers_scored.first_date >= int_settings.as_of - 30)::integer as new_customers,
    count(*) filter (where purchases >= 2)::integer as repeat_customers,
    sum(purchases)::integer as purchases,
    sum(net_amount)::double as net_sales
from int_customers_scored
cross join int_settings
group by recency_days, tier, tier_group
