-- One row per customer whose birthday falls on the as-of day or within the 30 days from it.
-- @key customer_id
-- @column birthday_date  the next birthday; 28 February for who was born on the 29th, in a year without one
-- @column until_days  days from the as-of day
-- @metric F71
-- @counts rows
-- @identity birthday_date
-- @unit days: until_days
-- @unit date: birthday_date
-- @check until_days between 0 and 29
with
born as (
    select
        customer_id,
        first(birth_date order by source desc, birth_date) as birth_date
    from int_customer_facts
    where birth_date is not null
    group by customer_id
),
months_of_birth as (
    select
        born.*,
        unnest([make_date(year(as_of), month(birth_date), 1), make_date(year(as_of) + 1, month(birth_date), 1)]) as month_date,
        as_of
    from born
    cross join int_settings
),
dated as (
    select
        customer_id,
        birth_date,
        as_of,
        least(month_date + (day(birth_date) - 1)::integer, last_day(month_date)) as birthday_date
    from months_of_birth
)
select
    dated.customer_id,
    customers.customer_key,
    customers.stage,
    customers.tier,
    customers.purchases,
    customers.net_amount,
    (dated.birthday_date - dated.as_of)::integer as until_days,
    dated.birthday_date,
    customers.last_date
from dated
inner join customers on dated.customer_id = customers.customer_id
where dated.birthday_date between dated.as_of and dated.as_of + 29
order by dated.birthday_date, customers.net_amount desc, dated.customer_id
