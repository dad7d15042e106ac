-- One row per group of first purchases: how many came back within so many days, and what they have been worth. Not narrowed by a selection.
-- @key acquisition, acquired_group
-- @column place_number  by number of customers, the largest first; of months and weeks the newest first
-- @column customers  whose first purchase makes them one of the group
-- @column watched_customers  those of them who first bought more than window_days ago: the denominator
-- @column returned_customers  watched customers who bought again within window_days
-- @column came_back_share  out of watched_customers; null for fewer than 30, and for a month or week of which not all were watched
-- @column share_low  lower end of the 95 % interval (Wilson) of came_back_share; share_high the upper one
-- @column standing  above or below: its share differs from that of all other watched customers by more than chance, though many groups are compared (three standard errors); within otherwise; null for months, weeks and small groups
-- @column third_customers  watched customers who bought a third time within window_days
-- @column median_days  median days from the first purchase to the second, of those who came back
-- @column first_value  net sales of the first purchase per customer
-- @column value_per_customer  net sales within window_days per watched customer; null where came_back_share is
-- @column window_days  the days after the first purchase
-- @column is_small  fewer than 30 watched customers: no percentages
-- @column is_unfinished  a month or week of which not all customers were watched for window_days
-- @column is_censored  fewer than 365 days of data before the month or week, so some of these are not really first purchases
-- @metric F22, F29
-- @counts customers
-- @people customers: from int_acquired_groups where acquisition = $acquisition and acquired_group = $acquired_group
-- @people watched_customers: from int_acquired_groups cross join int_settings
--  where acquisition = $acquisition and acquired_group = $acquired_group and as_of - int_acquired_groups.first_date > $window_days
-- @people returned_customers: from int_acquired_groups cross join int_settings
--  where acquisition = $acquisition and acquired_group = $acquired_group and as_of - int_acquired_groups.first_date > $window_days
--  and second_days <= $window_days
-- @people third_customers: from int_acquired_groups cross join int_settings
--  where acquisition = $acquisition and acquired_group = $acquired_group and as_of - int_acquired_groups.first_date > $window_days
--  and third_days <= $window_days
-- @part watched_customers of customers
-- @part returned_customers of watched_customers
-- @part third_customers of returned_customers
-- @rows alternatives
-- @whole place_number, window_days, median_days, first_value, value_per_customer
-- @unit percent: came_back_share, share_low, share_high
-- @unit money: first_value, value_per_customer
-- @unit customers: customers, watched_customers, returned_customers, third_customers
-- @unit days: median_days, window_days
-- @unit number: place_number
-- @unit text: standing
-- @unit flag: is_small, is_unfinished, is_censored
-- @good higher: came_back_share, value_per_customer, first_value
-- @check third_customers <= returned_customers and returned_customers <= watched_customers and watched_customers <= customers
with
settings as (
    select
        as_of,
        first_date as data_date,
        coalesce(getvariable('cohort_days')::integer, 180) as window_days
    from int_settings
),
worth as (
    select
        int_age_sales.customer_id,
        sum(int_age_sales.net_amount)::double as net_sales
    from int_age_sales
    cross join settings
    where int_age_sales.age_days <= settings.window_days
    group by int_age_sales.customer_id
),
members as (
    select
        int_acquired_groups.*,
        worth.net_sales,
        settings.as_of - int_acquired_groups.first_date > settings.window_days as is_watched,
        int_acquired_groups.first_date - settings.data_date < 365 as is_early
    from int_acquired_groups
    cross join settings
    inner join worth on int_acquired_groups.customer_id = worth.customer_id
),
counted as (
    select
        members.acquisition,
        members.acquired_group,
        any_value(settings.window_days) as window_days,
        count(*) as customers,
        count(*) filter (where is_watched) as watched_customers,
        count(*) filter (where is_watched and second_days <= settings.window_days) as returned_customers,
        count(*) filter (where is_watched and third_days <= settings.window_days) as third_customers,
        median(second_days) filter (where is_watched and second_days <= settings.window_days) as median_days,
        avg(first_amount)::double as first_value,
        avg(members.net_sales) filter (where is_watched) as value_per_customer,
        max(closed_date) as closed_date,
        coalesce(max(closed_date) is not null and (max(closed_date) > any_value(settings.as_of) or not bool_and(is_watched)), false)
            as is_unfinished,
        coalesce(max(closed_date) is not null and bool_or(is_early), false) as is_censored
    from members
    cross join settings
    group by members.acquisition, members.acquired_group
),
compared as (
    select
        *,
        watched_customers >= 30 and not is_unfinished as is_told,
        sum(watched_customers) over everybody - watched_customers as other_customers,
        sum(returned_customers) over everybody - returned_customers as other_returned,
        returned_customers / nullif(watched_customers, 0) as share
    from counted
    window everybody as (partition by acquisition)
),
judged as (
    select
        *,
        other_returned / nullif(other_customers, 0) as other_share,
        sqrt(
            share * (1 - share) / nullif(watched_customers, 0)
            + (other_returned / nullif(other_customers, 0)) * (1 - other_returned / nullif(other_customers, 0))
            / nullif(other_customers, 0)
        ) as standard_error
    from compared
)
select
    acquisition,
    acquired_group,
    (row_number() over (
        partition by acquisition order by closed_date desc nulls last, customers desc, acquired_group
    ))::integer as place_number,
    customers::integer as customers,
    watched_customers::integer as watched_customers,
    returned_customers::integer as returned_customers,
    case when is_told then share end as came_back_share,
    case when is_told then wilson_low(returned_customers, watched_customers) end as share_low,
    case when is_told then wilson_high(returned_customers, watched_customers) end as share_high,
    case
        when not is_told or closed_date is not null or other_customers < 30 then null
        when share - other_share > 3 * standard_error then 'above'
        when share - other_share < -3 * standard_error then 'below'
        else 'within'
    end as standing,
    third_customers::integer as third_customers,
    median_days,
    case when is_told then first_value end as first_value,
    case when is_told then value_per_customer end as value_per_customer,
    window_days,
    watched_customers < 30 as is_small,
    is_unfinished,
    is_censored
from judged
order by acquisition, place_number
