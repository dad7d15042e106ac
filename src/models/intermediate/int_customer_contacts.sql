-- One row per name, phone or e-mail that belongs to exactly one customer.
-- @materialize view
-- @key contact
-- @metric none
-- @counts rows
with
told as (
    select customer_key as contact, customer_id
    from int_customer_keys
    union
    select
        unnest([stg_orders.buyer_phone, lower(stg_orders.buyer_email)]) as contact,
        int_customer_keys.customer_id
    from stg_orders
    inner join int_customer_keys
        on stg_orders.platform = int_customer_keys.platform
        and stg_orders.customer_key = int_customer_keys.customer_key
)
select
    contact,
    min(customer_id) as customer_id
from told
where contact is not null
group by contact
having min(customer_id) = max(customer_id)
