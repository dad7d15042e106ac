-- One row per shop and day of the platform's own figures. Uniques of several days do not add up.
-- @materialize view
-- @key platform, shop, day_date
-- @column week_date  the Monday of its ISO week
-- @column month_date  the first of its month
-- @metric none
-- @counts visitor_count
-- @part buyer_count of visitor_count
-- @series new: new_visitor_count, new_buyer_count
-- @series returning: returning_visitor_count, returning_buyer_count
-- @apart page_view_count, favourite_count, cart_count, order_count
-- @unit month: month_date
-- @unit week: week_date
select
    platform,
    shop,
    visitor_count,
    new_visitor_count,
    returning_visitor_count,
    page_view_count,
    favourite_count,
    item_favourite_count,
    cart_count,
    cart_quantity,
    placed_buyer_count,
    placed_amount,
    buyer_count,
    new_buyer_count,
    returning_buyer_count,
    order_count,
    quantity,
    paid_amount,
    average_order_amount,
    conversion_rate,
    bounce_rate,
    refund_amount,
    description_score,
    service_score,
    logistics_score,
    search_ads_amount,
    display_ads_amount,
    affiliate_amount,
    day_date,
    date_trunc('week', day_date)::date as week_date,
    date_trunc('month', day_date)::date as month_date
from stg_shop_daily
