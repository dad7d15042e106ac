-- One row per customer: recency, frequency and money scored 1 to 5, flagged high or low, and the tier they make.
-- @key customer_id
-- @column monetary_value  what M measures: net sales per purchase, or in total, as the reader chose
-- @column is_recency_high  bought more recently than the rule asks
-- @column is_frequency_high  bought more often than the rule asks
-- @column is_monetary_high  spent more than the rule asks; false for everybody where no amounts are known
-- @metric none
-- @counts rows
-- @unit money: monetary_value
-- @unit number: recency_score, frequency_score, monetary_score
-- @unit flag: is_recency_high, is_frequency_high, is_monetary_high
-- @unit text: tier, tier_group
-- @check recency_score between 1 and 5 and frequency_score between 1 and 5 and monetary_score between 1 and 5
-- @check tier is not null and tier_group is not null
with
measured as (
    select
        *,
        case
            when coalesce(getvariable('rfm_monetary')::varchar, 'mean') = 'total' then net_amount
            else mean_amount
        end as monetary_value
    from int_customers_summed
),
ranked as (
    select
        *,
        rank() over (order by recency_days desc) - 1 as less_recent,
        rank() over (order by purchases) - 1 as less_often,
        rank() over (order by monetary_value) - 1 as less_money,
        count(*) over () as everyone
    from measured
    where coalesce(getvariable('rfm_method')::varchar, 'quantile') <> 'breaks'
    union all
    select
        *,
        null as less_recent,
        null as less_often,
        null as less_money,
        null as everyone
    from measured
    where coalesce(getvariable('rfm_method')::varchar, 'quantile') = 'breaks'
),
breaks as (
    select
        coalesce(getvariable('rfm_recency_breaks')::double[], [30, 60, 90, 120]) as recency_breaks,
        coalesce(getvariable('rfm_frequency_breaks')::double[], [2, 3, 4, 5]) as frequency_breaks,
        coalesce(getvariable('rfm_monetary_breaks')::double[], [50, 100, 150, 200]) as monetary_breaks
),
scored as (
    select
        ranked.* exclude (less_recent, less_often, less_money, everyone),
        greatest(1, coalesce(
            1 + 5 * less_recent // everyone,
            5 - len(list_filter(recency_breaks, lambda edge: edge < recency_days))
        ))::tinyint as recency_score,
        least(5, coalesce(
            1 + 5 * less_often // everyone,
            1 + len(list_filter(frequency_breaks, lambda edge: edge <= purchases))
        ))::tinyint as frequency_score,
        least(5, coalesce(
            1 + 5 * less_money // everyone,
            1 + len(list_filter(monetary_breaks, lambda edge: edge <= monetary_value))
        ))::tinyint as monetary_score
    from ranked
    cross join breaks
),
averaged as (
    select
        avg(recency_score) as mean_recency_score,
        avg(frequency_score) as mean_frequency_score,
        avg(monetary_score) as mean_monetary_score,
        avg(recency_days) as mean_recency,
        avg(purchases) as mean_frequency,
        avg(monetary_value) as mean_monetary
    from scored
),
flagged as (
    select
        scored.*,
        case coalesce(getvariable('rfm_flag')::varchar, 'mean_score')
            when 'mean_value' then recency_days < mean_recency
            when 'score_4' then recency_score >= 4
            else recency_score > mean_recency_score
        end as is_recency_high,
        case coalesce(getvariable('rfm_flag')::varchar, 'mean_score')
            when 'mean_value' then purchases > mean_frequency
            when 'score_4' then frequency_score >= 4
            else frequency_score > mean_frequency_score
        end as is_frequency_high,
        case coalesce(getvariable('rfm_flag')::varchar, 'mean_score')
            -- without amounts M tells nobody apart
            when 'mean_value' then coalesce(monetary_value > mean_monetary, false)
            when 'score_4' then monetary_score >= 4
            else monetary_score > mean_monetary_score
        end as is_monetary_high
    from scored
    cross join averaged
)
select
    *,
    tier_of(is_recency_high, is_frequency_high, is_monetary_high) as tier,
    tier_group_of(tier_of(is_recency_high, is_frequency_high, is_monetary_high)) as tier_group
from flagged
