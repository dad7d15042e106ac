-- One row: how far the data reaches and how much of it is counted.
-- @column as_of  the day after the newest order, or the day the reader set
-- @column orders  orders before the as-of day in the currency that is summed
-- @column history_days  days from the oldest order to the as-of day
-- @metric none
-- @counts customers
-- @people customers: from int_customers_scored
-- @whole orders, net_sales, history_days
-- @spent net_sales
-- @unit money: net_sales
-- @unit customers: customers
-- @unit orders: valid_orders, identified_orders
-- @good higher: net_sales
with
counted as (
    select
        count(*) filter (where not is_return) as orders,
        count(*) filter (where is_valid) as valid_orders,
        count(*) filter (where is_valid and customer_id is not null) as identified_orders,
        sum(net_amount) filter (where is_valid or is_return)::double as net_sales
    from orders
),
people as (
    select count(*) as customers
    from int_customers_scored
)
select
    int_settings.currency,
    counted.orders,
    counted.valid_orders,
    counted.identified_orders,
    people.customers,
    counted.net_sales,
    int_settings.history_days,
    int_settings.first_date,
    int_settings.last_date,
    int_settings.as_of
from int_settings
cross join counted
cross join people
