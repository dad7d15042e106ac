-- One row per side: the customers who came last and were watched for so many days, and those who came before them.
-- @key side
-- @column side  newer, or older: the same days a year before where 365 days of data lie before those, else the days right before
-- @column base  year, when older are those of a year before; before otherwise; short when the data cannot tell, and nobody is counted
-- @column from_date  first day of their first purchases; until_date the last
-- @column customers  whose first purchase lies in those days
-- @column returned_customers  those who bought again within window_days
-- @column came_back_share  the same out of customers; null for fewer than 30
-- @column share_low  lower end of the 95 % interval (Wilson) of came_back_share; share_high the upper one
-- @column value_per_customer  net sales within window_days per customer; null for fewer than 30
-- @column value_error  its standard error
-- @column window_days  the days after the first purchase
-- @metric F22
-- @counts customers
-- @people customers: from int_acquisitions where first_date between $from_date and $until_date
-- @people returned_customers: from int_acquisitions
--  where first_date between $from_date and $until_date and second_days <= $window_days
-- @rows apart
-- @part returned_customers of customers
-- @whole value_per_customer, value_error, window_days
-- @unit percent: came_back_share, share_low, share_high
-- @unit money: value_per_customer, value_error
-- @unit customers: customers, returned_customers
-- @unit days: window_days
-- @unit date: from_date, until_date
-- @unit text: side, base
-- @good higher: came_back_share, value_per_customer
-- @check returned_customers <= customers
with
settings as (
    select
        as_of,
        coalesce(getvariable('cohort_days')::integer, 180) as window_days,
        -- days of first purchases that are surely first, and watched long enough
        coalesce(history_days - 365 - coalesce(getvariable('cohort_days')::integer, 180), 0)::integer as span
    from int_settings
),
sized as (
    select
        *,
        case when span >= 364 + 60 then 'year' when span >= 60 then 'before' else 'short' end as base,
        case
            when span >= 364 + 60 then least(182, span - 364)
            when span >= 60 then least(182, span // 2)
            else 0
        end as length_days
    from settings
),
sides as (
    select
        unnest(['newer', 'older']) as side,
        base,
        window_days,
        length_days,
        as_of - (window_days + length_days + unnest([0, case when base = 'year' then 364 else length_days end]))::integer as from_date
    from sized
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
counted as (
    select
        sides.side,
        sides.base,
        sides.window_days,
        sides.from_date::date as from_date,
        (sides.from_date + sides.length_days - 1)::date as until_date,
        count(int_acquisitions.customer_id) as customers,
        count(*) filter (where int_acquisitions.second_days <= sides.window_days) as returned_customers,
        avg(worth.net_sales) as value_per_customer,
        stddev_samp(worth.net_sales) / sqrt(count(worth.net_sales)) as value_error
    from sides
    left join int_acquisitions
        on int_acquisitions.first_date >= sides.from_date
        and int_acquisitions.first_date < sides.from_date + sides.length_days
    left join worth on int_acquisitions.customer_id = worth.customer_id
    group by sides.side, sides.base, sides.window_days, sides.from_date, sides.length_days
)
select
    side,
    base,
    customers::integer as customers,
    returned_customers::integer as returned_customers,
    case when customers >= 30 then returned_customers / customers end as came_back_share,
    case when customers >= 30 then wilson_low(returned_customers, customers) end as share_low,
    case when customers >= 30 then wilson_high(returned_customers, customers) end as share_high,
    case when customers >= 30 then value_per_customer end as value_per_customer,
    case when customers >= 30 then value_error end as value_error,
    window_days,
    from_date,
    until_date
from counted
order by side
