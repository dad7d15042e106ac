-- One row per stage, and one for all: what today's customers are expected to buy in 91 days. Without numbers where the model
-- does not hold.
-- @key stage
-- @column stage  all: every customer
-- @column alive_share  of the stage who have not stopped buying, as far as the model can tell
-- @column likely_customers  more likely than not to buy
-- @column expected_total  purchases; low_total and high_total hold them with 80 %: chance, parameters, and the error of the last test
-- @column expected_amount  what they come to; amount_low and amount_high likewise
-- @metric none
-- @counts customers
-- @people customers: from int_customers_scored where $stage = 'all' or stage_of(recency_days) = $stage
-- @people likely_customers: from customer_forecasts
--  where horizon_days = 91 and any_probability >= 0.5 and ($stage = 'all' or stage = $stage)
-- @rows totals is_total
-- @part likely_customers of customers
-- @whole alive_share, expected_total, low_total, high_total, expected_amount, amount_low, amount_high
-- @unit percent: alive_share
-- @unit customers: customers, likely_customers
-- @unit money: expected_amount, amount_low, amount_high
-- @unit text: stage
-- @unit number: low_total, high_total
-- @unit flag: is_total
with
stages as (
    select
        unnest(['active', 'silent', 'sleeping', 'lost', 'long_lost', 'all']) as stage,
        unnest([1, 2, 3, 4, 5, 6]) as position
),
people as (
    select
        stage_of(recency_days) as stage,
        *
    from int_forecast_people
    where forecast = 'now' and horizon_days = 91
),
summed as (
    select
        coalesce(stage, 'all') as stage,
        count(*) as customers,
        avg(alive_probability) as alive_share,
        count(*) filter (where any_probability >= 0.5) as likely_customers,
        sum(expected_purchases) as expected_total,
        sum(expected_purchases * amount_each) as expected_amount,
        sum(purchases_variance) + sum(error_1) ** 2 + sum(error_2) ** 2 + sum(error_3) ** 2 + sum(error_4) ** 2
            as variance,
        sum((purchases_variance + expected_purchases) * amount_each ** 2) as amount_variance
    from people
    group by grouping sets ((stage), ())
),
counted as (
    select
        coalesce(stage_of(recency_days), 'all') as stage,
        count(*) as customers
    from int_customers_scored
    group by grouping sets ((stage_of(recency_days)), ())
),
spread as (
    select
        summed.*,
        sqrt(summed.variance + (summed.expected_total * forecast_verdict.shown_error) ** 2) as total_spread,
        sqrt(
            summed.amount_variance
            + (summed.expected_amount * greatest(abs(forecast_verdict.amount_error), abs(forecast_verdict.shown_error))) ** 2
        ) as amount_spread
    from summed
    cross join forecast_verdict
    where forecast_verdict.is_holding
)
select
    stages.stage,
    coalesce(counted.customers, 0)::integer as customers,
    spread.alive_share,
    case when spread.stage is not null then spread.likely_customers end::integer as likely_customers,
    round(spread.expected_total) as expected_total,
    round(greatest(0, spread.expected_total - 1.2816 * spread.total_spread)) as low_total,
    round(spread.expected_total + 1.2816 * spread.total_spread) as high_total,
    spread.expected_amount,
    greatest(0, spread.expected_amount - 1.2816 * spread.amount_spread) as amount_low,
    spread.expected_amount + 1.2816 * spread.amount_spread as amount_high,
    stages.stage = 'all' as is_total
from stages
cross join forecast_verdict
left join counted on stages.stage = counted.stage
left join spread on stages.stage = spread.stage
order by stages.position
