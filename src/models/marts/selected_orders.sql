-- One row per order of a customer in the selection; every order, named buyer or not, when nothing is selected.
-- @materialize view
-- @when stage, tier: selected_customers
-- @key platform, shop, order_id
-- @metric none
-- @counts rows
select *
from orders
where not is_selecting()
union all
select orders.*
from orders
semi join selected_customers on orders.customer_id = selected_customers.customer_id
where is_selecting()
