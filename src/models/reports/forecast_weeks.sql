-- One row per week of seven days, counted from the as-of day back and on: purchases of those who were customers at the start.
-- @key week_start
-- @column week_start  its first day
-- @column actual_purchases  in the past 13 weeks, of those who were customers before them
-- @column said_purchases  what would have been expected of each of those weeks before the first of them
-- @column expected_purchases  in the coming 13 weeks, of today's customers; none where the model does not hold
-- @column low_weekly  holds a week's purchases with 80 %, by how far the past weeks were off; high_weekly likewise
-- @metric none
-- @counts none
-- @unit purchases: actual_purchases
-- @unit number: said_purchases, low_weekly, high_weekly
-- @unit date: week_start
with
bought as (
    select
        (purchases.purchase_date - int_settings.as_of + 91) // 7 + 1 as week_number,
        count(*) as actual_purchases
    from purchases
    cross join int_settings
    inner join int_forecast_customers
        on purchases.customer_id = int_forecast_customers.customer_id and int_forecast_customers.forecast = 'past'
    where purchases.purchase_date >= int_settings.as_of - 91
    group by (purchases.purchase_date - int_settings.as_of + 91) // 7 + 1
),
weeks_past as (
    select
        week_number,
        week_number - 14 as place,
        coalesce(bought.actual_purchases, 0) as actual_purchases,
        said.expected_purchases as said_purchases
    from (select unnest(range(1, 14)) as week_number) as numbers
    left join bought using (week_number)
    left join int_forecast_week_sums as said using (week_number)
    where said.forecast = 'past' or said.forecast is null
),
weeks_ahead as (
    select
        ahead.week_number - 1 as place,
        ahead.expected_purchases,
        sqrt(ahead.expected_purchases * forecast_verdict.weeks_spread) as spread
    from int_forecast_week_sums as ahead
    cross join forecast_verdict
    where ahead.forecast = 'now' and forecast_verdict.is_holding
)
select
    (int_settings.as_of + 7 * coalesce(weeks_past.place, weeks_ahead.place)::integer)::date as week_start,
    weeks_past.actual_purchases::integer as actual_purchases,
    weeks_past.said_purchases,
    weeks_ahead.expected_purchases,
    greatest(0, weeks_ahead.expected_purchases - 1.2816 * weeks_ahead.spread) as low_weekly,
    weeks_ahead.expected_purchases + 1.2816 * weeks_ahead.spread as high_weekly
from weeks_past
full outer join weeks_ahead on weeks_past.place = weeks_ahead.place
cross join int_settings
cross join forecast_verdict
order by week_start
