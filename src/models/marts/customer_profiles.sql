-- One row per customer of a customers export, as its platform describes them.
-- @materialize view
-- @key source_id, row_number
-- @column customer_key  as in the export; the same person may stand in several exports
-- @column birth_date  as typed; the year may be invented
-- @column tags  tags as in the export
-- @column spent_amount  by the platform's own count, not ours
-- @metric none
-- @counts rows
select
    platform,
    shop,
    source_id,
    row_number,
    customer_key,
    customer_key_quality,
    buyer_name,
    buyer_phone,
    buyer_email,
    gender,
    tags,
    member_level,
    province,
    city,
    country,
    points_count,
    order_count,
    spent_amount,
    birth_date,
    last_ordered_at,
    registered_at
from stg_customers
