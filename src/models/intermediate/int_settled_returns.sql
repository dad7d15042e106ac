-- One row per return of a customer whose money went back entirely, with how much of it belongs to their orders: all they paid.
-- @key platform, shop, order_id
-- @column order_id  the return's own number
-- @column settled_amount  what of the return is counted as refund of the customer's orders; the rest stays on the day of return
-- @metric none
-- @counts rows
-- @unit money: settled_amount
with
placed as not materialized (
    select
        platform,
        coalesce(shop, '') as shop,
        order_id,
        customer_key,
        coalesce(ordered_at, paid_at) as placed_at,
        coalesce(paid_amount, 0) as money_in,
        coalesce(refund_amount, 0) as money_back
    from int_chosen_orders
    cross join int_settings
    where
        customer_key_quality in ('strong', 'weak')
        and coalesce(ordered_at, paid_at) < int_settings.as_of
        and (int_chosen_orders.currency is null or int_chosen_orders.currency = int_settings.currency)
),
-- few customers return with a document of its own: only their keys are looked at
returning_customers as (
    select distinct int_customer_keys.customer_id
    from placed
    inner join int_customer_keys
        on placed.platform = int_customer_keys.platform and placed.customer_key = int_customer_keys.customer_key
    where placed.money_in <= 0 and placed.money_back > 0
),
returning_keys as (
    select
        int_customer_keys.platform,
        int_customer_keys.customer_key,
        int_customer_keys.customer_id
    from int_customer_keys
    semi join returning_customers on int_customer_keys.customer_id = returning_customers.customer_id
),
of_customers as (
    select
        placed.*,
        returning_keys.customer_id
    from placed
    inner join returning_keys
        on placed.platform = returning_keys.platform and placed.customer_key = returning_keys.customer_key
),
summed as (
    select
        customer_id,
        coalesce(sum(greatest(money_in - money_back, 0)) filter (where money_in > 0), 0) as kept_amount,
        coalesce(sum(money_back) filter (where money_in <= 0), 0) as returned_amount
    from of_customers
    group by customer_id
),
returned as (
    select
        of_customers.platform,
        of_customers.shop,
        of_customers.order_id,
        of_customers.customer_id,
        of_customers.money_back,
        summed.kept_amount,
        sum(of_customers.money_back) over (
            partition by of_customers.customer_id
            order by of_customers.placed_at, of_customers.platform, of_customers.shop, of_customers.order_id
            rows between unbounded preceding and current row
        ) - of_customers.money_back as returned_before
    from of_customers
    inner join summed on of_customers.customer_id = summed.customer_id
    where
        of_customers.money_in <= 0
        and of_customers.money_back > 0
        and summed.kept_amount > 0
        and summed.returned_amount >= summed.kept_amount
)
select
    platform,
    shop,
    order_id,
    customer_id,
    least(money_back, greatest(kept_amount - returned_before, 0))::decimal(18, 2) as settled_amount
from returned
