-- One row: whether the model of purchases holds for this shop, and so whether anything is forecast. None where the history
-- cannot carry a forecast.
-- @column code  forecast_holds, forecast_just_holds (the total was more than 5 % off), forecast_fails, or forecast_no_model (the
--  data do not determine its parameters)
-- @column is_holding  whether the model is used
-- @column shown_error  how far the total of the last 91 days was off
-- @column amount_error  the same for what was paid; null without amounts
-- @column tests_passed  of three
-- @column weeks_spread  how much farther than chance a week was from what was expected of it: the variance as a multiple of the mean
-- @metric none
-- @counts none
-- @unit text: code, model
-- @unit flag: is_holding
-- @unit change: shown_error, amount_error
-- @unit number: tests_passed, weeks_spread
with
tested as (
    select
        count(*) as tests,
        count(*) filter (where is_passed) as tests_passed,
        max(shown_error) as shown_error
    from forecast_tests
),
paid as (
    select sum(expected_purchases * amount_each) / nullif(sum(later_amount), 0) - 1 as amount_error
    from int_forecast_people
    where forecast = 'past'
),
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
spread as (
    select
        avg(
            (coalesce(bought.actual_purchases, 0) - int_forecast_week_sums.expected_purchases) ** 2
            / nullif(int_forecast_week_sums.expected_purchases, 0)
        ) as weeks_spread
    from int_forecast_week_sums
    left join bought on int_forecast_week_sums.week_number = bought.week_number
    where int_forecast_week_sums.forecast = 'past'
),
chosen as (
    select any_value(model) as model
    from int_forecast_models
)
select
    case
        when tested.tests = 0 then 'forecast_no_model'
        when tested.tests_passed < 3 then 'forecast_fails'
        when abs(tested.shown_error) > 0.05 then 'forecast_just_holds'
        else 'forecast_holds'
    end as code,
    tested.tests_passed = 3 as is_holding,
    chosen.model,
    tested.shown_error,
    paid.amount_error,
    tested.tests_passed,
    greatest(1, spread.weeks_spread) as weeks_spread
from tested
cross join paid
cross join spread
cross join chosen
cross join int_forecast_ground
where int_forecast_ground.reason is null
