-- One row per customer and tag or date of birth, from a customers export or the reader.
-- @column source  export or own
-- @metric none
-- @counts rows
-- @unit text: source, tag
with
exported as (
    select
        coalesce(by_key.customer_id, by_phone.customer_id, by_email.customer_id) as customer_id,
        stg_customers.tags,
        stg_customers.birth_date
    from stg_customers
    left join int_customer_keys as by_key
        on stg_customers.platform = by_key.platform and stg_customers.customer_key = by_key.customer_key
    left join int_customer_contacts as by_phone on stg_customers.buyer_phone = by_phone.contact
    left join int_customer_contacts as by_email on lower(stg_customers.buyer_email) = by_email.contact
),
typed as (
    select
        unnest(getvariable('own_customers')::varchar[]) as contact,
        unnest(getvariable('own_customer_tags')::varchar[]) as tag,
        try_cast(nullif(unnest(getvariable('own_birth_dates')::varchar[]), '') as date) as birth_date
)
select customer_id, 'export' as source, trim(tag) as tag, null::date as birth_date
from (select customer_id, unnest(regexp_split_to_array(tags, '[,，;；、|]')) as tag from exported)
where customer_id is not null and trim(tag) <> ''
union all
select customer_id, 'export', null, birth_date
from exported
where customer_id is not null and birth_date is not null
union all
select int_customer_contacts.customer_id, 'own', nullif(typed.tag, ''), typed.birth_date
from typed
inner join int_customer_contacts
    on trim(typed.contact) = int_customer_contacts.contact or lower(trim(typed.contact)) = int_customer_contacts.contact
