-- One row per recency score and number of purchases: number of customers.
-- @key recency_score, frequency_band
-- @column recency_band  the days since the last purchase that have this score, first to last
-- @column frequency_band  number of purchases; 5+ is five and more
-- @metric F12
-- @counts customers
-- @people customers: from selected_customers where recency_score = $recency_score
--  and case when purchases >= 5 then '5+' else purchases::varchar end = $frequency_band
-- @whole customers_share, net_sales
-- @spent net_sales
-- @unit money: net_sales
-- @unit percent: customers_share
-- @unit customers: customers
-- @unit text: recency_band, frequency_band
-- @good higher: net_sales
with
banded as (
    select
        recency_score,
        recency_days,
        case when purchases >= 5 then '5+' else purchases::varchar end as frequency_band,
        net_amount
    from selected_customers
),
bands as (
    select
        recency_score,
        min(recency_days) || '–' || max(recency_days) as recency_band
    from int_customers_scored
    group by recency_score
)
select
    banded.recency_score::integer as recency_score,
    bands.recency_band,
    banded.frequency_band,
    count(*)::integer as customers,
    count(*) / sum(count(*)) over () as customers_share,
    sum(banded.net_amount)::double as net_sales
from banded
inner join bands on banded.recency_score = bands.recency_score
group by banded.recency_score, bands.recency_band, banded.frequency_band
order by banded.recency_score desc, banded.frequency_band
