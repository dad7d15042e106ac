-- One row per customer: the first purchase and what the files say of it, and how soon the next two came.
-- @key customer_id
-- @column first_amount  net sales of the first purchase
-- @column second_days  days from the first purchase to the second; null without one
-- @column third_days  days from the first purchase to the third; null without one
-- @column product  of the items bought that day, the one that came to most; of two alike, the first by name
-- @column channel  of that day's first order that gives one; likewise the coupon and the place
-- @column region  the province or state; the country where there is none
-- @column size_band  size_1 to size_4: the first purchase's place among all, in quarters from the smallest; ties share one
-- @metric none
-- @counts rows
-- @unit money: first_amount
-- @unit days: second_days, third_days
-- @unit text: product, region, size_band
-- @check second_days <= third_days or third_days is null
with
bought as (
    select
        customer_id,
        min(purchase_date) as first_date,
        max(net_amount) filter (where purchase_number = 1) as first_amount,
        max(purchase_date) filter (where purchase_number = 2) as second_date,
        max(purchase_date) filter (where purchase_number = 3) as third_date
    from purchases
    where purchase_number <= 3
    group by customer_id
),
ordered as (
    select
        orders.customer_id,
        arg_min(orders.channel, (orders.ordered_at, orders.platform, orders.shop, orders.order_id))
            filter (where orders.channel is not null) as channel,
        arg_min(orders.coupon_code, (orders.ordered_at, orders.platform, orders.shop, orders.order_id))
            filter (where orders.coupon_code is not null) as coupon_code,
        arg_min(
            coalesce(orders.province, orders.country), (orders.ordered_at, orders.platform, orders.shop, orders.order_id)
        ) filter (where coalesce(orders.province, orders.country) is not null) as region
    from orders
    inner join bought on orders.customer_id = bought.customer_id and orders.ordered_date = bought.first_date
    where orders.is_valid
    group by orders.customer_id
),
lined as (
    select
        order_lines.customer_id,
        arg_min(
            coalesce(order_lines.title, order_lines.sku, order_lines.product_id),
            (-coalesce(order_lines.line_amount, 0), coalesce(order_lines.title, order_lines.sku, order_lines.product_id))
        ) as product
    from order_lines
    inner join bought on order_lines.customer_id = bought.customer_id and order_lines.ordered_date = bought.first_date
    where order_lines.is_valid and coalesce(order_lines.title, order_lines.sku, order_lines.product_id) is not null
    group by order_lines.customer_id
),
ranked as (
    select
        customer_id,
        'size_' || (1 + 4 * (rank() over (order by first_amount) - 1) // count(*) over ()) as size_band
    from bought
    where first_amount is not null
)
select
    bought.customer_id,
    bought.first_amount,
    (bought.second_date - bought.first_date)::integer as second_days,
    (bought.third_date - bought.first_date)::integer as third_days,
    lined.product,
    ordered.channel,
    ordered.coupon_code,
    ordered.region,
    ranked.size_band,
    bought.first_date
from bought
left join ordered on bought.customer_id = ordered.customer_id
left join lined on bought.customer_id = lined.customer_id
left join ranked on bought.customer_id = ranked.customer_id
