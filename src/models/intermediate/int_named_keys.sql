-- One row per buyer named in an export: platform and key, numbered.
-- @key key_number
-- @column key_number  our own number of the buyer; stable for the same data
-- @column customer_key_quality  strong when any of the buyer's orders has a strong key, else weak
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
