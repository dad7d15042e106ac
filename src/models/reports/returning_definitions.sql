-- One row per definition of a returning buyer in use on the market: the same buyers under each, for three times 30 days.
-- @key definition
-- @column is_chosen  the definition that the rest of the page uses
-- @column previous_share  the same for the 30 days before them
-- @column recent_share  returning buyers out of all buyers in the last 30 days; null when fewer than 365 days of data lie before the days, likewise the other shares: nobody can tell
-- @column year_ago_share  the same for the 30 days, of the same weekdays, a year ago
-- @column is_censored  fewer than 365 days of data before the last 30 days
-- @metric F20
-- @counts recent_buyers
-- @people recent_buyers: from selected_purchases cross join int_settings where purchase_date >= as_of - 30
-- @people recent_returning_buyers: from selected_purchases cross join int_settings
--  where purchase_date >= as_of - 30 and (previous_date is null or previous_date < as_of - 30)
--  and case $definition
--  when '365' then coalesce(previous_date >= purchase_date - 365, false)
--  when 'ever' then previous_date is not null
--  else previous_date is not null or next_date is not null end
-- @rows alternatives
-- @part recent_returning_buyers of recent_buyers
-- @unit percent: recent_share, previous_share, year_ago_share
-- @unit customers: recent_buyers, recent_returning_buyers
-- @unit flag: is_chosen, is_censored
-- @unit text: definition
-- @good higher: recent_share
-- @series returning: recent_returning_buyers
-- @check recent_returning_buyers <= recent_buyers
with
periods as (
    select
        unnest(['recent', 'previous', 'year_ago']) as period,
        as_of - unnest([30, 60, 394]) as from_date,
        as_of - unnest([0, 30, 364]) as end_date
    from int_settings
),
judged as (
    select
        periods.period,
        selected_purchases.previous_date is null
        or selected_purchases.previous_date < periods.from_date as is_first,
        coalesce(selected_purchases.previous_date >= selected_purchases.purchase_date - 365, false) as is_within_year,
        selected_purchases.previous_date is not null as is_ever,
        selected_purchases.previous_date is not null
        or coalesce(selected_purchases.next_date < periods.end_date, false) as is_any
    from selected_purchases
    inner join periods
        on selected_purchases.purchase_date >= periods.from_date
        and selected_purchases.purchase_date < periods.end_date
),
counted as (
    select
        period,
        count(*) filter (where is_first) as buyers,
        count(*) filter (where is_first and is_within_year) as within_year,
        count(*) filter (where is_first and is_ever) as ever,
        count(*) filter (where is_first and is_any) as anyhow
    from judged
    group by period
),
unfolded as (
    select
        period,
        buyers,
        unnest(['365', 'ever', 'any']) as definition,
        unnest([within_year, ever, anyhow]) as returning_buyers
    from counted
),
definitions as (
    select
        unnest([1, 2, 3]) as position,
        unnest(['365', 'ever', 'any']) as definition
),
spread as (
    select
        definitions.position,
        definitions.definition,
        coalesce(sum(buyers) filter (where period = 'recent'), 0) as recent_buyers,
        coalesce(sum(returning_buyers) filter (where period = 'recent'), 0) as recent_returning_buyers,
        sum(returning_buyers / nullif(buyers, 0)) filter (where period = 'recent') as recent_share,
        sum(returning_buyers / nullif(buyers, 0)) filter (where period = 'previous') as previous_share,
        sum(returning_buyers / nullif(buyers, 0)) filter (where period = 'year_ago') as year_ago_share
    from definitions
    left join unfolded on definitions.definition = unfolded.definition
    group by definitions.position, definitions.definition
)
select
    spread.definition,
    spread.definition = coalesce(getvariable('returning_window')::varchar, '365') as is_chosen,
    spread.recent_buyers::integer as recent_buyers,
    spread.recent_returning_buyers::integer as recent_returning_buyers,
    case when int_settings.history_days >= 395 then spread.recent_share end as recent_share,
    case when int_settings.history_days >= 425 then spread.previous_share end as previous_share,
    case when int_settings.history_days >= 759 then spread.year_ago_share end as year_ago_share,
    coalesce(int_settings.history_days < 395, true) as is_censored
from spread
cross join int_settings
order by spread.position
