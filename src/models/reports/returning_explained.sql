-- One row per sentence on why the ways to measure coming back differ in this shop.
-- @key position
-- @column position  order of the sentences
-- @column code  the sentence, in messages as returning.<code>
-- @column moved_buyers  how many people count as returning by one definition and as new by the other
-- @column difference_points  what they make of the share, in points
-- @column people_columns  which of its numbers count known customers
-- @metric F20, F21, F22
-- @counts base_buyers
-- @rows apart
-- @part again_buyers of base_buyers
-- @part moved_buyers of base_buyers
-- @whole window_days, difference_points
-- @people base_buyers in people_columns: from purchases cross join int_settings where case $code
--  when 'three_months' then purchase_date >= (as_of - interval 3 month)::date
--  when 'all_time' then purchase_number = 1
--  when 'hundred_days' then purchase_number = 1 and as_of - purchase_date > $window_days
--  else purchase_date >= as_of - 30 end
-- @people again_buyers in people_columns: from purchases cross join int_settings where case $code
--  when 'three_months' then purchase_date >= (as_of - interval 3 month)::date and previous_date >= (as_of - interval 3 month)::date
--  when 'all_time' then purchase_number = 2
--  when 'hundred_days' then purchase_number = 2 and as_of - previous_date > $window_days and interval_days <= $window_days
--  else purchase_date >= as_of - 30 and (previous_date is null or previous_date < as_of - 30) and case
--  when $code in ('longer_ago', 'none_longer_ago') then previous_date is not null
--  when $code in ('twice_within', 'none_twice_within') then previous_date is not null or next_date is not null
--  else coalesce(previous_date >= purchase_date - 365, false) end end
-- @people moved_buyers: from purchases cross join int_settings
--  where purchase_date >= as_of - 30 and (previous_date is null or previous_date < as_of - 30)
--  and case $code when 'longer_ago' then previous_date < purchase_date - 365 else previous_date is null and next_date is not null end
-- @unit number: position
-- @unit customers: moved_buyers
-- @unit points: difference_points
-- @unit text: code, people_columns
with
spread as (
    select
        max(base_buyers) filter (where measure = 'within_year') as buyers,
        max(again_buyers) filter (where measure = 'within_year') as within_year,
        max(again_buyers) filter (where measure = 'ever') as ever,
        max(again_buyers) filter (where measure = 'any') as anyhow,
        bool_or(measure = 'within_year' and again_share is not null) as is_told,
        bool_or(measure = 'within_year' and base_buyers < 30) as is_few
    from returning_measures
),
said as (
    select
        1 as position,
        case when is_told then 'told' when is_few then 'few' else 'censored' end as code,
        within_year as again_buyers,
        buyers as base_buyers,
        within_year / nullif(buyers, 0) as again_share,
        null as moved_buyers
    from spread
    where buyers is not null
    union all
    select
        2 as position,
        case when ever > within_year then 'longer_ago' else 'none_longer_ago' end as code,
        ever as again_buyers,
        buyers as base_buyers,
        ever / nullif(buyers, 0) as again_share,
        ever - within_year as moved_buyers
    from spread
    where is_told
    union all
    select
        3 as position,
        case when anyhow > ever then 'twice_within' else 'none_twice_within' end as code,
        anyhow as again_buyers,
        buyers as base_buyers,
        anyhow / nullif(buyers, 0) as again_share,
        anyhow - ever as moved_buyers
    from spread
    where is_told
    union all
    select
        case measure when 'platform' then 4 when 'three_months' then 5 when 'all_time' then 6 else 7 end as position,
        measure as code,
        again_buyers,
        base_buyers,
        again_share,
        null as moved_buyers
    from returning_measures
    where measure in ('platform', 'three_months', 'all_time', 'hundred_days') and again_share is not null
)
select
    position::integer as position,
    code,
    base_buyers::integer as base_buyers,
    again_buyers::integer as again_buyers,
    again_share,
    moved_buyers::integer as moved_buyers,
    moved_buyers / nullif(base_buyers, 0) as difference_points,
    coalesce(getvariable('repurchase_days')::integer, 100) as window_days,
    case when code = 'platform' then [] else ['base_buyers', 'again_buyers'] end::varchar[] as people_columns
from said
order by position
