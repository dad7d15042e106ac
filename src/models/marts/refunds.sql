-- One row per refund that a refund report tells of.
-- @materialize view
-- @key platform, shop, refund_id
-- @column is_settled  whether the money went back
-- @column refund_amount  what was, or would be, given back
-- @column settle_days  whole days from asking to giving back; null while it is open
-- @metric none
-- @counts rows
-- @unit days: settle_days
-- @unit date: applied_date
select
    platform,
    shop,
    refund_id,
    order_id,
    line_id,
    refund_status,
    refund_type,
    refund_reason,
    title,
    sku,
    paid_amount,
    refund_amount,
    is_settled,
    applied_at::date as applied_date,
    case when settled_at >= applied_at then date_diff('day', applied_at, settled_at) end as settle_days,
    applied_at,
    settled_at
from stg_refunds
