-- One row per number of purchases in the last three calendar months: how many buyers made so many.
-- @key frequency_band
-- @column frequency_band  number of purchases in the three months; 5+ is five and more
-- @column buyers_share  out of everybody who bought in the three months
-- @column repeat_rate  buyers with two and more in the three months out of all buyers of them; the same in each row
-- @column from_date  first day of the three months
-- @metric F21
-- @counts buyers
-- @people buyers: from (
--  select customer_id, count(*) as times from selected_purchases cross join int_settings
--  where purchase_date >= (as_of - interval 3 month)::date group by customer_id
--  ) as bought where case when times >= 5 then '5+' else times::varchar end = $frequency_band
-- @whole buyers_share
-- @unit percent: buyers_share, repeat_rate
-- @unit customers: buyers
-- @unit date: from_date
-- @unit flag: is_reliable
-- @unit text: frequency_band
-- @good higher: repeat_rate
with
bought as (
    select
        selected_purchases.customer_id,
        count(*) as purchases
    from selected_purchases
    cross join int_settings
    where selected_purchases.purchase_date >= (int_settings.as_of - interval 3 month)::date
    group by selected_purchases.customer_id
),
banded as (
    select
        case when purchases >= 5 then '5+' else purchases::varchar end as frequency_band,
        count(*) as buyers,
        count(*) filter (where purchases >= 2) as repeat_buyers
    from bought
    group by frequency_band
)
select
    banded.frequency_band,
    banded.buyers::integer as buyers,
    banded.buyers / sum(banded.buyers) over () as buyers_share,
    sum(banded.repeat_buyers) over () / sum(banded.buyers) over () as repeat_rate,
    (int_settings.as_of - interval 3 month)::date as from_date,
    coalesce((int_settings.as_of - interval 3 month)::date >= int_settings.first_date, false) as is_reliable
from banded
cross join int_settings
order by banded.frequency_band
