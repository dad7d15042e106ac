-- One row per finding about orders: how many there are and what they come to. Kept, so that no slider counts them again.
-- @materialize table
-- @key code
-- @column row_count  orders concerned
-- @column net_amount  what they come to, paid less refunded, in the currency that is summed
-- @column first_date  first day of what is concerned
-- @column is_day_only  the times of all of them are midnight: the files say the day and no more
-- @metric none
-- @counts row_count
-- @rows apart
-- @whole net_amount
-- @spent net_amount
-- @unit orders: row_count
-- @unit flag: is_day_only
select
    health_orders.code,
    count(*) as row_count,
    sum(coalesce(health_orders.paid_amount, 0) - coalesce(health_orders.refund_amount, 0)) filter (
        where health_orders.currency is null or health_orders.currency = int_settings.currency
    ) as net_amount,
    min(health_orders.ordered_at)::date as first_date,
    max(health_orders.ordered_at)::date as last_date,
    bool_and(coalesce(health_orders.ordered_at, health_orders.paid_at)::time = time '00:00') as is_day_only
from health_orders
cross join int_settings
group by health_orders.code
