-- One row per sentence on the last 28 days of the platform's own figures: old against new conversion, and the shop against the industry.
-- @key position
-- @column position  order of the sentences
-- @column code  ratio_low (under 2 times), ratio_fine or ratio_few (fewer than 30 buyers on a side); then which of visitors, conversion and returning share are above the industry, as in high_low_high, or needs_values where you have not given all three: its sentence is diagnosis.<code>
-- @column new_conversion  new buyers per new visitor
-- @column returning_conversion  returning buyers per returning visitor
-- @column conversion_ratio  the second as times the first
-- @column visitors_per_day  mean of the days' visitors
-- @column conversion_rate  buyers per visitor
-- @column returning_buyer_share  returning buyers out of buyers, by the platform's count
-- @column industry_visitors  visitors a day, conversion and returning share that you compare with
-- @metric F24, F25
-- @counts visitor_count
-- @rows apart
-- @whole new_conversion, returning_conversion, conversion_ratio, visitors_per_day, conversion_rate, returning_buyer_share
-- @unit number: position, visitors_per_day, industry_visitors
-- @series new: new_conversion
-- @series returning: returning_conversion, returning_buyer_share
-- @unit percent: new_conversion, returning_conversion, returning_buyer_share, industry_conversion, industry_share
-- @unit number: conversion_ratio
-- @unit date: until_date
-- @unit text: code
-- @good higher: visitors_per_day
with
days as (
    select
        day_date,
        sum(visitor_count) as visitor_count,
        sum(buyer_count) as buyer_count,
        sum(new_visitor_count) as new_visitor_count,
        sum(returning_visitor_count) as returning_visitor_count,
        sum(returning_buyer_count) as returning_buyer_count,
        sum(coalesce(new_buyer_count, buyer_count - returning_buyer_count)) as new_buyer_count
    from shop_days
    where is_shop_chosen(platform, shop)
    group by day_date
),
newest as (
    select max(day_date) as until_date
    from days
),
summed as (
    select
        newest.until_date,
        count(*) as days,
        sum(visitor_count) as visitor_count,
        avg(visitor_count) as visitors_per_day,
        sum(buyer_count) / nullif(sum(visitor_count), 0) as conversion_rate,
        sum(returning_buyer_count) / nullif(sum(buyer_count) filter (where returning_buyer_count is not null), 0)
            as returning_buyer_share,
        sum(new_buyer_count) as new_buyers,
        sum(returning_buyer_count) as returning_buyers,
        sum(new_buyer_count) filter (where new_visitor_count is not null) / nullif(sum(new_visitor_count), 0)
            as new_conversion,
        sum(returning_buyer_count) filter (where returning_visitor_count is not null)
        / nullif(sum(returning_visitor_count), 0) as returning_conversion
    from days
    inner join newest on days.day_date > newest.until_date - 28
    group by newest.until_date
),
compared as (
    select
        *,
        returning_conversion / nullif(new_conversion, 0) as conversion_ratio,
        getvariable('industry_visitors')::double as industry_visitors,
        getvariable('industry_conversion')::double as industry_conversion,
        getvariable('industry_share')::double as industry_share
    from summed
),
said as (
    select
        1 as position,
        case
            when coalesce(least(new_buyers, returning_buyers), 0) < 30 then 'ratio_few'
            when conversion_ratio < 2 then 'ratio_low'
            else 'ratio_fine'
        end as code,
        *
    from compared
    where new_conversion is not null and returning_conversion is not null
    union all
    select
        2 as position,
        case
            when
                visitors_per_day is null
                or conversion_rate is null
                or returning_buyer_share is null
                or industry_visitors is null
                or industry_conversion is null
                or industry_share is null
                then 'needs_values'
            else concat_ws(
                '_',
                case when visitors_per_day > industry_visitors then 'high' else 'low' end,
                case when conversion_rate > industry_conversion then 'high' else 'low' end,
                case when returning_buyer_share > industry_share then 'high' else 'low' end
            )
        end as code,
        *
    from compared
    where days > 0
)
select
    position::integer as position,
    code,
    visitor_count::bigint as visitor_count,
    new_conversion,
    returning_conversion,
    conversion_ratio,
    visitors_per_day,
    conversion_rate,
    returning_buyer_share,
    industry_visitors,
    industry_conversion,
    industry_share,
    until_date
from said
order by position
