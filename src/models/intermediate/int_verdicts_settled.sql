-- One row per verdict that no slider touches, the industry's share left out; kept, so that a drag computes only its own.
-- @key topic
-- @column place  order among verdicts of equal tone and confidence
-- @column tone  good, bad or neutral
-- @metric none
-- @counts denominator
-- @rows apart
-- @part hits of denominator
-- @whole days
-- @unit customers: denominator, hits
-- @unit count: other_count
-- @unit days: days
-- @unit number: place, value, previous, change, confidence, low, high, trend
-- @unit text: topic, tone, unit, trend_unit
with
returning_counts as (
    select
        recent_trials as trials,
        recent_hits as hits,
        recent_hits / nullif(recent_trials, 0) as recent_share,
        history_days < 395 as is_censored,
        history_days >= 760 as has_year_ago,
        case when history_days >= 760 then year_ago_hits else previous_hits end as hits_before,
        case when history_days >= 760 then year_ago_trials else previous_trials end as trials_before,
        returning_trend
    from int_verdict_counts
),
returning_judged as (
    select
        *,
        hits_before / nullif(trials_before, 0) as before_share,
        recent_share - hits_before / nullif(trials_before, 0) as change,
        is_significant(hits, trials, hits_before, trials_before) and not is_censored as is_changed
    from returning_counts
    where trials > 0
),
returning_verdict as (
    select
        1 as place,
        'returning_share' as topic,
        case
            when before_share is null or is_censored then 'returning_share_alone'
            when is_changed and change > 0 and has_year_ago then 'returning_share_up_year'
            when is_changed and change < 0 and has_year_ago then 'returning_share_down_year'
            when is_changed and change > 0 then 'returning_share_up'
            when is_changed and change < 0 then 'returning_share_down'
            else 'returning_share_steady'
        end as code,
        case
            when not is_changed then 'neutral'
            when change > 0 then 'good'
            else 'bad'
        end as tone,
        'percent' as unit,
        recent_share as value,
        before_share as previous,
        change,
        trials as denominator,
        hits,
        case when is_censored then 1 else confidence_of(hits, trials) end as confidence,
        wilson_low(hits, trials) as low,
        wilson_high(hits, trials) as high,
        30 as days,
        trials - hits as other_count,
        returning_trend as trend,
        'percent' as trend_unit
    from returning_judged
),
order_rates as (
    select
        5 as place,
        'unpaid' as topic,
        unpaid_orders as hits,
        orders as trials,
        unpaid_orders_before as hits_before,
        case when history_days >= 60 then orders_before end as trials_before,
        unpaid_trend as trend
    from int_verdict_counts
    where unpaid_orders + unpaid_orders_before > 0
    union all
    select
        6 as place,
        'refunds' as topic,
        refund_orders as hits,
        paid_orders as trials,
        refund_orders_before as hits_before,
        case when history_days >= 60 then paid_orders_before end as trials_before,
        refund_trend as trend
    from int_verdict_counts
    where refund_orders + refund_orders_before > 0
),
order_verdicts as (
    select
        place,
        topic,
        topic || case
            when coalesce(trials_before, 0) = 0 then '_alone'
            when not is_significant(hits, trials, hits_before, trials_before) then '_steady'
            when hits / trials > hits_before / trials_before then '_up'
            else '_down'
        end as code,
        case
            when not is_significant(hits, trials, hits_before, trials_before) then 'neutral'
            when hits / trials > hits_before / trials_before then 'bad'
            else 'good'
        end as tone,
        'percent' as unit,
        hits / trials as value,
        hits_before / nullif(trials_before, 0) as previous,
        hits / trials - hits_before / nullif(trials_before, 0) as change,
        trials as denominator,
        hits,
        confidence_of(hits, trials) as confidence,
        wilson_low(hits, trials) as low,
        wilson_high(hits, trials) as high,
        30 as days,
        hits_before as other_count,
        trend,
        'percent' as trend_unit
    from order_rates
    where trials > 0
)
select *
from returning_verdict
union all by name
select *
from order_verdicts
