-- One row per ten days since the last purchase: customers, for the histogram under the cuts.
-- @key recency_days
-- @column recency_days  the first day of the ten
-- @column stage  the stage of that day
-- @metric F6
-- @counts customers
-- @people customers: from int_customers_scored
--  where is_tier_selected(tier, tier_group) and (recency_days - 1) // 10 * 10 + 1 = $recency_days
-- @unit text: stage
with
tens as (
    select
        ((recency_days - 1) // 10 * 10 + 1)::integer as ten,
        customers
    from int_recency_days
    where is_tier_selected(tier, tier_group)
)
select
    ten as recency_days,
    stage_of(ten) as stage,
    sum(customers)::integer as customers
from tens
group by ten
order by ten
