-- One row per number of purchases that a customer had made 91 days ago: what was expected of them then, and what they did.
-- @key purchases
-- @column purchases  5 stands for five and more
-- @column expected_each  purchases in the 91 days, on average, as the model would have said; low_each and high_each: 95 % of chance
-- @column actual_each  what they made
-- @column is_within  whether that was within chance
-- @metric none
-- @counts customers
-- @people customers: from int_forecast_customers where forecast = 'past' and least(repeats + 1, 5) = $purchases
-- @whole expected_each, low_each, high_each, actual_each, is_within, expected_total, actual_total
-- @unit number: expected_each, low_each, high_each, actual_each, expected_total, actual_total
-- @unit flag: is_within
-- @check customers > 0
with
summed as (
    select
        least(repeats + 1, 5) as purchases,
        count(*) as customers,
        sum(expected_purchases) as expected_total,
        sum(later_purchases) as actual_total,
        sqrt(
            sum(purchases_variance) + sum(error_1) ** 2 + sum(error_2) ** 2 + sum(error_3) ** 2 + sum(error_4) ** 2
        ) as spread
    from int_forecast_people
    where forecast = 'past'
    group by least(repeats + 1, 5)
)
select
    purchases::integer as purchases,
    customers::integer as customers,
    expected_total,
    actual_total::double as actual_total,
    expected_total / customers as expected_each,
    greatest(0, expected_total - 1.96 * spread) / customers as low_each,
    (expected_total + 1.96 * spread) / customers as high_each,
    actual_total / customers as actual_each,
    abs(actual_total - expected_total) <= 1.96 * spread as is_within
from summed
order by purchases
