-- One row per purchase of a customer in the selection; every purchase when nothing is selected.
-- @materialize view
-- @when stage, tier: selected_customers
-- @key customer_id, purchase_number
-- @metric none
-- @counts rows
select *
from purchases
where not is_selecting()
union all
select purchases.*
from purchases
semi join selected_customers on purchases.customer_id = selected_customers.customer_id
where is_selecting()
