-- One row per value tier, eight under four folded names, and one row per folded name. Not narrowed by a tier.
-- @when stage: stage_of
-- @key tier_group, tier
-- @column tier  the tier; null in the row that sums its folded name
-- @column is_total  the row of a folded name
-- @column mean_recency_days  average days since the last purchase
-- @column amount_per_purchase  net sales per purchase of the tier
-- @metric F12
-- @counts customers
-- @people customers: from int_customers_scored where is_stage_selected(stage_of(recency_days))
--  and tier_group = $tier_group and ($tier is null or $tier in (tier, tier_group))
-- @rows totals is_total
-- @whole customers_share, net_sales, net_sales_share, amount_per_purchase, mean_recency_days
-- @spent net_sales
-- @unit money: amount_per_purchase
-- @unit percent: customers_share, net_sales_share
-- @unit days: mean_recency_days
-- @unit flag: is_total
-- @good higher: amount_per_purchase
-- @check customers >= 0
with
counted as (
    select
        tier_group,
        tier,
        grouping(tier) = 1 as is_total,
        sum(customers) as customers,
        sum(purchases) as purchases,
        sum(net_sales) as net_sales,
        sum(recency_days * customers) as recency_sum
    from int_recency_days
    where is_stage_selected(stage_of(recency_days))
    group by grouping sets ((tier_group), (tier_group, tier))
),
totals as (
    select
        sum(customers) as customers,
        sum(net_sales) as net_sales
    from counted
    where is_total
)
select
    counted.tier_group,
    counted.tier,
    counted.is_total,
    counted.customers::integer as customers,
    counted.customers / nullif(totals.customers, 0) as customers_share,
    counted.net_sales,
    counted.net_sales / nullif(totals.net_sales, 0) as net_sales_share,
    counted.net_sales / nullif(counted.purchases, 0) as amount_per_purchase,
    counted.recency_sum / nullif(counted.customers, 0) as mean_recency_days
from counted
cross join totals
order by
    list_position(['key_develop', 'key_win_back', 'loyal', 'ordinary'], counted.tier_group),
    counted.is_total desc,
    list_position(
        [
            'important_value', 'important_develop', 'important_keep', 'important_win_back',
            'general_value', 'general_keep', 'general_develop', 'general_win_back'
        ],
        counted.tier
    )
