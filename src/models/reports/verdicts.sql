-- One row per verdict about the whole shop, whatever is selected: message, tone, comparison and confidence.
-- @key topic
-- @column code  the sentence, in messages as verdict.<code>.title, .detail and .action
-- @column topic  what it is about
-- @column tone  good, bad or neutral; neutral also when the change is no more than chance
-- @column importance  order of display: bad news, then good, then the rest
-- @column unit  what value, previous and benchmark measure: percent or count
-- @column value  the number itself
-- @column previous  the same number before; null when the data does not reach
-- @column change  value minus previous; for counts, relative to previous
-- @column denominator  out of how many
-- @column hits  how many of them
-- @column confidence  3 high, 2 medium, 1 low: by the width of the interval and the length of the data
-- @column low  lower end of the 95 % interval (Wilson); null for counts
-- @column high  its upper end
-- @column benchmark  the industry's value, where the reader typed one in
-- @column days  a number of days that the sentence names
-- @column other_count  another number that the sentence names
-- @column stage  the stage it speaks of, if any
-- @column trend  the number over the last complete months, oldest first
-- @column trend_unit  what the trend measures
-- @column reference  a level to compare the trend with
-- @metric F74
-- @counts denominator
-- @rows apart
-- @part hits of denominator
-- @whole days
-- @unit number: importance, benchmark, reference
-- @unit text: stage
-- @check confidence between 1 and 3
with
settled as (
    select
        * replace (
            case
                when industry_share is null then code
                when low > industry_share then 'returning_share_above_industry'
                when high < industry_share then 'returning_share_below_industry'
                else 'returning_share_near_industry'
            end as code,
            case
                when industry_share is null then tone
                when low > industry_share then 'good'
                when high < industry_share then 'bad'
                else 'neutral'
            end as tone
        ),
        industry_share as benchmark,
        industry_share as reference
    from (
        select
            *,
            case when topic = 'returning_share' then coalesce(
                (
                    select last(benchmarks.industry_share order by benchmarks.period_date, benchmarks.period)
                    from benchmarks
                    cross join int_settings
                    where benchmarks.period_date < int_settings.as_of
                ),
                getvariable('industry_share')::double
            ) end as industry_share
        from int_verdicts_settled
    )
),
active_now as (
    select
        coalesce(sum(customers) filter (where stage_of(recency_days) = 'active'), 0) as hits,
        sum(customers) as trials
    from int_recency_days
),
active_before as (
    select coalesce(sum(customers) filter (where stage_of(recency_days) = 'active'), 0) as hits_before
    from int_past_recencies
    where days_ago = 30
),
active_months as (
    select
        month_date,
        coalesce(sum(customers) filter (where stage_of(recency_days) = 'active'), 0)::double as customers
    from int_month_recencies
    group by month_date
),
active_counts as (
    select
        *,
        (select list(customers order by month_date)[-15:] from active_months) as active_trend
    from active_now
    cross join active_before
),
active_verdict as (
    select
        2 as place,
        'active_customers' as topic,
        case
            when hits_before = 0 then 'active_alone'
            when abs(hits - hits_before) <= 1.96 * sqrt(hits + hits_before)
                or abs(hits / hits_before - 1) < 0.02 then 'active_steady'
            when hits > hits_before then 'active_up'
            else 'active_down'
        end as code,
        case
            when hits_before = 0
                or abs(hits - hits_before) <= 1.96 * sqrt(hits + hits_before)
                or abs(hits / hits_before - 1) < 0.02 then 'neutral'
            when hits > hits_before then 'good'
            else 'bad'
        end as tone,
        'count' as unit,
        hits::double as value,
        nullif(hits_before, 0)::double as previous,
        hits / nullif(hits_before, 0) - 1 as change,
        trials as denominator,
        hits,
        case when history_days < stage_cut(1) + 30 then 1 else 3 end as confidence,
        null::double as low,
        null::double as high,
        null::double as benchmark,
        stage_cut(1) as days,
        trials - hits as other_count,
        'active' as stage,
        active_trend as trend,
        'count' as trend_unit
    from active_counts
    cross join int_settings
    where trials > 0
),
repurchase_judged as (
    select
        window_days,
        first_trials as trials,
        first_hits as hits,
        first_hits / nullif(first_trials, 0) as rate,
        first_hits_before / nullif(first_trials_before, 0) as rate_before,
        is_significant(first_hits, first_trials, first_hits_before, first_trials_before) as is_changed,
        repurchase_trend,
        history_days
    from int_repurchase_counts
    where first_trials >= 20
),
repurchase_verdict as (
    select
        3 as place,
        'repurchase' as topic,
        case
            when rate_before is null then 'repurchase_alone'
            when not is_changed then 'repurchase_steady'
            when rate > rate_before then 'repurchase_up'
            else 'repurchase_down'
        end as code,
        case
            when rate_before is null or not is_changed then 'neutral'
            when rate > rate_before then 'good'
            else 'bad'
        end as tone,
        'percent' as unit,
        rate as value,
        rate_before as previous,
        rate - rate_before as change,
        trials as denominator,
        hits,
        least(case when history_days < window_days + 365 then 2 else 3 end, confidence_of(hits, trials)) as confidence,
        wilson_low(hits, trials) as low,
        wilson_high(hits, trials) as high,
        null::double as benchmark,
        window_days as days,
        trials - hits as other_count,
        repurchase_trend as trend,
        'percent' as trend_unit
    from repurchase_judged
),
best_customers as (
    select
        sum(customers) filter (where top_share <= 0.2) as trials,
        coalesce(sum(customers) filter (where top_share <= 0.2 and recency_days > stage_cut(1)), 0) as dormant,
        sum(net_sales) filter (where top_share <= 0.2) / nullif(sum(net_sales), 0) as share
    from int_top_recencies
),
concentration_verdict as (
    select
        4 as place,
        'concentration' as topic,
        case when dormant > trials / 2 then 'concentration_dormant' else 'concentration' end as code,
        case when dormant > trials / 2 then 'bad' else 'neutral' end as tone,
        'percent' as unit,
        share as value,
        trials as denominator,
        trials - dormant as hits,
        3 as confidence,
        stage_cut(1) as days,
        dormant as other_count
    from best_customers
    where trials >= 5 and share is not null
),
said as (
    select * exclude (industry_share) from settled
    union all by name
    select * from active_verdict
    union all by name
    select * from repurchase_verdict
    union all by name
    select * from concentration_verdict
)
select
    code,
    topic,
    tone,
    row_number() over (
        order by list_position(['bad', 'good', 'neutral'], tone), confidence = 1, place
    )::integer as importance,
    unit,
    value,
    previous,
    change,
    denominator::integer as denominator,
    hits::integer as hits,
    confidence::integer as confidence,
    low,
    high,
    benchmark,
    days::integer as days,
    other_count::integer as other_count,
    stage,
    case when len(trend) >= 3 then trend end as trend,
    trend_unit,
    reference
from said
order by importance
