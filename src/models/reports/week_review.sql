-- One row per sentence about the last whole week: its orders, then the week before, then the same week a year before.
-- @key position
-- @column position  order of the sentences
-- @column code  the sentence, in messages as week.<code>
-- @column event  the holiday or promotion that the sentence names: of the week, of the one before, or of the same week a year before
-- @metric F33
-- @counts buyers
-- @people buyers: from selected_purchases where week_date = $week_date
-- @people returning_buyers: from selected_purchases
--  where week_date = $week_date and is_first_in_week and is_returning_buyer(previous_date, purchase_date, next_date, $week_date + 7)
-- @rows alternatives
-- @part returning_buyers of buyers
-- @whole orders, net_sales, previous_orders, year_ago_orders, order_change, net_sales_change, year_order_change,
--  year_sales_change
-- @spent net_sales
-- @unit text: event
-- @unit number: position
-- @unit week: week_date
with
known_events as (
    select
        events.event,
        events.kind,
        events.importance,
        events.source,
        events.from_date,
        events.to_date,
        events.peak_date
    from events
    cross join int_settings
    where events.region in ('own', 'both', case when coalesce(int_settings.currency, 'CNY') = 'CNY' then 'cn' else 'west' end)
),
reached as (
    select
        weeks.week_date,
        isoyear(weeks.week_date) as iso_year,
        weekofyear(weeks.week_date) as iso_week_number,
        weeks.days,
        weeks.is_unfinished
    from weeks
),
-- a promotion counts where its peak is, a holiday in every week that has three days of it
named_weeks as (
    select
        reached.week_date,
        first(
            known_events.event
            order by known_events.source = 'own' desc, known_events.importance, known_events.peak_date, known_events.event
        ) as event
    from reached
    inner join known_events
        on known_events.peak_date between reached.week_date and reached.week_date + 6
        or (
            known_events.kind = 'holiday'
            and least(known_events.to_date, reached.week_date + 6) - greatest(known_events.from_date, reached.week_date) >= 2
        )
    group by reached.week_date
),
last_week as (
    select
        weeks.*,
        before.week_date is not null and before.days = 7 as has_before,
        this_event.event as event,
        before_event.event as previous_event,
        year_event.event as year_ago_event
    from weeks
    inner join reached on weeks.week_date = reached.week_date
    left join reached as before on before.week_date = weeks.week_date - 7
    left join reached as year_ago
        on year_ago.iso_year = reached.iso_year - 1 and year_ago.iso_week_number = reached.iso_week_number
    left join named_weeks as this_event on this_event.week_date = weeks.week_date
    left join named_weeks as before_event on before_event.week_date = weeks.week_date - 7
    left join named_weeks as year_event on year_event.week_date = year_ago.week_date
    where not weeks.is_unfinished
    order by weeks.week_date desc
    limit 1
),
said as (
    select
        1 as position,
        case
            when orders = 0 then 'nothing'
            when buyers = 0 then 'orders'
            when returning_share is null then 'buyers'
            else 'counts'
        end as code,
        *
    from last_week
    union all
    select
        2 as position,
        case
            when not is_fair_base(previous_orders, orders) then 'before_small'
            when event is not null and event is distinct from previous_event then 'before_with_event'
            when previous_event is not null and event is null then 'before_after_event'
            else 'before'
        end as code,
        *
    from last_week
    where has_before
    union all
    select
        3 as position,
        case
            when year_ago_orders is null then 'year_none'
            when not is_fair_base(year_ago_orders, orders) then 'year_small'
            when event is not null and event is distinct from year_ago_event then 'year_with_event'
            when year_ago_event is not null and event is null then 'year_after_event'
            else 'year'
        end as code,
        *
    from last_week
)
select
    position::integer as position,
    code,
    week_date,
    orders,
    buyers,
    returning_buyers,
    net_sales,
    returning_share,
    previous_orders,
    order_change,
    net_sales_change,
    year_ago_orders,
    year_order_change,
    year_sales_change,
    case code
        when 'before_with_event' then event
        when 'year_with_event' then event
        when 'before_after_event' then previous_event
        when 'year_after_event' then year_ago_event
    end as event
from said
order by position
