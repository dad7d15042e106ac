-- One row per month of the first purchase and number of days of the customers in the selection; of everybody when nothing is selected.
-- @materialize view
-- @when stage, tier: selected_customers
-- @metric none
-- @counts new_customers
-- @apart repurchased_customers
with
spells as (
    select
        date_trunc('month', selected_customers.first_date)::date as month_date,
        selected_customers.repurchase_days,
        (int_settings.as_of - selected_customers.first_date)::integer as age_days
    from selected_customers
    cross join int_settings
    where is_selecting()
),
placed as (
    select
        month_date,
        age_days as days,
        1 as new_customers,
        case when repurchase_days is null then 0 else 1 end as returned_customers,
        0 as repurchased_customers
    from spells
    union all
    select
        month_date,
        repurchase_days as days,
        0 as new_customers,
        0 as returned_customers,
        1 as repurchased_customers
    from spells
    where repurchase_days is not null
)
select *
from int_cohort_days
where not is_selecting()
union all
select
    month_date,
    days,
    sum(new_customers)::integer as new_customers,
    sum(returned_customers)::integer as returned_customers,
    sum(repurchased_customers)::integer as repurchased_customers
from placed
group by month_date, days
