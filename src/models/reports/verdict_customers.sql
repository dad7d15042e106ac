-- One row per verdict, number of it that counts customers, and customer counted: exactly the people of each sentence.
-- @key topic, part, customer_id
-- @column topic  that of `verdicts`
-- @column part  the column of `verdicts` that counts them: denominator, hits, new_count, list_count; other_count of the best
-- @metric F74
-- @counts rows
-- @rows apart
-- @unit text: topic, part
with
people as (
    select
        int_customers_summed.*,
        int_settings.as_of - int_customers_summed.first_date as age_days,
        stage_of(int_customers_summed.recency_days) = 'active' as is_active,
        row_number() over (order by int_customers_summed.net_amount desc, int_customers_summed.customer_id)
            <= ceil(0.2 * count(*) over ()) as is_top,
        int_second_waits.most_days,
        coalesce(getvariable('repurchase_days')::integer, 100) as window_days
    from int_customers_summed
    cross join int_settings
    cross join int_second_waits
),
recent_buyers as (
    select
        purchases.customer_id,
        is_returning_buyer(
            purchases.previous_date, purchases.purchase_date, purchases.next_date, int_settings.as_of
        ) as is_back
    from purchases
    cross join int_settings
    where purchases.purchase_date >= int_settings.as_of - 30
        and (purchases.previous_date is null or purchases.previous_date < int_settings.as_of - 30)
),
newest as (
    select max(first_date) as newest_date
    from int_customers_summed
),
counted as (
    select 'returning_share' as topic, 'denominator' as part, customer_id from recent_buyers
    union all
    select 'returning_share', 'hits', customer_id from recent_buyers where is_back
    union all
    select 'returning_share', 'list_count', customer_id from people where age_days <= 30
    union all
    select 'one_time', 'denominator', customer_id from people
    union all
    select 'one_time', 'hits', customer_id from people where repurchase_days is null
    union all
    select 'one_time', 'list_count', customer_id from people where repurchase_days is null and age_days <= most_days
    union all
    select 'no_new_customers', 'denominator', customer_id from people
    union all
    select 'no_new_customers', unnest(['hits', 'list_count']), people.customer_id
    from people cross join newest
    where people.last_date > newest.newest_date
    union all
    select 'sales_trend', 'list_count', customer_id from people
    where purchases >= 2 and recency_days > stage_cut(1) and recency_days <= stage_cut(4)
    union all
    select 'active_customers', 'denominator', customer_id from people
    union all
    select 'active_customers', 'hits', customer_id from people where is_active
    union all
    select 'active_customers', 'new_count', customer_id from people where is_active and age_days <= 30
    union all
    select 'active_customers', 'list_count', customer_id from people
    where recency_days > stage_cut(1) and recency_days <= stage_cut(1) + 30
    union all
    select 'repurchase', 'denominator', customer_id from people where age_days between window_days + 1 and window_days + 90
    union all
    select 'repurchase', 'hits', customer_id from people
    where age_days between window_days + 1 and window_days + 90 and repurchase_days <= window_days
    union all
    select 'repurchase', 'list_count', customer_id from people where age_days <= window_days and repurchase_days is null
    union all
    select 'concentration', 'denominator', customer_id from people where is_top
    union all
    select 'concentration', 'hits', customer_id from people where is_top and recency_days <= stage_cut(1)
    union all
    select 'concentration', unnest(['list_count', 'other_count']), customer_id from people
    where is_top and recency_days > stage_cut(1)
)
select
    counted.topic,
    counted.part,
    counted.customer_id
from counted
