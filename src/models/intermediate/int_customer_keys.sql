-- One row per buyer named in an export, with its customer: buyers with a common phone or e-mail are one customer.
-- @key platform, customer_key
-- @column customer_id  the smallest key_number among the customer's buyers; stable for the same data
-- @column customer_key_quality  strong when any of the buyer's orders has a strong key, else weak
-- @column is_main  whether this key represents the customer
-- @metric none
-- @counts rows
-- @identity customer_id
-- @unit number: customer_id
-- @unit flag: is_main
-- @check customer_key_quality in ('strong', 'weak')
with recursive
labels (key_number, customer_id) using key (key_number) as (
    select distinct
        from_number as key_number,
        from_number as customer_id
    from int_identity_pairs
    union
    (
        select
            int_identity_pairs.to_number as key_number,
            min(reached.customer_id) as customer_id
        from labels as reached
        inner join int_identity_pairs on reached.key_number = int_identity_pairs.from_number
        inner join recurring.labels as known on int_identity_pairs.to_number = known.key_number
        where reached.customer_id < known.customer_id
        group by int_identity_pairs.to_number
    )
)
select
    coalesce(labels.customer_id, int_named_keys.key_number)::integer as customer_id,
    int_named_keys.platform,
    int_named_keys.customer_key,
    int_named_keys.customer_key_quality,
    labels.customer_id is null or labels.customer_id = int_named_keys.key_number as is_main
from int_named_keys
left join labels on int_named_keys.key_number = labels.key_number
