-- One row per stretch of days without any order that is long for this shop: three times what 95 of its 100 waits do not exceed.
-- @materialize table
-- @key first_date
-- @column first_date  the first day without an order
-- @column last_date  the last one
-- @column usual_days  days from one day with orders to the next that 95 of 100 waits do not exceed
-- @column event  the holiday it falls on or next to, built in or the reader's own; null when there is none
-- @column is_explained  the reader marked it as not a missing file
-- @metric none
-- @counts none
-- @unit days: days, usual_days
-- @unit date: first_date, last_date
-- @unit flag: is_explained
-- @check first_date <= last_date
with
ordered as (
    select distinct coalesce(ordered_at, paid_at)::date as ordered_date
    from stg_orders
    where
        is_shop_chosen(platform, shop)
        and coalesce(ordered_at, paid_at) >= timestamp '1995-01-01'
        and coalesce(coalesce(ordered_at, paid_at)::date <= getvariable('import_day')::date, true)
),
waited as (
    select
        ordered_date,
        lead(ordered_date) over (order by ordered_date) as next_date,
        lead(ordered_date) over (order by ordered_date) - ordered_date as wait_days
    from ordered
),
rhythm as (
    select
        quantile_disc(wait_days, 0.95) as usual_days,
        count(*) as waits
    from waited
    where wait_days is not null
),
-- gaps under three days, and shops with fewer than fifteen days with orders, are ignored
gaps as (
    select
        waited.ordered_date + 1 as first_date,
        waited.next_date - 1 as last_date,
        rhythm.usual_days
    from waited
    cross join rhythm
    where rhythm.waits >= 14 and waited.wait_days > greatest(3, 3 * rhythm.usual_days)
),
-- shops close some days before a holiday and open some days after it
rested as (
    select
        gaps.first_date,
        first(
            events.event
            order by
                events.source = 'own' desc,
                least(events.to_date, gaps.last_date) - greatest(events.from_date, gaps.first_date) desc,
                events.event
        ) as event
    from gaps
    inner join events
        on events.from_date - case when events.source = 'own' then 0 else 7 end <= gaps.last_date
        and events.to_date + case when events.source = 'own' then 0 else 8 end >= gaps.first_date
        and (events.event = 'spring_festival' or events.source = 'own')
    group by gaps.first_date
)
select
    rested.event,
    (gaps.last_date - gaps.first_date + 1)::integer as days,
    gaps.usual_days::integer as usual_days,
    list_contains(coalesce(getvariable('explained_gaps')::varchar[], []), gaps.first_date::varchar) as is_explained,
    gaps.first_date,
    gaps.last_date
from gaps
left join rested on gaps.first_date = rested.first_date
order by gaps.first_date
