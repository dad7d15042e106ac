-- One row per lifecycle stage: the customers whose last purchase lies that many days back. Not narrowed by a stage.
-- @key stage
-- @column position  1 active to 5 long lost
-- @column from_days  first day of the stage, counted from the last purchase
-- @column to_days  its last day; null for the last stage
-- @column purchases_per_customer  average F of the stage
-- @column amount_per_purchase  net sales per purchase of the stage
-- @column previous_share  the stage's share as it stood 30 days ago
-- @column share_change  share minus previous_share; a fraction, so 0.01 is one percentage point; null on fewer than 30 customers
-- @metric F6
-- @counts customers
-- @people customers: from int_customers_scored
--  where is_tier_selected(tier, tier_group) and stage_of(recency_days) = $stage
-- @apart previous_customers
-- @whole from_days, to_days, customers_share, net_sales, net_sales_share, purchases_per_customer, amount_per_purchase
-- @spent net_sales
-- @unit money: amount_per_purchase
-- @unit percent: customers_share, net_sales_share, previous_share
-- @unit points: share_change
-- @unit days: from_days, to_days
-- @unit number: position, purchases_per_customer
-- @unit flag: is_reliable
-- @unit text: stage
-- @good higher: amount_per_purchase
-- @check customers >= 0
with
stages as (
    select
        unnest(['active', 'silent', 'sleeping', 'lost', 'long_lost']) as stage,
        unnest([1, 2, 3, 4, 5]) as position
),
counted as (
    select
        stage_at(int_stage_recencies.recency_days, int_cuts.cuts) as stage,
        sum(customers) as customers,
        sum(purchases) as purchases,
        sum(net_sales) as net_sales,
        sum(previous_customers) as previous_customers
    from int_stage_recencies
    cross join int_cuts
    where is_tier_selected(tier, tier_group)
    group by stage
),
-- empty stages have a row too
filled as (
    select
        stages.stage,
        stages.position,
        coalesce(counted.customers, 0)::integer as customers,
        coalesce(counted.purchases, 0)::integer as purchases,
        coalesce(counted.net_sales, no_money()) as net_sales,
        coalesce(counted.previous_customers, 0)::integer as previous_customers,
        sum(counted.customers) over () as everyone,
        sum(counted.previous_customers) over () as everyone_before,
        coalesce(counted.customers, 0) / nullif(sum(counted.customers) over (), 0) as customers_share,
        coalesce(counted.net_sales, no_money()) / nullif(sum(counted.net_sales) over (), 0) as net_sales_share,
        coalesce(counted.previous_customers, 0) / nullif(sum(counted.previous_customers) over (), 0) as previous_share
    from stages
    left join counted on stages.stage = counted.stage
)
select
    filled.stage,
    filled.position,
    case when filled.position = 1 then 1 else int_cuts.cuts[filled.position - 1] + 1 end as from_days,
    case when filled.position < 5 then int_cuts.cuts[filled.position] end as to_days,
    filled.customers,
    filled.customers_share,
    filled.net_sales,
    filled.net_sales_share,
    filled.purchases / nullif(filled.customers, 0) as purchases_per_customer,
    filled.net_sales / nullif(filled.purchases, 0) as amount_per_purchase,
    filled.previous_customers,
    filled.previous_share,
    case when least(filled.everyone, filled.everyone_before) >= 30 then filled.customers_share - filled.previous_share end as share_change,
    int_settings.history_days > coalesce(int_cuts.cuts[filled.position - 1], 0) as is_reliable
from filled
cross join int_settings
cross join int_cuts
order by filled.position
