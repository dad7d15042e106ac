-- One row: orders as imported, of the shops looked at, and those that no report counts, by why.
-- @column undated_orders  no readable time
-- @column later_orders  on or after the as-of day
-- @column foreign_orders  in another currency than the one that is summed
-- @column bare_orders  no currency, while others have one: they are summed as if it were the one that is summed
-- @column weak_orders  buyer identified by name and phone or e-mail only
-- @column masked_orders  buyer masked
--  valid_orders, unknown_orders, named_orders, unpaid_orders, refunded_orders, timed_orders, placed_orders
-- @metric none
-- @counts imported_orders
-- @unit orders: imported_orders, undated_orders, later_orders, foreign_orders, bare_orders, weak_orders, masked_orders,
--  valid_orders, unknown_orders, named_orders, unpaid_orders, refunded_orders, timed_orders, placed_orders
-- @unit count: order_lines
with
staged as (
    select
        count(*) as imported_orders,
        count(*) filter (where coalesce(ordered_at, paid_at) is null) as undated_orders,
        count(*) filter (where coalesce(ordered_at, paid_at) >= int_settings.as_of) as later_orders,
        count(*) filter (where int_chosen_orders.currency <> int_settings.currency) as foreign_orders,
        count(*) filter (where int_chosen_orders.currency is null and int_settings.currency is not null) as bare_orders,
        count(*) filter (where customer_key_quality = 'weak') as weak_orders,
        count(*) filter (where customer_key_quality = 'masked') as masked_orders
    from int_chosen_orders
    cross join int_settings
),
lined as (
    select count(*) as order_lines
    from stg_lines
    where is_shop_chosen(platform, shop)
),
counted as (
    select
        count(*) as orders,
        count(*) filter (where is_valid) as valid_orders,
        count(*) filter (where is_valid and customer_id is null) as unknown_orders,
        count(*) filter (where customer_id is not null) as named_orders,
        count(*) filter (where is_never_paid) as unpaid_orders,
        count(*) filter (where is_refunded) as refunded_orders,
        count(pay_seconds) as timed_orders,
        count(province) as placed_orders
    from orders
)
select *
from staged
cross join lined
cross join counted
