-- One row per ISO week in which an event that marks a year has its peak, the reader's own first: what a weekly chart names.
-- @key week_date
-- @column event  a code whose name stands in messages, or the name as it was typed
-- @metric F66
-- @counts none
-- @unit week: week_date
select
    date_trunc('week', events.peak_date)::date as week_date,
    first(events.event order by events.source = 'own' desc, events.peak_date, events.event) as event
from events
cross join int_settings
where
    events.importance = 1
    and events.region in ('own', 'both', case when coalesce(int_settings.currency, 'CNY') = 'CNY' then 'cn' else 'west' end)
    and events.peak_date >= date_trunc('week', int_settings.first_date)
    and events.peak_date < int_settings.as_of
group by date_trunc('week', events.peak_date)::date
order by week_date
