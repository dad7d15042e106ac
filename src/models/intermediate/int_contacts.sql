-- One row per customer: the name, phone and e-mail of the newest order that gives them, else of a customers export.
-- @key customer_id
-- @metric none
-- @counts rows
with
told as (
    select
        int_customer_keys.customer_id,
        (1, coalesce(stg_orders.ordered_at, stg_orders.paid_at), stg_orders.platform, stg_orders.order_id) as told_at,
        stg_orders.buyer_name,
        stg_orders.buyer_phone,
        stg_orders.buyer_email
    from stg_orders
    inner join int_customer_keys
        on stg_orders.platform = int_customer_keys.platform
        and stg_orders.customer_key = int_customer_keys.customer_key
    union all
    select
        int_customer_keys.customer_id,
        (0, null, stg_customers.platform, stg_customers.source_id || ' ' || stg_customers.row_number) as told_at,
        stg_customers.buyer_name,
        stg_customers.buyer_phone,
        stg_customers.buyer_email
    from stg_customers
    inner join int_customer_keys
        on stg_customers.platform = int_customer_keys.platform
        and stg_customers.customer_key = int_customer_keys.customer_key
)
select
    customer_id,
    arg_max(buyer_name, told_at) filter (where not contains(buyer_name, '*')) as buyer_name,
    arg_max(buyer_phone, told_at) as buyer_phone,
    arg_max(buyer_email, told_at) as buyer_email
from told
group by customer_id
