-- One row per capability: whether this data supports it, and if not, why.
-- @key capability
-- @column is_on  whether numbers that need it can be shown
-- @column reason  why it is off; null when it is on
-- @metric none
-- @counts none
-- @unit flag: is_on
-- @unit text: capability, reason
with
judged as (
    select
        unnest([
            'orders', 'customers', 'lines', 'refunds', 'refunded_orders', 'unpaid', 'payment_times', 'hours', 'provinces', 'industry',
            'tags', 'birthdays', 'shop_days', 'forecast'
        ]) as capability,
        unnest([
            orders > 0,
            named_orders > 0,
            order_lines > 0,
            refunded_orders > 0,
            refunded_orders > 2 * returns,
            unpaid_orders > 0,
            timed_orders > 0,
            clocked_orders > 0,
            placed_orders > 0,
            getvariable('industry_share')::double is not null or coalesce(len(getvariable('benchmark_shares')::double[]), 0) > 0,
            exists (select * from int_customer_facts where tag is not null),
            exists (select * from int_customer_facts where birth_date is not null),
            exists (select * from stg_shop_daily),
            named_orders > 0 and (select reason from int_forecast_ground) is null
        ]) as is_on,
        unnest([
            'no_orders',
            case when masked_orders > 0 then 'masked_identity' else 'no_identity' end,
            'no_lines',
            'no_refunds',
            case when returns > 0 then 'returns_apart' else 'no_refunds' end,
            'only_paid_orders',
            'no_payment_times',
            'no_hours',
            'no_provinces',
            'no_industry_value',
            'no_tags',
            'no_birthdays',
            'no_shop_days',
            case when named_orders = 0 then 'no_identity' else (select reason from int_forecast_ground) end
        ]) as off_reason
    from int_import_counts
)
select
    capability,
    is_on,
    case when not is_on then off_reason end as reason
from judged
