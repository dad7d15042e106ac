-- One row per number of purchases so far, of customers who bought in the last half year: how many of those of 91 days ago came
-- again, and so how many of today's may. Counted, without any model.
-- @key purchases
-- @column purchases  3 stands for three and more
-- @column past_customers  who stood so 91 days ago
-- @column returned_customers  of them, who bought again in the 91 days
-- @column returned_share  with low_share and high_share, 95 % (Wilson)
-- @column expected_heads  today's customers at that share; low_heads and high_heads at the ends of the interval
-- @metric none
-- @counts customers
-- @people customers: from int_forecast_customers
--  where forecast = 'now' and least(repeats + 1, 3) = $purchases and age_days - recency_days < 182
-- @people past_customers: from int_forecast_customers
--  where forecast = 'past' and least(repeats + 1, 3) = $purchases and age_days - recency_days < 182
-- @people returned_customers: from int_forecast_customers where forecast = 'past' and later_purchases > 0
--  and least(repeats + 1, 3) = $purchases and age_days - recency_days < 182
-- @apart past_customers, returned_customers
-- @whole returned_share, low_share, high_share, expected_heads, low_heads, high_heads
-- @unit customers: past_customers, returned_customers
-- @unit percent: returned_share, low_share, high_share
-- @unit number: expected_heads, low_heads, high_heads
with
counted as (
    select
        least(repeats + 1, 3) as purchases,
        count(*) filter (where forecast = 'now') as customers,
        count(*) filter (where forecast = 'past') as past_customers,
        count(*) filter (where forecast = 'past' and later_purchases > 0) as returned_customers
    from int_forecast_customers
    where age_days - recency_days < 182
    group by least(repeats + 1, 3)
)
select
    purchases::integer as purchases,
    customers::integer as customers,
    past_customers::integer as past_customers,
    returned_customers::integer as returned_customers,
    returned_customers / nullif(past_customers, 0) as returned_share,
    wilson_low(returned_customers, past_customers) as low_share,
    wilson_high(returned_customers, past_customers) as high_share,
    round(customers * returned_customers / nullif(past_customers, 0)) as expected_heads,
    round(customers * wilson_low(returned_customers, past_customers)) as low_heads,
    round(customers * wilson_high(returned_customers, past_customers)) as high_heads
from counted
order by purchases
