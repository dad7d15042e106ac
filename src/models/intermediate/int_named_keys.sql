-- One row per buyer that an export names: platform and key, with a small number for both.
-- @key key_number
-- @column key_number  a number of ours, stable for the same data, meaningless elsewhere
-- @column customer_key_quality  strong when any of the buyer's orders names them strongly, else weak
-- @metric none
-- @counts rows
-- @identity key_number
-- @unit number: key_number
-- @check customer_key_quality in ('strong', 'weak')
with
named as (
    select
        platform,
        customer_key,
        min(customer_key_quality) as customer_key_quality
    from stg_orders
    where customer_key is not null and customer_key_quality in ('strong', 'weak')
    group by platform, customer_key
)
select
    row_number() over (order by platform, customer_key)::integer as key_number,
    platform,
    customer_key,
    customer_key_quality
from named
