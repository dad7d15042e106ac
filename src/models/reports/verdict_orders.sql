-- One row per verdict, number of it that counts orders, and order counted: exactly the orders of each sentence.
-- @key topic, part, platform, shop, order_id
-- @column topic  that of `verdicts`
-- @column part  the column of `verdicts` that counts them: denominator, hits, list_count
-- @metric F74
-- @counts rows
-- @rows apart
-- @unit text: topic, part
with
recent as (
    select
        orders.platform,
        orders.shop,
        orders.order_id,
        orders.status,
        orders.is_paid,
        orders.is_refunded,
        orders.is_never_paid,
        orders.is_never_paid and orders.status = 'unpaid' and orders.ordered_date >= int_settings.as_of - 3 as is_open
    from orders
    cross join int_settings
    where orders.ordered_date >= int_settings.as_of - 30
),
counted as (
    select 'unpaid' as topic, 'denominator' as part, recent.* from recent
    union all
    select 'unpaid', 'hits', recent.* from recent where is_never_paid
    union all
    select 'unpaid', 'list_count', recent.* from recent where is_open
    union all
    select 'refunds', 'denominator', recent.* from recent where is_paid
    union all
    select 'refunds', unnest(['hits', 'list_count']), recent.* from recent where is_paid and is_refunded
)
select
    topic,
    part,
    platform,
    shop,
    order_id
from counted
