-- One row per limitation of the data: what it is, which numbers it affects, and its extent.
-- @key code
-- @column code  what it is; its sentence stands in messages
-- @column report  the relation whose numbers it touches; null for all
-- @column severity  info or warning
-- @column row_count  orders concerned
-- @column order_share  the same out of all imported orders
-- @column history_days  days of data there are
-- @column needed_days  days of data it would take
-- @metric none
-- @counts row_count
-- @rows apart
-- @whole order_share, history_days, needed_days
-- @unit percent: order_share
-- @unit orders: row_count
-- @unit days: needed_days
-- @unit text: report, severity
with
facts as (
    select
        int_import_counts.*,
        int_settings.history_days,
        int_settings.as_of,
        int_settings.currency,
        coalesce(getvariable('repurchase_days')::integer, 100) as window_days,
        -- without named buyers, notices about customers are omitted
        unknown_orders < valid_orders as is_named
    from int_import_counts
    cross join int_settings
),
found as (
    select 'no_orders' as code, null as report, 'warning' as severity, 0 as row_count, null::integer as needed_days
    from facts where imported_orders = 0
    union all
    select 'undated_orders', null, 'warning', undated_orders, null from facts where undated_orders > 0
    union all
    select 'orders_after_as_of', null, 'info', later_orders, null from facts where later_orders > 0
    union all
    select 'other_currencies', null, 'warning', foreign_orders, null from facts where foreign_orders > 0
    union all
    select 'bare_currency', null, 'warning', bare_orders, null from facts where bare_orders > 0
    union all
    select 'no_identity', 'customers', 'warning', unknown_orders, null
    from facts where valid_orders > 0 and unknown_orders = valid_orders
    union all
    select 'unknown_buyers', 'customers', 'info', unknown_orders, null
    from facts where unknown_orders > 0 and unknown_orders < valid_orders
    union all
    select 'weak_identity', 'customers', 'info', weak_orders, null from facts where weak_orders > 0
    union all
    select 'short_history_lifecycle', 'lifecycle', 'warning', 0, stage_cut(4) from facts where is_named and history_days < stage_cut(4)
    union all
    select 'short_history_returning', 'months', 'warning', 0, 395
    from facts where is_named and history_days < 395
    union all
    select 'short_history_repurchase', 'cohorts', 'warning', 0, window_days
    from facts where is_named and history_days < window_days
    union all
    select 'short_history_frequency', 'recent_frequency', 'warning', 0, 92 from facts
    where is_named and history_days < as_of - (as_of - interval 3 month)::date
)
select
    found.code,
    found.report,
    found.severity,
    found.row_count::integer as row_count,
    found.row_count / nullif(facts.imported_orders, 0) as order_share,
    facts.history_days,
    found.needed_days,
    facts.as_of,
    facts.currency
from found
cross join facts
