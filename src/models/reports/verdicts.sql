-- One row per verdict about the whole shop, whatever is selected: message, tone, comparison and confidence.
-- @key topic
-- @column code  the sentence, in messages as verdict.<code>.title and .facts
-- @column topic  what it is about
-- @column tone  good, bad or neutral; neutral also when the change is no more than chance
-- @column importance  order of display: bad news, then good, then the rest
-- @column unit  what value, previous and benchmark measure: percent, count, money or days
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
-- @column new_count  active customers whose first purchase lies in the last 30 days
-- @column list_count  customers, or orders, that the advice is about: those of `verdict_customers` or `verdict_orders`
-- @column advice  what to do, in messages as advice.<advice>; null where nothing follows
-- @column wait_days  how long second purchases take in this shop; null when too few were seen
-- @column since_date  a day that the sentence names
-- @column monthly_before  valid orders a month at the beginning of the trend; monthly_now at its end
-- @column people_columns  which of its numbers count customers, by name; the others count orders, or a difference
-- @column stage  the stage it speaks of, if any
-- @column trend  the same number over the past year, oldest first; it ends in value
-- @column trend_unit  what the trend measures
-- @column reference  a level to compare the trend with
-- @metric F74
-- @counts denominator
-- @people denominator in people_columns: from verdict_customers where topic = $topic and part = 'denominator'
-- @people hits in people_columns: from verdict_customers where topic = $topic and part = 'hits'
-- @people new_count in people_columns: from verdict_customers where topic = $topic and part = 'new_count'
-- @people list_count in people_columns: from verdict_customers where topic = $topic and part = 'list_count'
-- @people other_count in people_columns: from verdict_customers where topic = $topic and part = 'other_count'
-- @people value in people_columns: from verdict_customers where topic = $topic and part = 'hits'
-- @rows apart
-- @part hits of denominator
-- @apart new_count, list_count
-- @whole days, wait_days, monthly_before, monthly_now
-- @unit number: importance, benchmark, reference, monthly_before, monthly_now
-- @unit customers: new_count
-- @unit days: wait_days
-- @unit date: since_date
-- @unit text: stage, advice, people_columns
-- @series new: new_count
-- @check confidence between 1 and 3
-- @check code in ('one_time', 'no_new_customers', 'sales_falling', 'sales_rising', 'active_up', 'active_up_new', 'active_down', 'active_steady', 'active_alone', 'returning_share_above_industry', 'returning_share_below_industry', 'returning_share_near_industry', 'returning_share_up_year', 'returning_share_down_year', 'returning_share_up', 'returning_share_down', 'returning_share_steady', 'returning_share_alone', 'returning_share_only', 'repurchase_up', 'repurchase_down', 'repurchase_up_year', 'repurchase_down_year', 'repurchase_steady', 'repurchase_alone', 'unpaid_up', 'unpaid_down', 'unpaid_up_year', 'unpaid_down_year', 'unpaid_steady', 'unpaid_alone', 'refunds_up', 'refunds_down', 'refunds_up_year', 'refunds_down_year', 'refunds_steady', 'refunds_alone', 'concentration', 'concentration_dormant')
-- @check advice is null or advice in ('once_in_time', 'still_buying', 'quiet_regulars', 'new_buyers_in_time', 'new_buyers', 'older_exports', 'just_silent', 'not_back_in_time', 'not_back', 'best_quiet', 'best_kept', 'open_orders', 'unpaid_by_hour', 'refunded_orders')
with
settled as (
    select
        * replace (
            case
                when industry_share is null then code
                when low > industry_share then 'returning_share_above_industry'
                when code = 'returning_share_alone' then code
                when high < industry_share then 'returning_share_below_industry'
                else 'returning_share_near_industry'
            end as code,
            case
                when industry_share is null then tone
                when low > industry_share then 'good'
                when code = 'returning_share_alone' then tone
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
active_counts as (
    select
        coalesce(sum(customers) filter (where stage_of(recency_days) = 'active'), 0) as hits,
        coalesce(sum(new_customers) filter (where stage_of(recency_days) = 'active'), 0) as new_count,
        coalesce(sum(customers) filter (where recency_days > stage_cut(1) and recency_days <= stage_cut(1) + 30), 0) as list_count,
        coalesce(
            sum(repeat_customers) filter (where recency_days > stage_cut(1) and recency_days <= stage_cut(4)), 0
        ) as quiet_regulars,
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
active_judged as (
    select
        *,
        case
            when hits_before < 30 then 'active_alone'
            when abs(hits - hits_before) <= 1.96 * sqrt(hits + hits_before)
                or abs(hits / hits_before - 1) < 0.02 then 'active_steady'
            when hits < hits_before then 'active_down'
            when new_count >= hits - hits_before then 'active_up_new'
            else 'active_up'
        end as code,
        (select list(customers order by month_date)[-15:] from active_months) as active_trend
    from active_counts
    cross join active_before
),
active_verdict as (
    select
        4 as place,
        'active_customers' as topic,
        code,
        case code when 'active_up' then 'good' when 'active_down' then 'bad' else 'neutral' end as tone,
        'count' as unit,
        hits::double as value,
        case when code <> 'active_alone' then hits_before::double end as previous,
        change_on(hits, hits_before, hits, hits_before) as change,
        trials as denominator,
        hits,
        case when history_days < stage_cut(1) + 30 then 1 else 3 end as confidence,
        stage_cut(1) as days,
        abs(hits_before + new_count - hits) as other_count,
        new_count,
        list_count,
        case when list_count > 0 then 'just_silent' end as advice,
        'active' as stage,
        active_trend as trend,
        'count' as trend_unit
    from active_judged
    cross join int_settings
    where trials > 0
),
repurchase_judged as (
    select
        int_repurchase_counts.*,
        first_hits / nullif(first_trials, 0) as rate,
        is_watched_year_ago and first_trials_year_ago >= 30 as has_year_ago,
        case
            when is_watched_year_ago and first_trials_year_ago >= 30 then first_hits_year_ago / first_trials_year_ago
            when is_watched_before and first_trials_before >= 30 then first_hits_before / first_trials_before
        end as rate_before,
        case
            when is_watched_year_ago and first_trials_year_ago >= 30
                then is_significant(first_hits, first_trials, first_hits_year_ago, first_trials_year_ago)
            else is_significant(first_hits, first_trials, first_hits_before, first_trials_before)
        end as is_changed,
        case when second_customers >= 30 then half_days end as wait_days
    from int_repurchase_counts
    cross join int_second_waits
    where first_trials >= 30
),
repurchase_verdict as (
    select
        5 as place,
        'repurchase' as topic,
        case
            when rate_before is null then 'repurchase_alone'
            when not is_changed then 'repurchase_steady'
            when rate > rate_before and has_year_ago then 'repurchase_up_year'
            when has_year_ago then 'repurchase_down_year'
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
        first_trials as denominator,
        first_hits as hits,
        least(case when history_days < window_days + 365 then 2 else 3 end, confidence_of(first_hits, first_trials)) as confidence,
        wilson_low(first_hits, first_trials) as low,
        wilson_high(first_hits, first_trials) as high,
        window_days as days,
        waiting_customers as list_count,
        wait_days,
        case
            when waiting_customers = 0 then null
            when wait_days is null then 'not_back'
            else 'not_back_in_time'
        end as advice,
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
        8 as place,
        'concentration' as topic,
        case when dormant > trials / 2 then 'concentration_dormant' else 'concentration' end as code,
        case when dormant > trials / 2 then 'bad' else 'neutral' end as tone,
        'percent' as unit,
        share as value,
        trials as denominator,
        trials - dormant as hits,
        3 as confidence,
        stage_cut(1) as days,
        dormant as other_count,
        dormant as list_count,
        case when dormant > 0 then 'best_quiet' else 'best_kept' end as advice
    from best_customers
    where trials >= 5 and share is not null
),
said as (
    select
        settled.* exclude (industry_share) replace (
            case when topic = 'sales_trend' then nullif(quiet_regulars, 0) else settled.list_count end as list_count,
            case when topic <> 'sales_trend' then advice when quiet_regulars > 0 then 'quiet_regulars' end as advice
        )
    from settled
    cross join active_counts
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
    new_count::integer as new_count,
    list_count::integer as list_count,
    advice,
    wait_days::integer as wait_days,
    monthly_before,
    monthly_now,
    since_date,
    case
        when topic in ('unpaid', 'refunds') then []
        when topic = 'sales_trend' then ['list_count']
        when topic = 'active_customers' then ['value', 'denominator', 'hits', 'new_count', 'list_count']
        when topic = 'concentration' then ['denominator', 'hits', 'list_count', 'other_count']
        else ['denominator', 'hits', 'list_count']
    end::varchar[] as people_columns,
    stage,
    case when len(trend) >= 3 then trend end as trend,
    trend_unit,
    reference
from said
order by importance
