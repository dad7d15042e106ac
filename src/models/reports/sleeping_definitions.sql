-- One row per definition of a sleeping customer in use on the market: the same customers under each.
-- @key definition
-- @column from_date  earliest day of the last purchase that still counts; null when there is none
-- @column to_date  latest day of the last purchase that counts
-- @metric F7
-- @counts customers
-- @people customers: from selected_customers cross join int_settings
--  where as_of - recency_days between coalesce($from_date, date '0001-01-01') and $to_date
-- @rows alternatives
-- @whole customers_share, net_sales
-- @spent net_sales
-- @unit percent: customers_share
-- @unit date: from_date, to_date
-- @unit text: definition
with
settings as (
    select
        as_of,
        coalesce(getvariable('sleeping_months')::integer, 3) as months
    from int_settings
),
definitions as (
    select
        1 as position,
        'calendar_months' as definition,
        (as_of - interval 1 year)::date as from_date,
        (as_of - to_months(months))::date - 1 as to_date
    from settings
    union all
    select
        2 as position,
        'stage_sleeping' as definition,
        as_of - stage_cut(3) as from_date,
        as_of - stage_cut(2) - 1 as to_date
    from settings
    union all
    select
        3 as position,
        'dormant' as definition,
        null as from_date,
        as_of - stage_cut(1) - 1 as to_date
    from settings
),
people as (
    select
        settings.as_of - int_recency_days.recency_days as last_date,
        int_recency_days.customers,
        int_recency_days.net_sales
    from int_recency_days
    cross join settings
    where
        is_tier_selected(int_recency_days.tier, int_recency_days.tier_group)
        and is_stage_selected(stage_of(int_recency_days.recency_days))
)
select
    definitions.definition,
    coalesce(sum(people.customers), 0)::integer as customers,
    coalesce(sum(people.customers), 0) / nullif((select sum(customers) from people), 0) as customers_share,
    coalesce(sum(people.net_sales), no_money()) as net_sales,
    definitions.from_date,
    definitions.to_date
from definitions
left join people
    on people.last_date <= definitions.to_date
    and people.last_date >= coalesce(definitions.from_date, date '0001-01-01')
group by definitions.position, definitions.definition, definitions.from_date, definitions.to_date
order by definitions.position
