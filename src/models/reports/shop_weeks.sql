-- One row per shop and ISO week of the platform's own daily figures, of the shops looked at; people are counted once a day.
-- @key platform, shop, week_date
-- @column iso_week  year and number of the ISO week, as in 2026-W47
-- @column days  days of the week that the export tells of
-- @column visitor_count  visitors of each day added up: who comes on two days counts twice
-- @column visitor_change  visitors against the week before, where both weeks are whole and have enough visitors to compare
-- @column buyer_count  buyers of each day added up: who buys on two days counts twice
-- @column conversion_rate  buyers per visitor, over the days that tell both
-- @column paid_amount_change  sales against the week before, where both weeks are whole and have enough buyers to compare
-- @column average_order_amount  sales per buyer, over the days that tell both
-- @column description_score  mean of the week's days; likewise the other marks
-- @column is_unfinished  the newest week of the shop, when fewer than seven of its days are told
-- @metric F33
-- @metric F35: favourite_count, cart_count, conversion_rate
-- @metric F38: description_score, service_score, logistics_score
-- @counts visitor_count
-- @part buyer_count of visitor_count
-- @apart page_view_count, favourite_count, cart_count, order_count
-- @whole days, paid_amount, paid_amount_change
-- @unit change: visitor_change, paid_amount_change
-- @unit days: days
-- @unit week: iso_week
-- @unit flag: is_unfinished
-- @good higher: visitor_change, paid_amount_change
with
summed as (
    select
        platform,
        shop,
        week_date,
        count(*) as days,
        sum(visitor_count) as visitor_count,
        sum(page_view_count) as page_view_count,
        sum(favourite_count) as favourite_count,
        sum(cart_count) as cart_count,
        sum(buyer_count) as buyer_count,
        sum(order_count) as order_count,
        sum(paid_amount)::double as paid_amount,
        sum(refund_amount)::double as refund_amount,
        sum(buyer_count) filter (where visitor_count is not null)
            / nullif(sum(visitor_count) filter (where buyer_count is not null), 0) as conversion_rate,
        (sum(paid_amount) filter (where buyer_count is not null))::double
            / nullif(sum(buyer_count) filter (where paid_amount is not null), 0) as average_order_amount,
        avg(description_score) as description_score,
        avg(service_score) as service_score,
        avg(logistics_score) as logistics_score
    from shop_days
    where is_shop_chosen(platform, shop)
    group by platform, shop, week_date
),
compared as (
    select
        summed.*,
        lag(visitor_count) over shop_by_week as visitor_count_before,
        coalesce(buyer_count, order_count) as customers,
        lag(coalesce(buyer_count, order_count)) over shop_by_week as customers_before,
        lag(paid_amount) over shop_by_week as paid_amount_before,
        row_number() over (partition by platform, shop order by week_date desc) = 1 as is_newest,
        coalesce(
            days = 7
            and lag(days) over shop_by_week = 7
            and lag(week_date) over shop_by_week = week_date - 7,
            false
        ) as is_comparable
    from summed
    window shop_by_week as (partition by platform, shop order by week_date)
)
select
    platform,
    shop,
    week_date,
    strftime(week_date, '%G-W%V') as iso_week,
    days::integer as days,
    visitor_count::bigint as visitor_count,
    case when is_comparable then change_on(visitor_count, visitor_count_before, visitor_count, visitor_count_before) end as visitor_change,
    page_view_count::bigint as page_view_count,
    favourite_count::bigint as favourite_count,
    cart_count::bigint as cart_count,
    buyer_count::bigint as buyer_count,
    conversion_rate,
    order_count::bigint as order_count,
    paid_amount,
    case when is_comparable then change_on(paid_amount, paid_amount_before, customers, customers_before) end as paid_amount_change,
    average_order_amount,
    refund_amount,
    round(description_score, 2) as description_score,
    round(service_score, 2) as service_score,
    round(logistics_score, 2) as logistics_score,
    days < 7 and is_newest as is_unfinished
from compared
order by platform, shop, week_date
