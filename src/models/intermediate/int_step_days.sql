-- One row per step from the first purchase to the fourth and number of days, so that the days can be dragged.
-- @key purchase_number, days
-- @column customers  customers who took the step so many days before the as-of day
-- @column followed_customers  those of them who have taken the next by now, after however many days
-- @column next_customers  customers who took the next step after so many days
-- @metric none
-- @counts customers
-- @part followed_customers, next_customers of customers
-- @unit customers: customers, followed_customers, next_customers
-- @unit days: days
with
steps as (
    select
        purchases.purchase_number,
        (purchases.next_date - purchases.purchase_date)::integer as next_days,
        (int_settings.as_of - purchases.purchase_date)::integer as age_days
    from purchases
    cross join int_settings
    where purchases.purchase_number <= 4
),
placed as (
    select
        purchase_number,
        age_days as days,
        count(*) as customers,
        count(next_days) as followed_customers,
        0 as next_customers
    from steps
    group by purchase_number, age_days
    union all
    select
        purchase_number,
        next_days as days,
        0 as customers,
        0 as followed_customers,
        count(*) as next_customers
    from steps
    where next_days is not null
    group by purchase_number, next_days
)
select
    purchase_number,
    days,
    sum(customers)::integer as customers,
    sum(followed_customers)::integer as followed_customers,
    sum(next_customers)::integer as next_customers
from placed
group by purchase_number, days
