-- One row: the counts behind the verdict and the figure on repurchase, over the whole shop, whatever is selected.
-- @materialize view
-- @column first_trials  first buyers of the latest 90 days of which everybody was watched for the days set
-- @column first_hits  those of them who came back within the days set
-- @column first_hits_before  the same of the 90 days before; year_ago of the same days a year ago
-- @column is_watched_before  the data reaches back to the first of those days
-- @column waiting_customers  first buyers of the latest days, not watched so long yet, who have not come back so far
-- @column repurchase_trend  the rate as it stood each week of the past year, oldest first
-- @metric none
-- @counts first_trials
-- @part first_hits of first_trials
-- @part first_hits_before of first_trials_before
-- @part first_hits_year_ago of first_trials_year_ago
-- @apart first_trials_before, first_trials_year_ago, waiting_customers
-- @unit percent: repurchase_trend
-- @unit customers: first_trials, first_hits, first_trials_before, first_hits_before, first_trials_year_ago,
--  first_hits_year_ago, waiting_customers
-- @unit days: window_days
-- @unit flag: is_watched, is_watched_before, is_watched_year_ago
with
settings as (
    select
        *,
        coalesce(getvariable('repurchase_days')::integer, 100) as window_days
    from int_settings
),
first_days as (
    select
        int_first_buyers.first_date,
        sum(int_first_buyers.customers) as trials,
        coalesce(sum(int_first_buyers.customers) filter (
            where int_first_buyers.repurchase_days <= settings.window_days
        ), 0) as hits,
        coalesce(sum(int_first_buyers.customers) filter (
            where int_first_buyers.repurchase_days is null
            and int_first_buyers.first_date >= settings.as_of - settings.window_days
        ), 0) as waiting
    from int_first_buyers
    cross join settings
    group by int_first_buyers.first_date
),
-- the day before as_of − window_days is the last whose buyers were watched for so many days
moments as (
    select
        days_ago,
        (settings.as_of - settings.window_days - 90 - days_ago)::date as from_date,
        coalesce((settings.as_of - settings.window_days - 90 - days_ago)::date >= settings.first_date, false) as is_watched
    from settings
    cross join (select unnest(list_append(range(0, 365, 7), 90)::integer[]) as days_ago) as steps
),
counted as (
    select
        moments.days_ago,
        moments.is_watched,
        coalesce(sum(first_days.trials), 0) as trials,
        coalesce(sum(first_days.hits), 0) as hits
    from moments
    left join first_days
        on first_days.first_date >= moments.from_date
        and first_days.first_date < moments.from_date + 90
    group by moments.days_ago, moments.is_watched
)
select
    any_value(settings.window_days) as window_days,
    max(counted.trials) filter (where counted.days_ago = 0) as first_trials,
    max(counted.hits) filter (where counted.days_ago = 0) as first_hits,
    bool_or(counted.is_watched) filter (where counted.days_ago = 0) as is_watched,
    max(counted.trials) filter (where counted.days_ago = 90) as first_trials_before,
    max(counted.hits) filter (where counted.days_ago = 90) as first_hits_before,
    bool_or(counted.is_watched) filter (where counted.days_ago = 90) as is_watched_before,
    max(counted.trials) filter (where counted.days_ago = 364) as first_trials_year_ago,
    max(counted.hits) filter (where counted.days_ago = 364) as first_hits_year_ago,
    bool_or(counted.is_watched) filter (where counted.days_ago = 364) as is_watched_year_ago,
    (select coalesce(sum(waiting), 0) from first_days) as waiting_customers,
    list(case when counted.is_watched then counted.hits / nullif(counted.trials, 0) end order by counted.days_ago desc)
        filter (where counted.days_ago % 7 = 0) as repurchase_trend,
    any_value(settings.history_days) as history_days
from counted
cross join settings
