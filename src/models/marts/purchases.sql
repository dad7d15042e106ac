-- One row per purchase: all valid orders of one customer on one calendar day, or each order, as the reader chose.
-- @key customer_id, purchase_number
-- @column purchase_number  1 for the customer's first purchase in the data
-- @column orders  valid orders in the purchase
-- @column previous_date  day of the same customer's purchase before this one; null for the first
-- @column next_date  day of the one after it; null for the last
-- @column interval_days  days since the purchase before it
-- @column is_first_in_week  the customer's first purchase in that ISO week
-- @column is_first_in_month  the customer's first purchase in that month
-- @metric none
-- @counts rows
-- @unit days: interval_days
-- @unit number: purchase_number
-- @unit date: purchase_date, previous_date, next_date
-- @unit flag: is_first_in_week, is_first_in_month
-- @check purchase_number >= 1
-- @check (purchase_number = 1) = (previous_date is null)
-- @check previous_date is null or previous_date <= purchase_date
with
valid_orders as (
    select
        platform,
        shop,
        order_id,
        customer_id,
        net_amount,
        ordered_date,
        ordered_at
    from orders
    where is_valid and customer_id is not null
),
bought as (
    select
        customer_id,
        0::bigint as place,
        count(*)::integer as orders,
        sum(net_amount)::decimal(18, 2) as net_amount,
        ordered_date as purchase_date
    from valid_orders
    where coalesce(getvariable('purchase_unit')::varchar, 'purchase_day') <> 'order'
    group by customer_id, ordered_date
    union all
    select
        customer_id,
        row_number() over (order by ordered_at, platform, shop, order_id) as place,
        1::integer as orders,
        net_amount,
        ordered_date as purchase_date
    from valid_orders
    where coalesce(getvariable('purchase_unit')::varchar, 'purchase_day') = 'order'
),
numbered as (
    select
        customer_id,
        row_number() over by_time as purchase_number,
        orders,
        net_amount,
        purchase_date,
        lag(purchase_date) over by_time as previous_date,
        lead(purchase_date) over by_time as next_date
    from bought
    window by_time as (partition by customer_id order by purchase_date, place)
),
dated as (
    select
        *,
        date_trunc('week', purchase_date)::date as week_date,
        date_trunc('month', purchase_date)::date as month_date
    from numbered
)
select
    customer_id,
    purchase_number::integer as purchase_number,
    orders,
    net_amount,
    (purchase_date - previous_date)::integer as interval_days,
    previous_date is null or previous_date < week_date as is_first_in_week,
    previous_date is null or previous_date < month_date as is_first_in_month,
    purchase_date,
    previous_date,
    next_date,
    week_date,
    month_date
from dated
