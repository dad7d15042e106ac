-- One row per day of the last three: customers so far, new and returning buyers, sleeping customers, conversion. Not narrowed by a selection.
-- @key day_date
-- @column customers  with a purchase up to and on the day
-- @column sleeping_customers  at the end of the day, last purchase within a year but more than three months ago (calendar months)
-- @column buyers  different known customers who bought
-- @column returning_share  returning buyers out of all buyers; null in the first 365 days of data and for fewer than 30 buyers
-- @column conversion_rate  buyers out of visitors, by the platform's own count of the day
-- @column industry_share  the returning share you compare with, of that week or month, else the one number typed in
-- @metric F26
-- @counts customers
-- @people customers: from int_customers_summed where first_date <= $day_date
-- @people sleeping_customers: from purchases
--  where purchase_date >= ($day_date + 1 - interval 1 year)::date
--  and purchase_date < ($day_date + 1 - to_months(coalesce(getvariable('sleeping_months')::integer, 3)))::date
--  and (next_date is null or next_date > $day_date)
-- @people buyers: from purchases where purchase_date = $day_date
-- @people returning_buyers: from purchases where purchase_date = $day_date
--  and (previous_date is null or previous_date < purchase_date)
--  and is_returning_buyer(previous_date, purchase_date, next_date, $day_date + 1)
-- @people new_buyers: from purchases where purchase_date = $day_date
--  and (previous_date is null or previous_date < purchase_date)
--  and not is_returning_buyer(previous_date, purchase_date, next_date, $day_date + 1)
-- @rows nested day_date
-- @part sleeping_customers, buyers of customers
-- @part new_buyers, returning_buyers of buyers
-- @apart visitor_count
-- @whole conversion_rate, industry_share
-- @unit customers: customers, sleeping_customers
-- @check new_buyers + returning_buyers = buyers
with
three as (
    select day_log.*
    from day_log
    cross join int_settings
    where day_log.day_date >= int_settings.as_of - 3
),
known as (
    select
        three.day_date,
        count(*) as customers
    from three
    inner join int_customers_summed on int_customers_summed.first_date <= three.day_date
    group by three.day_date
),
asleep as (
    select
        three.day_date,
        count(*) as customers
    from three
    inner join purchases
        on purchases.purchase_date >= (three.day_date + 1 - interval 1 year)::date
        and purchases.purchase_date
        < (three.day_date + 1 - to_months(coalesce(getvariable('sleeping_months')::integer, 3)))::date
        and (purchases.next_date is null or purchases.next_date > three.day_date)
    group by three.day_date
),
visited as (
    select
        day_date,
        sum(buyer_count) filter (where visitor_count is not null)
        / nullif(sum(visitor_count) filter (where buyer_count is not null), 0) as conversion_rate
    from shop_days
    where is_shop_chosen(platform, shop)
    group by day_date
)
select
    three.day_date,
    coalesce(known.customers, 0)::integer as customers,
    three.buyers,
    three.new_buyers,
    three.returning_buyers,
    case when three.buyers >= 30 then three.returning_share end as returning_share,
    coalesce(of_week.industry_share, of_month.industry_share, getvariable('industry_share')::double) as industry_share,
    coalesce(asleep.customers, 0)::integer as sleeping_customers,
    three.visitor_count,
    visited.conversion_rate
from three
left join known on three.day_date = known.day_date
left join asleep on three.day_date = asleep.day_date
left join visited on three.day_date = visited.day_date
left join benchmarks as of_week
    on of_week.period = 'week' and of_week.period_date = date_trunc('week', three.day_date)::date
left join benchmarks as of_month
    on of_month.period = 'month' and of_month.period_date = date_trunc('month', three.day_date)::date
order by three.day_date desc
