-- One row per ten days of waiting between one purchase and the next: how many next purchases came after so long.
-- @key interval_days
-- @column interval_days  first day of the ten
-- @column purchases_share  out of all next purchases
-- @metric F11
-- @counts purchases
-- @whole purchases_share
-- @unit percent: purchases_share
with
waits as (
    select
        interval_days // 10 * 10 as ten,
        count(*) as purchases
    from selected_purchases
    where interval_days is not null
    group by interval_days // 10
)
select
    ten::integer as interval_days,
    purchases::integer as purchases,
    purchases / sum(purchases) over () as purchases_share
from waits
order by ten
