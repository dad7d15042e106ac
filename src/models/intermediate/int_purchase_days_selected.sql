-- One row per day and kind of purchase of the customers in the selection; of everybody when nothing is selected.
-- @materialize view
-- @when stage, tier: selected_purchases
-- @metric none
-- @counts purchases
-- @whole orders, net_sales
-- @spent net_sales
select *
from int_purchase_days
where not is_selecting()
union all
select
    purchase_date,
    purchase_kind_of(previous_date, purchase_date) as purchase_kind,
    is_first_in_week,
    is_first_in_month,
    coalesce(next_date < week_date + 7, false) as is_again_in_week,
    coalesce(next_date < (month_date + interval 1 month)::date, false) as is_again_in_month,
    count(*)::integer as purchases,
    sum(orders)::integer as orders,
    sum(net_amount)::decimal(18, 2) as net_sales
from selected_purchases
where is_selecting()
group by
    purchase_date,
    purchase_kind,
    is_first_in_week,
    is_first_in_month,
    is_again_in_week,
    is_again_in_month
