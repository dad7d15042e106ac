-- One row per figure that the check-up begins with: the last 30 days, beside the same weekdays a year ago and the 30 days before.
-- @key figure
-- @column figure  net_sales, buyers, returning_share, repurchase_rate, refund_rate; without buyers orders, order_value, unpaid_rate
-- @column position  order of display
-- @column unit  what value measures: money, count or percent
-- @column value  the figure; null where it cannot be told
-- @column note  why there is no value: censored (the first 365 days), young (nobody was watched long enough), no_refunds, returns_apart (most
--  money went back by documents that name no order, so nobody can tell of how many orders)
-- @column denominator  out of how many buyers or orders
-- @column base_days  the days of the period before
-- @column previous  the figure of the period before
-- @column previous_change  against the period before: a difference for percentages, else relative; null when not compared
-- @column previous_note  why it is not compared: short (the data does not reach) or small (fewer than 30 orders or buyers)
-- @column previous_news  good or bad where the change is more than chance and no year ago says better; null otherwise
-- @column year_ago  the figure of the same weekdays a year ago; likewise its change, note and news
-- @column days  the days after a first purchase, for the repurchase rate
-- @column people_columns  which of its numbers count customers, by name
-- @column trend  the figure as it stood each week of the past year, oldest first; it ends in value
-- @metric F26, F33
-- @counts denominator
-- @people value in people_columns: from purchases cross join int_settings where purchase_date >= as_of - 30
-- @rows apart
-- @whole value, previous, year_ago, previous_change, year_change, days, base_days
-- @apart year_ago, previous
-- @unit number: position, value, previous, year_ago, previous_change, year_change, trend
-- @unit customers: denominator
-- @unit days: days, base_days
-- @unit text: figure, unit, note, previous_note, previous_news, year_note, year_news, people_columns
with
has as (
    select
        named_orders > 0 as buyers,
        unpaid_orders > 0 as unpaid,
        refunded_orders > 0 as refunds,
        refunded_orders > 2 * returns as refunded_orders
    from int_import_counts
),
windows as (
    select
        days_ago,
        unnest([
            {'figure': 'net_sales', 'amount': net_sales, 'hits': null::double, 'trials': orders, 'spread': net_squares, 'known': is_watched},
            {'figure': 'orders', 'amount': orders, 'hits': null, 'trials': orders, 'spread': orders, 'known': is_watched},
            {'figure': 'buyers', 'amount': buyers, 'hits': null, 'trials': buyers, 'spread': buyers, 'known': is_watched},
            {'figure': 'order_value', 'amount': net_sales / nullif(orders, 0), 'hits': null, 'trials': orders, 'spread': null, 'known': is_watched},
            {'figure': 'returning_share', 'amount': null, 'hits': returning_buyers, 'trials': buyers, 'spread': null, 'known': is_watched_year},
            {'figure': 'unpaid_rate', 'amount': null, 'hits': unpaid_orders, 'trials': placed_orders, 'spread': null, 'known': is_watched},
            {'figure': 'refund_rate', 'amount': null, 'hits': refund_orders, 'trials': paid_orders, 'spread': null, 'known': is_watched}
        ], recursive := true)
    from int_past_windows
),
measured as (
    select
        *,
        coalesce(amount, hits / nullif(trials, 0)) as value
    from windows
),
gathered as (
    select
        figure,
        30 as base_days,
        max(value) filter (where days_ago = 0) as value,
        max(hits) filter (where days_ago = 0) as hits,
        max(trials) filter (where days_ago = 0) as trials,
        max(spread) filter (where days_ago = 0) as spread,
        bool_or(known) filter (where days_ago = 0) as is_known,
        max(value) filter (where days_ago = 30) as value_before,
        max(hits) filter (where days_ago = 30) as hits_before,
        max(trials) filter (where days_ago = 30) as trials_before,
        max(spread) filter (where days_ago = 30) as spread_before,
        bool_or(known) filter (where days_ago = 30) as is_known_before,
        max(value) filter (where days_ago = 364) as value_year,
        max(hits) filter (where days_ago = 364) as hits_year,
        max(trials) filter (where days_ago = 364) as trials_year,
        max(spread) filter (where days_ago = 364) as spread_year,
        bool_or(known) filter (where days_ago = 364) as is_known_year,
        null as days,
        list(case when known then value end order by days_ago desc) filter (where days_ago % 7 = 0) as trend
    from measured
    group by figure
    union all by name
    select
        'repurchase_rate' as figure,
        90 as base_days,
        first_hits / nullif(first_trials, 0) as value,
        first_hits as hits,
        first_trials as trials,
        is_watched as is_known,
        first_hits_before / nullif(first_trials_before, 0) as value_before,
        first_hits_before as hits_before,
        first_trials_before as trials_before,
        is_watched_before as is_known_before,
        first_hits_year_ago / nullif(first_trials_year_ago, 0) as value_year,
        first_hits_year_ago as hits_year,
        first_trials_year_ago as trials_year,
        is_watched_year_ago as is_known_year,
        window_days as days,
        repurchase_trend as trend
    from int_repurchase_counts
),
chosen as (
    select
        gathered.*,
        list_position(
            case
                when has.buyers then ['net_sales', 'buyers', 'returning_share', 'repurchase_rate', 'refund_rate']
                when has.unpaid then ['net_sales', 'orders', 'order_value', 'unpaid_rate', 'refund_rate']
                else ['net_sales', 'orders', 'order_value', 'refund_rate']
            end,
            gathered.figure
        ) as position,
        gathered.figure in ('returning_share', 'repurchase_rate', 'refund_rate', 'unpaid_rate') as is_rate,
        case
            when gathered.figure = 'returning_share' and not gathered.is_known then 'censored'
            when gathered.figure = 'repurchase_rate' and coalesce(gathered.trials, 0) = 0 then 'young'
            when gathered.figure = 'refund_rate' and not has.refunds then 'no_refunds'
            when gathered.figure = 'refund_rate' and not has.refunded_orders then 'returns_apart'
        end as note
    from gathered
    cross join has
),
compared as (
    select
        *,
        case
            when not coalesce(is_known_before, false) then 'short'
            when is_rate and coalesce(least(trials_before, trials), 0) < 30 then 'small'
            when not is_rate and not is_fair_base(trials_before, trials) then 'small'
        end as previous_note,
        case
            when not coalesce(is_known_year, false) then 'short'
            when is_rate and coalesce(least(trials_year, trials), 0) < 30 then 'small'
            when not is_rate and not is_fair_base(trials_year, trials) then 'small'
        end as year_note
    from chosen
    -- a figure of money is left out where the export gives no amounts
    where position is not null and (is_rate or value is not null)
),
judged as (
    select
        *,
        case
            when note is not null or previous_note is not null then null
            when is_rate then value - value_before
            else change_on(value, value_before, trials, trials_before)
        end as previous_change,
        case
            when note is not null or year_note is not null then null
            when is_rate then value - value_year
            else change_on(value, value_year, trials, trials_year)
        end as year_change,
        coalesce(
            case
                when is_rate then is_significant(hits, trials, hits_before, trials_before)
                else abs(value - value_before) > 1.96 * sqrt(spread + spread_before)
            end,
            false
        ) as is_changed,
        coalesce(
            case
                when is_rate then is_significant(hits, trials, hits_year, trials_year)
                else abs(value - value_year) > 1.96 * sqrt(spread + spread_year)
            end,
            false
        ) as is_changed_year,
        figure in ('refund_rate', 'unpaid_rate') as is_less_better
    from compared
)
select
    figure,
    position::integer as position,
    case when is_rate then 'percent' when figure in ('net_sales', 'order_value') then 'money' else 'count' end as unit,
    case when note is null then value::double end as value,
    note,
    trials::integer as denominator,
    base_days::integer as base_days,
    case when note is null and previous_note is null then value_before::double end as previous,
    previous_change,
    previous_note,
    case
        when is_changed and year_change is null and previous_change is not null
            then case when (previous_change > 0) = not is_less_better then 'good' else 'bad' end
    end as previous_news,
    case when note is null and year_note is null then value_year::double end as year_ago,
    year_change,
    year_note,
    case
        when is_changed_year and year_change is not null
            then case when (year_change > 0) = not is_less_better then 'good' else 'bad' end
    end as year_news,
    days::integer as days,
    case when figure = 'buyers' then ['value'] else [] end::varchar[] as people_columns,
    case when note is null and len(list_filter(trend, lambda point: point is not null)) >= 3 then trend end as trend
from judged
order by position
