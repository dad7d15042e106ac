-- One row per shop, day and product of the platform's own figures. Uniques of several days do not add up.
-- @materialize view
-- @key platform, shop, day_date, product_id
-- @column week_date  the Monday of its ISO week
-- @column month_date  the first of its month
-- @metric none
-- @counts visitor_count
-- @part buyer_count of visitor_count
-- @apart page_view_count, favourite_count, cart_count
-- @unit month: month_date
-- @unit week: week_date
select
    platform,
    shop,
    product_id,
    sku,
    title,
    visitor_count,
    page_view_count,
    favourite_count,
    cart_count,
    cart_quantity,
    placed_buyer_count,
    placed_amount,
    buyer_count,
    new_buyer_count,
    returning_buyer_count,
    quantity,
    paid_amount,
    conversion_rate,
    refund_amount,
    day_date,
    date_trunc('week', day_date)::date as week_date,
    date_trunc('month', day_date)::date as month_date
from stg_product_daily
