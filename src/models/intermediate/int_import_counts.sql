-- One row: orders as imported, of the shops looked at, and those that no report counts, by why.
-- @column undated_orders  no readable time
-- @column later_orders  on or after the as-of day
-- @column foreign_orders  in another currency than the one that is summed
-- @column bare_orders  no currency, while others have one: they are summed as if it were the one that is summed
-- @column weak_orders  buyer identified by name and phone or e-mail only
-- @column masked_orders  buyer masked
-- @column returns  documents that only give money back, of no order that the files hold
-- @column timed_orders  known time from order to payment; none where every order was paid in the second it was placed, because
--  the files then give one time for both
-- @column clocked_orders  placed at another time than midnight: where there is none, the files give days and no times of day
-- @metric none
-- @counts imported_orders
-- @unit orders: imported_orders, undated_orders, later_orders, foreign_orders, bare_orders, weak_orders, masked_orders,
--  valid_orders, unknown_orders, named_orders, unpaid_orders, refunded_orders, timed_orders, clocked_orders, placed_orders, returns
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
        count(*) filter (where is_return and is_refunded) as returns,
        case when max(pay_seconds) > 0 then count(pay_seconds) else 0 end as timed_orders,
        count(*) filter (where ordered_at::time <> time '00:00') as clocked_orders,
        count(province) as placed_orders
    from orders
)
select *
from staged
cross join lined
cross join counted
