-- One row per phone or address that several buyers use, and each of those buyers: who was joined to one customer, and why.
-- @key contact_kind, contact, platform, customer_key
-- @column contact  the phone or address itself
-- @column contact_mark  its fingerprint
-- @column customer_id  the customer that the buyer is counted as
-- @column buyer_name  a name that the buyer's orders give
-- @column orders  the buyer's orders that name the contact; 0 where only a customers export does
-- @column is_joined  whether it makes one customer of them; not when too many use it, when it was split, or joining is off
-- @column is_crowded  more than three buyers of one platform use it
-- @column is_split  it was split by hand
-- @metric none
-- @counts rows
-- @unit flag: is_joined, is_split
with
keys as (
    select
        int_identity_contacts.*,
        int_named_keys.platform,
        int_named_keys.customer_key,
        int_customer_keys.customer_id
    from int_identity_contacts
    inner join int_named_keys on int_identity_contacts.key_number = int_named_keys.key_number
    inner join int_customer_keys
        on int_named_keys.platform = int_customer_keys.platform
        and int_named_keys.customer_key = int_customer_keys.customer_key
),
names as (
    select
        stg_orders.platform,
        stg_orders.customer_key,
        min(stg_orders.buyer_name) as buyer_name
    from stg_orders
    semi join keys on stg_orders.platform = keys.platform and stg_orders.customer_key = keys.customer_key
    group by stg_orders.platform, stg_orders.customer_key
)
select
    keys.contact_kind,
    keys.contact,
    keys.contact_mark,
    keys.customer_id,
    keys.platform,
    keys.customer_key,
    names.buyer_name,
    keys.orders,
    is_joining(keys.is_crowded, keys.contact_mark) as is_joined,
    keys.is_crowded,
    list_contains(coalesce(getvariable('identity_splits')::varchar[], []), keys.contact_mark) as is_split
from keys
left join names on keys.platform = names.platform and keys.customer_key = names.customer_key
order by keys.customer_id, keys.contact_kind, keys.contact, keys.platform, keys.customer_key
