-- One row per way to measure coming back that is in use: its people, out of whom, over which days. The same shop under each.
-- @key measure
-- @column measure  within_year, ever, any: buyers of the last 30 days by the three definitions of returning; platform: the platform's own count of those days, each day added up; three_months: bought twice in the last three calendar months; all_time: bought twice ever; hundred_days: bought again within 100 days of the first purchase (or as set)
-- @column base_buyers  out of whom
-- @column again_buyers  who came back by this measure
-- @column again_share  the same out of base_buyers; null for fewer than 30, and where fewer than 365 days of data lie before the 30 days
-- @column from_date  first day of the purchases that are looked at; until_date the last
-- @column window_days  within how many days of the first purchase, for hundred_days
-- @column is_chosen  the definition of returning that the pages use
-- @column people_columns  which of its numbers count known customers
-- @metric F11, F20, F21, F22
-- @counts base_buyers
-- @people base_buyers in people_columns: from purchases cross join int_settings where case $measure
--  when 'three_months' then purchase_date >= (as_of - interval 3 month)::date
--  when 'all_time' then purchase_number = 1
--  when 'hundred_days' then purchase_number = 1 and as_of - purchase_date > $window_days
--  else purchase_date >= as_of - 30 end
-- @people again_buyers in people_columns: from purchases cross join int_settings where case $measure
--  when 'three_months' then purchase_date >= (as_of - interval 3 month)::date and previous_date >= (as_of - interval 3 month)::date
--  when 'all_time' then purchase_number = 2
--  when 'hundred_days' then purchase_number = 2 and as_of - previous_date > $window_days and interval_days <= $window_days
--  else purchase_date >= as_of - 30 and (previous_date is null or previous_date < as_of - 30) and case $measure
--  when 'within_year' then coalesce(previous_date >= purchase_date - 365, false)
--  when 'ever' then previous_date is not null
--  else previous_date is not null or next_date is not null end end
-- @rows alternatives
-- @part again_buyers of base_buyers
-- @whole window_days
-- @unit percent: again_share
-- @unit customers: base_buyers, again_buyers
-- @unit days: window_days
-- @unit date: from_date, until_date
-- @unit text: measure, people_columns
-- @unit flag: is_chosen
-- @good higher: again_share
-- @check again_buyers <= base_buyers
with
settings as (
    select
        as_of,
        first_date,
        history_days,
        (as_of - interval 3 month)::date as quarter_date,
        coalesce(getvariable('repurchase_days')::integer, 100) as window_days
    from int_settings
    where first_date is not null
),
recent as (
    select
        count(*) as buyers,
        count(*) filter (where purchases.previous_date >= purchases.purchase_date - 365) as within_year,
        count(*) filter (where purchases.previous_date is not null) as ever,
        count(*) filter (where purchases.previous_date is not null or purchases.next_date is not null) as anyhow
    from purchases
    cross join settings
    where purchases.purchase_date >= settings.as_of - 30
        and (purchases.previous_date is null or purchases.previous_date < settings.as_of - 30)
),
quarter as (
    select
        count(*) filter (where purchases.previous_date is null or purchases.previous_date < settings.quarter_date) as buyers,
        count(distinct purchases.customer_id) filter (where purchases.previous_date >= settings.quarter_date) as again
    from purchases
    cross join settings
    where purchases.purchase_date >= settings.quarter_date
),
everybody as (
    select
        count(*) as buyers,
        count(second_days) as again,
        count(*) filter (where settings.as_of - int_acquisitions.first_date > settings.window_days) as watched,
        count(*) filter (
            where settings.as_of - int_acquisitions.first_date > settings.window_days
                and int_acquisitions.second_days <= settings.window_days
        ) as again_in_time,
        max(int_acquisitions.first_date) filter (
            where settings.as_of - int_acquisitions.first_date > settings.window_days
        ) as latest_watched
    from int_acquisitions
    cross join settings
),
platform as (
    select
        sum(shop_days.buyer_count) as buyers,
        sum(shop_days.returning_buyer_count) as again,
        min(shop_days.day_date) as from_date,
        max(shop_days.day_date) as until_date
    from shop_days
    cross join settings
    where
        shop_days.day_date >= settings.as_of - 30
        and shop_days.day_date < settings.as_of
        and shop_days.returning_buyer_count is not null
        and is_shop_chosen(shop_days.platform, shop_days.shop)
),
measured as (
    select
        unnest([
            {
                'position': 1, 'measure': 'within_year', 'base': recent.buyers, 'again': recent.within_year,
                'from_date': settings.as_of - 30, 'until_date': settings.as_of - 1, 'is_known': settings.history_days >= 395
            },
            {
                'position': 2, 'measure': 'ever', 'base': recent.buyers, 'again': recent.ever,
                'from_date': settings.as_of - 30, 'until_date': settings.as_of - 1, 'is_known': settings.history_days >= 395
            },
            {
                'position': 3, 'measure': 'any', 'base': recent.buyers, 'again': recent.anyhow,
                'from_date': settings.as_of - 30, 'until_date': settings.as_of - 1, 'is_known': settings.history_days >= 395
            },
            {
                'position': 4, 'measure': 'platform', 'base': platform.buyers::bigint, 'again': platform.again::bigint,
                'from_date': platform.from_date, 'until_date': platform.until_date, 'is_known': true
            },
            {
                'position': 5, 'measure': 'three_months', 'base': quarter.buyers, 'again': quarter.again,
                'from_date': settings.quarter_date, 'until_date': settings.as_of - 1,
                'is_known': settings.quarter_date >= settings.first_date
            },
            {
                'position': 6, 'measure': 'all_time', 'base': everybody.buyers, 'again': everybody.again,
                'from_date': settings.first_date, 'until_date': settings.as_of - 1, 'is_known': true
            },
            {
                'position': 7, 'measure': 'hundred_days', 'base': everybody.watched, 'again': everybody.again_in_time,
                'from_date': settings.first_date, 'until_date': everybody.latest_watched, 'is_known': true
            }
        ], recursive := true),
        settings.window_days
    from settings
    cross join recent
    cross join quarter
    cross join everybody
    cross join platform
)
select
    measure,
    coalesce(base, 0)::integer as base_buyers,
    coalesce(again, 0)::integer as again_buyers,
    case when is_known and base >= 30 then again / base end as again_share,
    window_days,
    measure = case coalesce(getvariable('returning_window')::varchar, '365') when '365' then 'within_year' else getvariable('returning_window')::varchar end
        as is_chosen,
    case when measure = 'platform' then [] else ['base_buyers', 'again_buyers'] end::varchar[] as people_columns,
    from_date,
    until_date
from measured
where measure <> 'platform' or base > 0
order by position
