-- One row per customer with at least one valid order before the as-of day. Not narrowed by a selection.
-- @materialize view
-- @key customer_id
-- @column purchases  purchases up to the as-of day (F)
-- @column recency_days  days from the last purchase to the as-of day (R)
-- @column mean_amount  net sales per purchase, to the cent
-- @column repurchase_days  days from the first purchase to the second; null when there is none
-- @column monetary_value  what M measures: net sales per purchase, or in total
-- @metric none
-- @counts rows
-- @unit text: stage
-- @check stage is not null
select
    int_customers_scored.customer_id,
    int_customer_keys.platform,
    int_customer_keys.customer_key,
    int_customer_keys.customer_key_quality,
    stage_of(int_customers_scored.recency_days) as stage,
    int_customers_scored.tier,
    int_customers_scored.tier_group,
    int_customers_scored.recency_days,
    int_customers_scored.purchases,
    int_customers_scored.orders,
    int_customers_scored.net_amount,
    int_customers_scored.mean_amount,
    int_customers_scored.monetary_value,
    int_customers_scored.repurchase_days,
    int_customers_scored.recency_score,
    int_customers_scored.frequency_score,
    int_customers_scored.monetary_score,
    int_customers_scored.is_recency_high,
    int_customers_scored.is_frequency_high,
    int_customers_scored.is_monetary_high,
    int_customers_scored.first_date,
    int_customers_scored.second_date,
    int_customers_scored.last_date
from int_customers_scored
left join int_customer_keys
    on int_customers_scored.customer_id = int_customer_keys.customer_id
    and int_customer_keys.is_main
