-- One row per first of a month: returning customers who were active then, and how many of them have not bought in the time after it. Not narrowed by a selection.
-- @key month_date
-- @column month_date  its first day is the day looked from
-- @column active_customers  bought twice or more before that day, the last time in the active stage (90 days, or as set) before it
-- @column lost_90_customers  those of them without a purchase in the 90 days from that day on; null unless all of those days are in the data; likewise 180 and 365
-- @column lost_90_rate  the same out of active_customers; null for fewer than 30; likewise 180 and 365
-- @column active_days  how long active is
-- @metric F32
-- @counts active_customers
-- @people active_customers: from purchases where purchase_number >= 2 and purchase_date < $month_date
--  and purchase_date >= $month_date - $active_days and (next_date is null or next_date >= $month_date)
-- @people lost_90_customers: from purchases where purchase_number >= 2 and purchase_date < $month_date
--  and purchase_date >= $month_date - $active_days and (next_date is null or next_date >= $month_date + 90)
-- @people lost_180_customers: from purchases where purchase_number >= 2 and purchase_date < $month_date
--  and purchase_date >= $month_date - $active_days and (next_date is null or next_date >= $month_date + 180)
-- @people lost_365_customers: from purchases where purchase_number >= 2 and purchase_date < $month_date
--  and purchase_date >= $month_date - $active_days and (next_date is null or next_date >= $month_date + 365)
-- @rows alternatives
-- @part lost_90_customers, lost_180_customers, lost_365_customers of active_customers
-- @whole active_days
-- @unit percent: lost_90_rate, lost_180_rate, lost_365_rate
-- @unit customers: active_customers, lost_90_customers, lost_180_customers, lost_365_customers
-- @unit days: active_days
-- @good lower: lost_90_rate, lost_180_rate, lost_365_rate
-- @check lost_365_customers is null or lost_365_customers <= lost_180_customers
-- @check lost_90_customers is null or lost_90_customers <= active_customers
with
settings as (
    select
        as_of,
        first_date,
        stage_cut(1) as active_days
    from int_settings
    where first_date is not null
),
calendar as (
    select unnest(
        generate_series((date_trunc('month', first_date) + interval 1 month)::date, as_of, interval 1 month)
    )::date as month_date
    from settings
),
stood as (
    select
        unnest(
            generate_series(
                (date_trunc('month', purchases.purchase_date) + interval 1 month)::date,
                least(
                    settings.as_of,
                    purchases.purchase_date + settings.active_days,
                    coalesce(purchases.next_date, settings.as_of)
                ),
                interval 1 month
            )
        )::date as month_date,
        purchases.next_date
    from purchases
    cross join settings
    where purchases.purchase_number >= 2
),
counted as (
    select
        calendar.month_date,
        count(stood.month_date) as active_customers,
        count(stood.month_date) filter (where stood.next_date is null or stood.next_date >= calendar.month_date + 90) as lost_90,
        count(stood.month_date) filter (where stood.next_date is null or stood.next_date >= calendar.month_date + 180) as lost_180,
        count(stood.month_date) filter (where stood.next_date is null or stood.next_date >= calendar.month_date + 365) as lost_365
    from calendar
    left join stood on calendar.month_date = stood.month_date
    group by calendar.month_date
)
select
    counted.month_date,
    settings.active_days,
    counted.active_customers::integer as active_customers,
    case when counted.month_date + 90 <= settings.as_of then counted.lost_90 end::integer as lost_90_customers,
    case
        when counted.month_date + 90 <= settings.as_of and counted.active_customers >= 30
            then counted.lost_90 / counted.active_customers
    end as lost_90_rate,
    case when counted.month_date + 180 <= settings.as_of then counted.lost_180 end::integer as lost_180_customers,
    case
        when counted.month_date + 180 <= settings.as_of and counted.active_customers >= 30
            then counted.lost_180 / counted.active_customers
    end as lost_180_rate,
    case when counted.month_date + 365 <= settings.as_of then counted.lost_365 end::integer as lost_365_customers,
    case
        when counted.month_date + 365 <= settings.as_of and counted.active_customers >= 30
            then counted.lost_365 / counted.active_customers
    end as lost_365_rate
from counted
cross join settings
order by counted.month_date
