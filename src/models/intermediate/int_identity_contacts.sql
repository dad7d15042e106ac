-- One row per phone or e-mail used by several named buyers, and buyer.
-- @key contact_kind, contact, key_number
-- @column contact_kind  phone or email
-- @column contact_mark  a hash that identifies the contact without storing it
-- @column is_crowded  more than three buyers of one platform use it (a forwarder or the shop itself), so it is no evidence
-- @column orders  the buyer's orders with it; 0 when only a customers export has it
-- @metric none
-- @counts rows
-- @identity contact_mark
-- @masked contact
-- @unit orders: orders
-- @unit flag: is_crowded
-- @unit text: contact_kind, contact, contact_mark
with
named as (
    select
        'phone' as contact_kind,
        buyer_phone as contact,
        platform,
        customer_key,
        count(*) as orders
    from stg_orders
    where buyer_phone is not null and customer_key is not null and customer_key_quality in ('strong', 'weak')
    group by buyer_phone, platform, customer_key
    union all
    select
        'email' as contact_kind,
        buyer_email as contact,
        platform,
        customer_key,
        count(*) as orders
    from stg_orders
    where buyer_email is not null and customer_key is not null and customer_key_quality in ('strong', 'weak')
    group by buyer_email, platform, customer_key
    union all
    select distinct
        contacts.contact_kind,
        contacts.contact,
        contacts.platform,
        contacts.customer_key,
        0 as orders
    from (
        select
            'phone' as contact_kind,
            buyer_phone as contact,
            platform,
            customer_key,
            customer_key_quality
        from stg_customers
        union all
        select
            'email' as contact_kind,
            buyer_email as contact,
            platform,
            customer_key,
            customer_key_quality
        from stg_customers
    ) as contacts
    semi join int_named_keys
        on contacts.platform = int_named_keys.platform
        and contacts.customer_key = int_named_keys.customer_key
        and int_named_keys.customer_key_quality = 'strong'
    where contacts.contact is not null and contacts.customer_key_quality = 'strong'
),
used as (
    select
        contact_kind,
        contact,
        platform,
        customer_key,
        sum(orders) as orders
    from named
    group by contact_kind, contact, platform, customer_key
),
by_platform as (
    select
        contact_kind,
        contact,
        platform,
        count(*) as buyers
    from used
    group by contact_kind, contact, platform
),
several as (
    select
        contact_kind,
        contact,
        max(buyers) > 3 as is_crowded
    from by_platform
    group by contact_kind, contact
    having sum(buyers) > 1
)
select
    several.contact_kind,
    several.contact,
    md5(several.contact_kind || ':' || several.contact) as contact_mark,
    several.is_crowded,
    int_named_keys.key_number,
    used.orders::integer as orders
from several
inner join used on several.contact_kind = used.contact_kind and several.contact = used.contact
inner join int_named_keys
    on used.platform = int_named_keys.platform
    and used.customer_key = int_named_keys.customer_key
