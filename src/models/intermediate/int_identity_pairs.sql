-- One row per ordered pair of buyers joined by a contact (both directions).
-- @key from_number, to_number
-- @metric none
-- @counts rows
-- @identity from_number, to_number
-- @unit number: from_number, to_number
with
joining as (
    select
        contact_kind,
        contact,
        key_number,
        min(key_number) over (partition by contact_kind, contact) as first_number
    from int_identity_contacts
    where is_joining(is_crowded, contact_mark)
)
select
    first_number as from_number,
    key_number as to_number
from joining
where first_number <> key_number
union
select
    key_number as from_number,
    first_number as to_number
from joining
where first_number <> key_number
