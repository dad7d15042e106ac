-- One row per verdict that no slider touches, the industry's share left out; kept, so that a drag computes only its own.
-- @key topic
-- @column place  order among verdicts of equal tone and confidence
-- @column tone  good, bad or neutral
-- @metric none
-- @counts denominator
-- @rows apart
-- @part hits of denominator
-- @apart list_count
-- @whole days, wait_days, monthly_before, monthly_now
-- @unit customers: denominator, hits
-- @unit count: other_count, list_count
-- @unit days: days, wait_days
-- @unit number: place, value, previous, change, confidence, low, high, trend, monthly_before, monthly_now
-- @unit text: topic, tone, unit, trend_unit, advice
-- @unit date: since_date
with
trends as (
    select
        list(case when is_watched_year then returning_buyers / nullif(buyers, 0) end order by days_ago desc) as returning_trend,
        list(case when is_watched then unpaid_orders / nullif(placed_orders, 0) end order by days_ago desc) as unpaid_trend,
        list(case when is_watched then refund_orders / nullif(paid_orders, 0) end order by days_ago desc) as refund_trend
    from int_past_windows
    where days_ago % 7 = 0
),
-- the last 30 days beside a year ago where the data reaches, else beside the 30 days before
compared as (
    select
        recent.*,
        year_ago.is_watched_year as has_year_ago,
        case when year_ago.is_watched_year then year_ago.returning_buyers else earlier.returning_buyers end as returning_before,
        case
            when year_ago.is_watched_year then year_ago.buyers
            when earlier.is_watched_year then earlier.buyers
        end as buyers_before,
        year_ago.is_watched as has_orders_year_ago,
        case when year_ago.is_watched then year_ago.unpaid_orders else earlier.unpaid_orders end as unpaid_before,
        case when year_ago.is_watched then year_ago.placed_orders when earlier.is_watched then earlier.placed_orders end as placed_before,
        case when year_ago.is_watched then year_ago.refund_orders else earlier.refund_orders end as refunds_before,
        case when year_ago.is_watched then year_ago.paid_orders when earlier.is_watched then earlier.paid_orders end as paid_before
    from int_past_windows as recent
    inner join int_past_windows as earlier on earlier.days_ago = 30
    inner join int_past_windows as year_ago on year_ago.days_ago = 364
    where recent.days_ago = 0
),
first_purchases as (
    select
        sum(int_first_buyers.customers) as customers,
        coalesce(sum(int_first_buyers.customers) filter (where int_first_buyers.repurchase_days is null), 0) as once,
        coalesce(sum(int_first_buyers.customers) filter (where int_first_buyers.first_date >= as_of - 30), 0) as newest,
        max(int_first_buyers.first_date) as newest_date,
        coalesce(sum(int_first_buyers.customers) filter (where int_first_buyers.repurchase_days is null and int_first_buyers.first_date >= as_of - most_days), 0) as once_in_time
    from int_first_buyers
    cross join int_settings
    cross join int_second_waits
),
-- how long second purchases take is said where at least 30 of them were seen
waits as (
    select
        case when second_customers >= 30 then half_days end as half_days,
        case when second_customers >= 30 then most_days end as most_days
    from int_second_waits
),
returning_judged as (
    select
        buyers as trials,
        returning_buyers as hits,
        returning_buyers / buyers as recent_share,
        not is_watched_year as is_censored,
        coalesce(has_year_ago, false) as has_year_ago,
        case when least(buyers, buyers_before) >= 30 then returning_before / buyers_before end as before_share,
        is_significant(returning_buyers, buyers, returning_before, buyers_before)
        and is_watched_year
        and least(buyers, buyers_before) >= 30 as is_changed
    from compared
    where buyers > 0
),
returning_verdict as (
    select
        3 as place,
        'returning_share' as topic,
        case
            when is_censored then 'returning_share_alone'
            when before_share is null then 'returning_share_only'
            when is_changed and recent_share > before_share and has_year_ago then 'returning_share_up_year'
            when is_changed and recent_share < before_share and has_year_ago then 'returning_share_down_year'
            when is_changed and recent_share > before_share then 'returning_share_up'
            when is_changed and recent_share < before_share then 'returning_share_down'
            else 'returning_share_steady'
        end as code,
        case
            when not coalesce(is_changed, false) then 'neutral'
            when recent_share > before_share then 'good'
            else 'bad'
        end as tone,
        'percent' as unit,
        recent_share as value,
        case when not is_censored then before_share end as previous,
        case when not is_censored then recent_share - before_share end as change,
        trials as denominator,
        hits,
        case when is_censored then 1 else confidence_of(hits, trials) end as confidence,
        wilson_low(hits, trials) as low,
        wilson_high(hits, trials) as high,
        30 as days,
        first_purchases.newest as list_count,
        waits.half_days as wait_days,
        case
            when is_censored then 'older_exports'
            when first_purchases.newest = 0 then null
            when waits.half_days is null then 'new_buyers'
            else 'new_buyers_in_time'
        end as advice,
        case when is_censored then null else trends.returning_trend end as trend,
        'percent' as trend_unit
    from returning_judged
    cross join first_purchases
    cross join waits
    cross join trends
),
one_time_verdict as (
    select
        1 as place,
        'one_time' as topic,
        'one_time' as code,
        'bad' as tone,
        'percent' as unit,
        once / customers as value,
        customers as denominator,
        once as hits,
        case when history_days < 180 then 1 when history_days < 365 then 2 else 3 end as confidence,
        history_days as days,
        case when waits.most_days is not null then once_in_time end as list_count,
        waits.most_days as wait_days,
        case when waits.most_days is not null and once_in_time > 0 then 'once_in_time' end as advice
    from first_purchases
    cross join waits
    cross join int_settings
    where customers >= 30 and history_days >= 90 and once >= 0.8 * customers
),
later_purchases as (
    select
        count(*) as purchases,
        count(distinct customer_id) as customers
    from purchases
    cross join first_purchases
    where purchase_date > newest_date
),
no_new_verdict as (
    select
        0 as place,
        'no_new_customers' as topic,
        'no_new_customers' as code,
        'bad' as tone,
        'days' as unit,
        (as_of - newest_date)::double as value,
        first_purchases.customers as denominator,
        later_purchases.customers as hits,
        3 as confidence,
        as_of - newest_date as days,
        later_purchases.purchases as other_count,
        later_purchases.customers as list_count,
        newest_date as since_date,
        'still_buying' as advice
    from first_purchases
    cross join later_purchases
    cross join int_settings
    where as_of - newest_date >= 90 and later_purchases.customers >= 10
),
order_rates as (
    select
        6 as place,
        'unpaid' as topic,
        unpaid_orders as hits,
        placed_orders as trials,
        unpaid_before as hits_before,
        placed_before as trials_before,
        (
            select count(*)
            from orders
            cross join int_settings
            where is_never_paid and status = 'unpaid' and ordered_date >= as_of - 3
        ) as list_count,
        unpaid_trend as trend,
        has_orders_year_ago as has_year_ago
    from compared
    cross join trends
    where unpaid_orders + unpaid_before > 0
    union all
    select
        7 as place,
        'refunds' as topic,
        refund_orders as hits,
        paid_orders as trials,
        refunds_before as hits_before,
        paid_before as trials_before,
        refund_orders as list_count,
        refund_trend as trend,
        has_orders_year_ago as has_year_ago
    from compared
    cross join trends
    where
        refund_orders + refunds_before > 0
        -- most of the money went back by documents that name no order: of how many orders, nobody can tell
        and (select refunded_orders > 2 * returns from int_import_counts)
),
order_rates_judged as (
    select
        *,
        case
            when least(trials, coalesce(trials_before, 0)) < 30 then 'alone'
            when not is_significant(hits, trials, hits_before, trials_before) then 'steady'
            when hits / trials > hits_before / trials_before then 'up'
            else 'down'
        end as direction
    from order_rates
    where trials > 0
),
order_verdicts as (
    select
        place,
        topic,
        topic || '_' || direction || case when direction in ('up', 'down') and has_year_ago then '_year' else '' end as code,
        case direction when 'up' then 'bad' when 'down' then 'good' else 'neutral' end as tone,
        'percent' as unit,
        hits / trials as value,
        case when direction <> 'alone' then hits_before / trials_before end as previous,
        case when direction <> 'alone' then hits / trials - hits_before / trials_before end as change,
        trials as denominator,
        hits,
        confidence_of(hits, trials) as confidence,
        wilson_low(hits, trials) as low,
        wilson_high(hits, trials) as high,
        30 as days,
        hits_before as other_count,
        list_count,
        case
            when topic = 'refunds' and hits > 0 then 'refunded_orders'
            when topic = 'unpaid' and list_count > 0 then 'open_orders'
            when topic = 'unpaid' and hits > 0 then 'unpaid_by_hour'
        end as advice,
        trend,
        'percent' as trend_unit
    from order_rates_judged
),
sales_verdict as (
    select
        2 as place,
        'sales_trend' as topic,
        case when score < 0 then 'sales_falling' else 'sales_rising' end as code,
        case when score < 0 then 'bad' else 'good' end as tone,
        'money' as unit,
        sales_now as value,
        sales_before as previous,
        change_on(sales_now, sales_before, orders_now * 3, orders_before * 3) as change,
        (orders_before * 3)::integer as denominator,
        3 as confidence,
        months as other_count,
        orders_before as monthly_before,
        orders_now as monthly_now,
        sales_trend as trend,
        'money' as trend_unit
    from int_sales_trend
    where abs(score) > 1.96
        and orders_before * 3 >= 30
        and sales_before > 0
        and abs(sales_now / sales_before - 1) >= 0.15
        and (sales_now < sales_before) = (score < 0)
)
select *
from returning_verdict
union all by name
select *
from one_time_verdict
union all by name
select *
from no_new_verdict
union all by name
select *
from sales_verdict
union all by name
select *
from order_verdicts
