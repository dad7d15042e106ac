-- One row per finding about the data, most severe first, gaps before findings on single orders; no rows when there is none.
-- @key code, item
-- @column code  what it is; its sentence stands in messages
-- @column item  which of several findings of one code: the first day of a gap; else empty
-- @column severity  error, warning or info
-- @column action  what can be done about it: leave_out, take_in, explain, report, add or rows
-- @column row_count  orders concerned, or rows that were not loaded
-- @column order_share  the same out of all imported orders
-- @column net_amount  what the orders come to, paid less refunded, in the currency that is summed
-- @column has_rows  the orders concerned stand in health_orders, a gap in health_gaps
-- @column is_day_only  the orders concerned come with a day and no time
-- @column first_date  first day of what is concerned
-- @column event  the holiday that a gap falls on
-- @metric F1, F42
-- @counts row_count
-- @rows apart
-- @whole order_share, net_amount, days, history_days, needed_days
-- @spent net_amount
-- @unit flag: has_rows
-- @unit text: item, action
with
imported as (
    select count(*) as imported_orders
    from stg_orders
    where is_shop_chosen(platform, shop)
),
known as (
    select unnest([
        'future_orders', 'impossible_dates', 'ids_rounded', 'negative_amounts', 'refund_above_paid', 'paid_above_total',
        'lines_disagree', 'unclear_statuses', 'duplicate_orders', 'test_orders', 'fee_orders', 'gift_orders'
    ]) as code
),
rejected as (
    select
        case when reason = 'id_ruined_by_excel' then 'ids_ruined' else 'rejected_rows' end as code,
        count(*) as row_count
    from stg_rejects
    group by case when reason = 'id_ruined_by_excel' then 'ids_ruined' else 'rejected_rows' end
),
found as (
    select
        notices.code,
        '' as item,
        notices.severity,
        case
            when notices.code in ('no_orders') or notices.code like 'short_history_%' then 'add'
            when notices.code = 'no_identity' then 'report'
            else 'rows'
        end as action,
        notices.row_count,
        health_counts.net_amount,
        health_counts.code is not null as has_rows,
        health_counts.is_day_only,
        null::integer as days,
        notices.needed_days,
        null::varchar as event,
        health_counts.first_date,
        health_counts.last_date
    from notices
    left join health_counts on notices.code = health_counts.code
    union all
    select
        health_counts.code,
        '',
        case
            when list_contains(coalesce(getvariable('left_out')::varchar[], []), health_counts.code) then 'info'
            when health_counts.code in ('future_orders', 'ids_rounded', 'negative_amounts', 'refund_above_paid') then 'error'
            when health_counts.code = 'gift_orders' then 'info'
            else 'warning'
        end,
        case
            when list_contains(coalesce(getvariable('left_out')::varchar[], []), health_counts.code) then 'take_in'
            when health_counts.code in ('future_orders', 'duplicate_orders', 'test_orders', 'fee_orders', 'gift_orders') then 'leave_out'
            when health_counts.code = 'unclear_statuses' then 'report'
            else 'rows'
        end,
        health_counts.row_count,
        health_counts.net_amount,
        true,
        health_counts.is_day_only,
        null,
        null,
        null,
        health_counts.first_date,
        health_counts.last_date
    from health_counts
    semi join known on health_counts.code = known.code
    union all
    select code, '', case when code = 'ids_ruined' then 'error' else 'warning' end, 'report', row_count, null, false, null, null, null, null, null, null
    from rejected
    union all
    select
        case
            when days > 365 then 'long_gap'
            when event is null then 'gap'
            else 'holiday_gap'
        end,
        first_date::varchar,
        case when days > 365 or event is null then 'warning' else 'info' end,
        'explain',
        0,
        null,
        true,
        null,
        days,
        null,
        event,
        first_date,
        last_date
    from health_gaps
    where not is_explained
)
select
    found.code,
    found.item,
    found.severity,
    found.action,
    found.event,
    found.row_count::integer as row_count,
    found.row_count / nullif(imported.imported_orders, 0) as order_share,
    found.net_amount::double as net_amount,
    found.has_rows,
    coalesce(found.is_day_only, false) as is_day_only,
    found.days,
    int_settings.history_days,
    found.needed_days,
    int_settings.currency,
    found.first_date,
    found.last_date,
    int_settings.as_of
from found
cross join imported
cross join int_settings
order by list_position(['error', 'warning', 'info'], found.severity), found.item = '', found.row_count desc, found.code, found.item
