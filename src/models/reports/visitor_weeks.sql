-- One row per ISO week of the platform's own daily figures, over the shops looked at: visitors and buyers, new and returning, and how many of each bought.
-- @key week_date
-- @column days  days of the week that tell all four counts
-- @column new_visitor_count  of each of those days added up: who comes on two days counts twice; likewise the others
-- @column returning_visitor_count  visitors who had been there before, by the platform's count
-- @column new_buyer_count  buyers less returning buyers, where the export does not give them
-- @column new_conversion  new buyers per new visitor; null for fewer than 30 visitors
-- @column returning_conversion  returning buyers per returning visitor; null for fewer than 30 visitors
-- @column conversion_ratio  how many times new_conversion returning_conversion is; null where one side has fewer than 30 buyers
-- @column returning_buyer_share  returning buyers out of all buyers, by the platform's count
-- @column is_unfinished  fewer than seven days tell it
-- @metric F24
-- @counts visitors_counted
-- @column visitors_counted  new and returning visitors together
-- @part new_visitor_count, returning_visitor_count of visitors_counted
-- @part new_buyer_count of new_visitor_count
-- @part returning_buyer_count of returning_visitor_count
-- @whole days, conversion_ratio
-- @unit count: visitors_counted
-- @unit percent: new_conversion, returning_conversion, returning_buyer_share
-- @unit number: conversion_ratio
-- @unit days: days
-- @unit flag: is_unfinished
-- @good higher: new_conversion, returning_conversion, returning_buyer_share
-- @series new: new_visitor_count, new_buyer_count, new_conversion
-- @series returning: returning_visitor_count, returning_buyer_count, returning_conversion, returning_buyer_share
with
told as (
    select
        week_date,
        day_date,
        new_visitor_count,
        returning_visitor_count,
        coalesce(new_buyer_count, buyer_count - returning_buyer_count) as new_buyer_count,
        returning_buyer_count
    from shop_days
    where
        is_shop_chosen(platform, shop)
        and new_visitor_count is not null
        and returning_visitor_count is not null
        and returning_buyer_count is not null
        and coalesce(new_buyer_count, buyer_count - returning_buyer_count) is not null
),
summed as (
    select
        week_date,
        count(distinct day_date) as days,
        sum(new_visitor_count) as new_visitors,
        sum(returning_visitor_count) as returning_visitors,
        sum(new_buyer_count) as new_buyers,
        sum(returning_buyer_count) as returning_buyers
    from told
    group by week_date
)
select
    week_date,
    days::integer as days,
    (new_visitors + returning_visitors)::bigint as visitors_counted,
    new_visitors::bigint as new_visitor_count,
    returning_visitors::bigint as returning_visitor_count,
    new_buyers::bigint as new_buyer_count,
    returning_buyers::bigint as returning_buyer_count,
    case when new_visitors >= 30 then new_buyers / new_visitors end as new_conversion,
    case when returning_visitors >= 30 then returning_buyers / returning_visitors end as returning_conversion,
    case
        when least(new_buyers, returning_buyers) >= 30
            then (returning_buyers / nullif(returning_visitors, 0)) / nullif(new_buyers / nullif(new_visitors, 0), 0)
    end as conversion_ratio,
    case when new_buyers + returning_buyers >= 30 then returning_buyers / (new_buyers + returning_buyers) end as returning_buyer_share,
    days < 7 as is_unfinished
from summed
order by week_date
