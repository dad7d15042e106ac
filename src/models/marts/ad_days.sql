-- One row per shop, day and advertising channel.
-- @materialize view
-- @key platform, shop, day_date, channel
-- @column week_date  the Monday of its ISO week
-- @column month_date  the first of its month
-- @metric none
-- @counts click_count
-- @unit month: month_date
-- @unit week: week_date
select
    platform,
    shop,
    channel,
    impression_count,
    click_count,
    cost_amount,
    favourite_count,
    cart_count,
    order_count,
    sales_amount,
    new_buyer_count,
    day_date,
    date_trunc('week', day_date)::date as week_date,
    date_trunc('month', day_date)::date as month_date
from stg_ads_daily
