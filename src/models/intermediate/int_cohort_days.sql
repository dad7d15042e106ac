-- One row per month of the first purchase and number of days, so that the days of repurchase can be dragged.
-- @key month_date, days
-- @column new_customers  customers of the month whose first purchase was this many days before the as-of day
-- @column returned_customers  those of them who have come back by now, within however many days
-- @column repurchased_customers  customers of the month who bought again after this many days
-- @metric none
-- @counts new_customers
-- @apart repurchased_customers
-- @unit customers: new_customers, returned_customers, repurchased_customers
-- @unit days: days
with
spells as (
    select
        date_trunc('month', int_first_buyers.first_date)::date as month_date,
        int_first_buyers.repurchase_days,
        (int_settings.as_of - int_first_buyers.first_date)::integer as age_days,
        int_first_buyers.customers
    from int_first_buyers
    cross join int_settings
),
placed as (
    select
        month_date,
        age_days as days,
        customers as new_customers,
        case when repurchase_days is null then 0 else customers end as returned_customers,
        0 as repurchased_customers
    from spells
    union all
    select
        month_date,
        repurchase_days as days,
        0 as new_customers,
        0 as returned_customers,
        customers as repurchased_customers
    from spells
    where repurchase_days is not null
)
select
    month_date,
    days,
    sum(new_customers)::integer as new_customers,
    sum(returned_customers)::integer as returned_customers,
    sum(repurchased_customers)::integer as repurchased_customers
from placed
group by month_date, days
