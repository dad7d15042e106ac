-- One row per number of days after a purchase and outcome: the next purchase, or the end of the data.
-- @key days, is_returned
-- @column days  days from a purchase to the next one, or to the as-of day when there is none
-- @column is_returned  whether the next purchase came then; otherwise the interval is censored
-- @metric none
-- @counts purchases
-- @unit purchases: purchases
-- @unit days: days
-- @unit flag: is_returned
select
    (coalesce(purchases.next_date, int_settings.as_of) - purchases.purchase_date)::integer as days,
    purchases.next_date is not null as is_returned,
    count(*)::integer as purchases
from purchases
cross join int_settings
group by days, is_returned
