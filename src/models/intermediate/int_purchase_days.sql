-- One row per day and kind of purchase: new, returning and how, first of its week or month. Periods add these up.
-- @key purchase_date, purchase_kind, is_first_in_week, is_first_in_month, is_again_in_week, is_again_in_month
-- @column purchase_kind  new; year: another within the 365 days before; ever: one before, but longer ago
-- @column is_again_in_week  the same customer purchases again later in the week; likewise the month
-- @metric none
-- @counts purchases
-- @whole orders, net_sales
-- @spent net_sales
-- @unit money: net_sales
-- @unit purchases: purchases
-- @unit flag: is_again_in_week, is_again_in_month
-- @unit text: purchase_kind
-- @good higher: net_sales
with
dated as (
    select
        purchase_date,
        purchase_kind_of(previous_date, purchase_date) as purchase_kind,
        is_first_in_week,
        is_first_in_month,
        coalesce(next_date < week_date + 7, false) as is_again_in_week,
        coalesce(next_date < (month_date + interval 1 month)::date, false) as is_again_in_month,
        1 as purchases,
        orders,
        net_amount
    from purchases
    union all
    select
        returned.ordered_date as purchase_date,
        purchase_kind_of(purchases.previous_date, purchases.purchase_date) as purchase_kind,
        false as is_first_in_week,
        false as is_first_in_month,
        false as is_again_in_week,
        false as is_again_in_month,
        0 as purchases,
        0 as orders,
        returned.net_amount
    from orders as returned
    asof inner join purchases
        on returned.customer_id = purchases.customer_id and returned.ordered_date >= purchases.purchase_date
    where returned.is_return and returned.net_amount <> 0
)
select
    purchase_date,
    purchase_kind,
    is_first_in_week,
    is_first_in_month,
    is_again_in_week,
    is_again_in_month,
    sum(purchases)::integer as purchases,
    sum(orders)::integer as orders,
    sum(net_amount)::decimal(18, 2) as net_sales
from dated
group by
    purchase_date,
    purchase_kind,
    is_first_in_week,
    is_first_in_month,
    is_again_in_week,
    is_again_in_month
