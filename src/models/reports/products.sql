-- One row per item sold: in how many valid orders, how many pieces, for how much, and how often it came back.
-- @key product
-- @column product  the item's title; its own code where the export gives no title
-- @column orders  valid orders that hold it
-- @column quantity  pieces in them
-- @column line_amount  what its lines in them came to
-- @column line_amount_share  the same out of all items
-- @column refund_orders  paid orders in which money was given back for it; null where the export does not say it by item
-- @metric F48
-- @counts orders
-- @rows apart
-- @whole quantity, line_amount, line_amount_share
-- @spent line_amount
-- @apart refund_orders
-- @unit money_share: line_amount_share
-- @unit orders: orders, refund_orders
-- @unit text: product
-- @good lower: refund_orders
with
named as (
    select
        coalesce(title, sku, product_id) as product,
        {'platform': platform, 'shop': shop, 'order_id': order_id} as order_key,
        quantity,
        line_amount,
        refund_amount,
        is_valid
    from order_lines
    where coalesce(title, sku, product_id) is not null
),
counted as (
    select
        product,
        count(distinct order_key) filter (where is_valid) as orders,
        sum(quantity) filter (where is_valid) as quantity,
        sum(line_amount) filter (where is_valid)::double as line_amount,
        case when count(refund_amount) > 0 then count(distinct order_key) filter (where refund_amount > 0) end as refund_orders
    from named
    group by product
)
select
    product,
    orders::integer as orders,
    quantity,
    line_amount,
    line_amount / nullif(sum(line_amount) over (), 0) as line_amount_share,
    refund_orders::integer as refund_orders
from counted
where orders > 0
order by line_amount desc nulls last, orders desc, product
