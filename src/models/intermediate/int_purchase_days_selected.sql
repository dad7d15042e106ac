-- One row per day and kind of purchase of the customers in the selection; of everybody when nothing is selected.
-- @materialize view
-- @when stage, tier: selected_purchases
-- @metric none
-- @counts purchases
-- @whole orders, net_sales
-- @spent net_sales
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
    from selected_purchases
    where is_selecting()
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
    from selected_orders as returned
    asof inner join selected_purchases as purchases
        on returned.customer_id = purchases.customer_id and returned.ordered_date >= purchases.purchase_date
    where is_selecting() and returned.is_return and returned.net_amount <> 0
)
select *
from int_purchase_days
where not is_selecting()
union all
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
