-- One row per way to group first purchases that cannot be shown as it stands, and why. Not narrowed by a selection.
-- @key acquisition
-- @column code  the sentence, in messages as cohort.<code>: missing_product and so on where no first purchase tells it; young where no group was watched long enough
-- @column window_days  how many days after the first purchase are asked for
-- @metric none
-- @counts none
-- @unit days: window_days
-- @unit text: code
with
ways as (
    select unnest(['month', 'week', 'product', 'channel', 'coupon', 'place', 'size']) as acquisition
),
grouped as (
    select distinct acquisition
    from int_acquired_groups
),
shown as (
    select distinct acquisition
    from cohort_ages
)
select
    ways.acquisition,
    case when grouped.acquisition is null then 'missing_' || ways.acquisition else 'young' end as code,
    coalesce(getvariable('cohort_days')::integer, 180) as window_days
from ways
left join grouped on ways.acquisition = grouped.acquisition
anti join shown on ways.acquisition = shown.acquisition
where exists (select * from int_acquisitions)
order by ways.acquisition
