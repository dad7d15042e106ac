-- One row per days since the last purchase, as it stood 30 days and 365 days before the as-of day.
-- @key days_ago, recency_days, tier
-- @column days_ago  how many days before the as-of day the reference day is
-- @metric none
-- @counts customers
-- @unit customers: customers
-- @unit number: days_ago
with
moments as (
    select
        unnest([30, 365]) as days_ago,
        as_of - unnest([30, 365]) as moment_date
    from int_settings
)
select
    moments.days_ago,
    (moments.moment_date - purchases.purchase_date)::integer as recency_days,
    int_customers_scored.tier,
    int_customers_scored.tier_group,
    count(*)::integer as customers
from purchases
inner join int_customers_scored on purchases.customer_id = int_customers_scored.customer_id
inner join moments
    on purchases.purchase_date < moments.moment_date
    and (purchases.next_date is null or purchases.next_date >= moments.moment_date)
group by
    moments.days_ago,
    moments.moment_date - purchases.purchase_date,
    int_customers_scored.tier,
    int_customers_scored.tier_group
