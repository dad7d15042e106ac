-- One row per lifecycle stage: the customers whose last purchase lies that many days back. Not narrowed by a stage.
-- @key stage
-- @column position  1 active to 5 long lost
-- @column from_days  first day of the stage, counted from the last purchase
-- @column to_days  its last day; null for the last stage
-- @column purchases_per_customer  average F of the stage
-- @column amount_per_purchase  net sales per purchase of the stage
-- @column previous_share  the stage's share as it stood 30 days ago
-- @column share_change  share minus previous_share; a fraction, so 0.01 is one percentage point
-- @check customers >= 0
with
stages as (
    select
        unnest(['active', 'silent', 'sleeping', 'lost', 'long_lost']) as stage,
        unnest([1, 2, 3, 4, 5]) as position
),
counted as (
    select
        stage_of(recency_days) as stage,
        sum(customers) as customers,
        sum(purchases) as purchases,
        sum(net_sales) as net_sales
    from int_recency_days
    where is_tier_selected(tier, tier_group)
    group by stage
),
counted_before as (
    select
        stage_of(recency_days) as stage,
        sum(customers) as customers
    from int_past_recencies
    where days_ago = 30 and is_tier_selected(tier, tier_group)
    group by stage
),
joined as (
    select
        stages.stage,
        stages.position,
        coalesce(counted.customers, 0)::integer as customers,
        coalesce(counted.purchases, 0)::integer as purchases,
        coalesce(counted.net_sales, 0) as net_sales,
        coalesce(counted_before.customers, 0)::integer as previous_customers
    from stages
    left join counted on stages.stage = counted.stage
    left join counted_before on stages.stage = counted_before.stage
)
select
    joined.stage,
    joined.position,
    case when joined.position = 1 then 1 else stage_cut(joined.position - 1) + 1 end as from_days,
    case when joined.position < 5 then stage_cut(joined.position) end as to_days,
    joined.customers,
    joined.customers / nullif(sum(joined.customers) over (), 0) as customers_share,
    joined.net_sales,
    joined.net_sales / nullif(sum(joined.net_sales) over (), 0) as net_sales_share,
    joined.purchases / nullif(joined.customers, 0) as purchases_per_customer,
    joined.net_sales / nullif(joined.purchases, 0) as amount_per_purchase,
    joined.previous_customers,
    joined.previous_customers / nullif(sum(joined.previous_customers) over (), 0) as previous_share,
    joined.customers / nullif(sum(joined.customers) over (), 0)
    - joined.previous_customers / nullif(sum(joined.previous_customers) over (), 0) as share_change,
    int_settings.history_days > coalesce(stage_cut(joined.position - 1), 0) as is_reliable
from joined
cross join int_settings
order by joined.position
