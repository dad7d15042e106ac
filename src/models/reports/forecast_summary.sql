-- One row: what the page of the forecast begins with.
-- @column code  the verdict, and whether amounts are known, which choose the sentence in messages
-- @column confidence  3 where the model holds, 2 where it just holds, 1 where it does not
-- @column active_share  of the expected purchases that active customers are to make
-- @column best_customers  the tenth of customers of whom most money is expected, or purchases where no amounts are known
-- @column best_share  of what is expected of all
-- @metric none
-- @counts customers
-- @people customers: from int_customers_scored
-- @people likely_customers: from customer_forecasts where horizon_days = 91 and any_probability >= 0.5
-- @people best_customers: from (select customer_id, row_number() over
--  (order by coalesce(expected_amount, expected_purchases) desc, customer_id) as place, count(*) over () as everyone
--  from customer_forecasts where horizon_days = 91) as ranked where place <= ceil(0.1 * everyone)
-- @part likely_customers, best_customers of customers
-- @whole expected_total, low_total, high_total, expected_amount, amount_low, amount_high, active_share, best_share, shown_error, confidence
-- @unit customers: best_customers
-- @unit percent: active_share, best_share
-- @unit number: confidence
-- @unit text: code
with
ranked as (
    select
        coalesce(expected_amount, expected_purchases) as worth,
        row_number() over (order by coalesce(expected_amount, expected_purchases) desc, customer_id) as place,
        count(*) over () as everyone
    from customer_forecasts
    where horizon_days = 91
),
best as (
    select
        count(*) filter (where place <= ceil(0.1 * everyone)) as best_customers,
        sum(worth) filter (where place <= ceil(0.1 * everyone)) / nullif(sum(worth), 0) as best_share
    from ranked
),
active as (
    select expected_total as active_total
    from forecast_stages
    where stage = 'active'
)
select
    forecast_verdict.code
    || case when forecast_verdict.is_holding and forecast_stages.expected_amount is null then '_without_money' else '' end
        as code,
    forecast_stages.customers,
    forecast_stages.likely_customers,
    forecast_stages.expected_total,
    forecast_stages.low_total,
    forecast_stages.high_total,
    forecast_stages.expected_amount,
    forecast_stages.amount_low,
    forecast_stages.amount_high,
    active.active_total / nullif(forecast_stages.expected_total, 0) as active_share,
    best.best_customers::integer as best_customers,
    best.best_share,
    forecast_verdict.shown_error,
    forecast_verdict.tests_passed,
    case
        when not forecast_verdict.is_holding then 1
        when forecast_verdict.code = 'forecast_holds' then 3
        else 2
    end as confidence
from forecast_verdict
cross join active
cross join best
inner join forecast_stages on forecast_stages.stage = 'all'
