-- One row per group of first purchases and 30 days since then: who bought, how much. Not narrowed by a selection.
-- @key acquisition, acquired_group, age_days
-- @column acquisition  how customers are grouped: by month, week, product, channel, coupon, place or size of the first purchase
-- @column acquired_group  the group
-- @column age_days  the last of the 30 days, counted from the first purchase; 0 is its own day. A row stands only when every customer of the group was watched to its end
-- @column customers  of the group; of a product, channel, coupon, place or size those who first bought more than window_days ago
-- @column window_days  how many days after the first purchase are shown
-- @column bought_customers  who bought in these 30 days
-- @column bought_share  the same out of customers; null for fewer than 30
-- @column returned_customers  who had bought again by the end of them
-- @column came_back_share  the same out of customers; null for fewer than 30
-- @column net_sales  of these 30 days
-- @column value_per_customer  net sales from the first purchase on per customer of the group; null for fewer than 30
-- @column is_censored  fewer than 365 days of data before the month or week, so some of these are not really first purchases
-- @metric F22, F29
-- @counts customers
-- @people customers: from int_acquired_groups cross join int_settings
--  where acquisition = $acquisition and acquired_group = $acquired_group
--  and (closed_date is not null or as_of - int_acquired_groups.first_date > $window_days)
-- @rows alternatives
-- @part bought_customers, returned_customers of customers
-- @whole age_days, window_days, orders, net_sales, value_per_customer
-- @spent net_sales
-- @unit percent: bought_share, came_back_share
-- @unit money: value_per_customer, net_sales
-- @unit customers: customers, bought_customers, returned_customers
-- @unit days: window_days
-- @unit flag: is_censored
-- @good higher: bought_share, came_back_share, value_per_customer, net_sales
-- @check returned_customers <= customers and bought_customers <= customers
with
settings as (
    select
        as_of,
        first_date as data_date,
        coalesce(getvariable('cohort_days')::integer, 180) as window_days
    from int_settings
),
members as (
    select
        int_acquired_groups.acquisition,
        int_acquired_groups.acquired_group,
        int_acquired_groups.customer_id,
        int_acquired_groups.second_days,
        int_acquired_groups.first_date,
        int_acquired_groups.closed_date
    from int_acquired_groups
    cross join settings
    where
        int_acquired_groups.closed_date is not null
        or settings.as_of - int_acquired_groups.first_date > settings.window_days
),
sized as (
    select
        acquisition,
        acquired_group,
        count(*) as customers,
        min(first_date) as earliest_date,
        max(first_date) as latest_date,
        max(closed_date) as closed_date
    from members
    group by acquisition, acquired_group
),
cells as (
    select
        sized.acquisition,
        sized.acquired_group,
        sized.customers,
        settings.window_days,
        unnest(range(0, settings.window_days + 1, 30)) as age_days,
        settings.as_of - sized.latest_date as watched_days,
        coalesce(sized.earliest_date - settings.data_date < 365 and sized.closed_date is not null, false) as is_censored
    from sized
    cross join settings
    where sized.closed_date is null or sized.closed_date <= settings.as_of
),
sold as (
    select
        members.acquisition,
        members.acquired_group,
        int_age_sales.age_days,
        count(*) filter (where int_age_sales.purchases > 0) as bought_customers,
        sum(int_age_sales.orders) as orders,
        sum(int_age_sales.net_amount)::double as net_sales
    from members
    inner join int_age_sales on members.customer_id = int_age_sales.customer_id
    group by members.acquisition, members.acquired_group, int_age_sales.age_days
),
returned as (
    select
        acquisition,
        acquired_group,
        30 * ceil(second_days / 30) as age_days,
        count(*) as customers
    from members
    where second_days is not null
    group by acquisition, acquired_group, 30 * ceil(second_days / 30)
),
counted as (
    select
        cells.acquisition,
        cells.acquired_group,
        cells.age_days,
        cells.customers,
        cells.window_days,
        cells.is_censored,
        coalesce(sold.bought_customers, 0) as bought_customers,
        sum(coalesce(returned.customers, 0)) over until_then as returned_customers,
        coalesce(sold.orders, 0) as orders,
        coalesce(sold.net_sales, no_money()) as net_sales,
        sum(coalesce(sold.net_sales, no_money())) over until_then as value
    from cells
    left join sold
        on cells.acquisition = sold.acquisition
        and cells.acquired_group = sold.acquired_group
        and cells.age_days = sold.age_days
    left join returned
        on cells.acquisition = returned.acquisition
        and cells.acquired_group = returned.acquired_group
        and cells.age_days = returned.age_days
    where cells.age_days < cells.watched_days
    window until_then as (partition by cells.acquisition, cells.acquired_group order by cells.age_days)
)
select
    acquisition,
    acquired_group,
    age_days::integer as age_days,
    customers::integer as customers,
    window_days,
    bought_customers::integer as bought_customers,
    case when customers >= 30 then bought_customers / customers end as bought_share,
    returned_customers::integer as returned_customers,
    case when customers >= 30 then returned_customers / customers end as came_back_share,
    orders::integer as orders,
    net_sales::double as net_sales,
    case when customers >= 30 then value::double / customers end as value_per_customer,
    is_censored
from counted
order by acquisition, acquired_group, age_days
