-- One row per kind of data that was loaded and that no page shows yet: how much of it, and the page that will use it.
-- @key code
-- @column code  ads, product_days or refund_reports: its sentence stands in messages as unused.<code>
-- @column loaded_count  rows loaded
-- @metric none
-- @counts loaded_count
-- @rows apart
-- @unit count: loaded_count
-- @unit text: code
with
counted as (
    select 'ads' as code, count(*) as loaded_count from stg_ads_daily
    union all
    select 'product_days', count(*) from stg_product_daily
    union all
    select 'refund_reports', count(*) from stg_refunds
)
select
    code,
    loaded_count::integer as loaded_count
from counted
where loaded_count > 0
order by code
