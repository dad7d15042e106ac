-- One row per thing worth saying first about the shop: what it is, how good, against what, and how sure.
-- @key topic
-- @column code  the sentence, in messages as verdict.<code>.title, .detail and .action
-- @column topic  what it is about, whatever it says of it
-- @column tone  good, bad or neutral; neutral also when the change is no more than chance
-- @column importance  1 is said first: bad news, then good, then the rest
-- @column unit  what value, previous and benchmark measure: percent or count
-- @column value  the number itself
-- @column previous  the same number before; null when the data does not reach
-- @column change  value minus previous; for counts, relative to previous
-- @column denominator  out of how many
-- @column hits  how many of them
-- @column confidence  3 sure, 2 fairly, 1 a hint: by the width of the interval and the length of the data
-- @column low  lower end of the 95 % interval (Wilson); null for counts
-- @column high  its upper end
-- @column benchmark  the industry's value, where the reader typed one in
-- @column days  a number of days that the sentence names
-- @column other_count  another number that the sentence names
-- @check confidence between 1 and 3
with
returning_counts as (
    select
        recent_buyers as trials,
        recent_returning_buyers as hits,
        recent_share,
        previous_share,
        year_ago_share,
        is_censored
    from returning_definitions
    where is_chosen
),
period_buyers as (
    select
        count(*) filter (
            where purchase_date >= as_of - 60 and purchase_date < as_of - 30
            and (previous_date is null or previous_date < as_of - 60)
        ) as previous_trials,
        count(*) filter (
            where purchase_date >= as_of - 395 and purchase_date < as_of - 365
            and (previous_date is null or previous_date < as_of - 395)
        ) as year_ago_trials
    from selected_purchases
    cross join int_settings
    where purchase_date >= as_of - 395
),
returning_compared as (
    select
        returning_counts.*,
        getvariable('industry_share')::double as industry_share,
        history_days >= 760 as has_year_ago,
        case when history_days >= 760 then year_ago_share else previous_share end as before_share,
        case when history_days >= 760 then year_ago_trials else previous_trials end as before_trials
    from returning_counts
    cross join period_buyers
    cross join int_settings
),
returning_judged as (
    select
        *,
        is_significant(hits, trials, before_share * before_trials, before_trials) and not is_censored as is_changed,
        recent_share - before_share as change
    from returning_compared
    where trials > 0
),
returning_verdict as (
    select
        1 as place,
        'returning_share' as topic,
        case
            when industry_share is not null and wilson_low(hits, trials) > industry_share
                then 'returning_share_above_industry'
            when industry_share is not null and wilson_high(hits, trials) < industry_share
                then 'returning_share_below_industry'
            when industry_share is not null then 'returning_share_near_industry'
            when before_share is null or is_censored then 'returning_share_alone'
            when is_changed and change > 0 and has_year_ago then 'returning_share_up_year'
            when is_changed and change < 0 and has_year_ago then 'returning_share_down_year'
            when is_changed and change > 0 then 'returning_share_up'
            when is_changed and change < 0 then 'returning_share_down'
            else 'returning_share_steady'
        end as code,
        case
            when industry_share is not null and wilson_low(hits, trials) > industry_share then 'good'
            when industry_share is not null and wilson_high(hits, trials) < industry_share then 'bad'
            when industry_share is not null or not is_changed then 'neutral'
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
        industry_share as benchmark,
        30 as days,
        trials - hits as other_count
    from returning_judged
),
active_counts as (
    select
        coalesce(sum(customers) filter (where stage = 'active'), 0) as hits,
        sum(customers) as trials,
        coalesce(sum(previous_customers) filter (where stage = 'active'), 0) as hits_before,
        sum(previous_customers) as trials_before
    from lifecycle
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
        trials - hits as other_count
    from active_counts
    cross join int_settings
    where trials > 0
),
first_buyers as (
    select
        coalesce(getvariable('repurchase_days')::integer, 100) as window_days,
        int_settings.as_of - selected_customers.first_date as age_days,
        selected_customers.repurchase_days
    from selected_customers
    cross join int_settings
),
repurchase_counts as (
    select
        any_value(window_days) as window_days,
        count(*) filter (where age_days between window_days and window_days + 89) as trials,
        count(*) filter (
            where age_days between window_days and window_days + 89 and repurchase_days <= window_days
        ) as hits,
        count(*) filter (where age_days between window_days + 90 and window_days + 179) as trials_before,
        count(*) filter (
            where age_days between window_days + 90 and window_days + 179 and repurchase_days <= window_days
        ) as hits_before
    from first_buyers
),
repurchase_judged as (
    select
        *,
        hits / nullif(trials, 0) as rate,
        hits_before / nullif(trials_before, 0) as rate_before,
        is_significant(hits, trials, hits_before, trials_before) as is_changed
    from repurchase_counts
    where trials >= 20
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
        case
            when history_days < window_days + 365 then least(2, confidence_of(hits, trials))
            else confidence_of(hits, trials)
        end as confidence,
        wilson_low(hits, trials) as low,
        wilson_high(hits, trials) as high,
        null::double as benchmark,
        window_days as days,
        trials - hits as other_count
    from repurchase_judged
    cross join int_settings
),
concentration_verdict as (
    select
        4 as place,
        'concentration' as topic,
        case when dormant_share > 0.5 then 'concentration_dormant' else 'concentration' end as code,
        case when dormant_share > 0.5 then 'bad' else 'neutral' end as tone,
        'percent' as unit,
        net_sales_share as value,
        null::double as previous,
        null::double as change,
        customers as denominator,
        customers - dormant_customers as hits,
        3 as confidence,
        null::double as low,
        null::double as high,
        null::double as benchmark,
        stage_cut(1) as days,
        dormant_customers as other_count
    from concentration
    where top_share = 0.2 and net_sales_share is not null and customers >= 5
),
order_counts as (
    select
        count(*) filter (where ordered_date >= as_of - 30) as orders,
        count(*) filter (where ordered_date >= as_of - 30 and is_never_paid) as unpaid,
        count(*) filter (where ordered_date < as_of - 30) as orders_before,
        count(*) filter (where ordered_date < as_of - 30 and is_never_paid) as unpaid_before,
        count(*) filter (where ordered_date >= as_of - 30 and is_paid) as paid,
        count(*) filter (where ordered_date >= as_of - 30 and is_paid and is_refunded) as refunded,
        count(*) filter (where ordered_date < as_of - 30 and is_paid) as paid_before,
        count(*) filter (where ordered_date < as_of - 30 and is_paid and is_refunded) as refunded_before,
        any_value(history_days) as history_days
    from selected_orders
    cross join int_settings
    where ordered_date >= as_of - 60
),
order_rates as (
    select
        5 as place,
        'unpaid' as topic,
        unpaid as hits,
        orders as trials,
        unpaid_before as hits_before,
        case when history_days >= 60 then orders_before end as trials_before
    from order_counts
    where unpaid + unpaid_before > 0
    union all
    select
        6 as place,
        'refunds' as topic,
        refunded as hits,
        paid as trials,
        refunded_before as hits_before,
        case when history_days >= 60 then paid_before end as trials_before
    from order_counts
    where refunded + refunded_before > 0
),
order_verdicts as (
    select
        place,
        topic,
        topic || case
            when trials_before is null or trials_before = 0 then '_alone'
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
        null::double as benchmark,
        30 as days,
        hits_before as other_count
    from order_rates
    where trials > 0
),
said as (
    select * from returning_verdict
    union all by name
    select * from active_verdict
    union all by name
    select * from repurchase_verdict
    union all by name
    select * from concentration_verdict
    union all by name
    select * from order_verdicts
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
    other_count::integer as other_count
from said
order by importance
