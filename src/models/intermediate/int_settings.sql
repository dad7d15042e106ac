-- One row: the day that every report looks back from, the currency it sums, and how far the data reaches.
-- @column as_of  the day after the newest order of any shop, or the day the reader set; nothing on or after it is counted. Orders
--  dated later than the day after the import are mistakes and move nothing
-- @column currency  the commonest currency, or the one the reader chose; orders in others are left out of all sums
-- @column first_date  the oldest order's day in that currency and before that day
-- @column last_date  the newest order's day in that currency and before that day
-- @column history_days  days from the oldest order to as_of
-- @metric none
-- @counts none
-- @unit days: history_days
-- @unit date: as_of, first_date, last_date
with
dated_orders as (
    select
        currency,
        coalesce(ordered_at, paid_at)::date as ordered_date
    from int_chosen_orders
    where coalesce(ordered_at, paid_at) is not null
),
chosen as (
    select
        coalesce(
            getvariable('as_of')::date,
            (
                max(coalesce(ordered_at, paid_at)) filter (
                    where
                        getvariable('import_day')::date is null
                        or coalesce(ordered_at, paid_at)::date <= getvariable('import_day')::date + 1
                )
            )::date + 1,
            case when max(coalesce(ordered_at, paid_at)) is not null then getvariable('import_day')::date + 1 end
        ) as as_of,
        coalesce(
            getvariable('currency')::varchar,
            (
                select currency
                from dated_orders
                where currency is not null
                group by currency
                order by count(*) desc, currency
                limit 1
            )
        ) as currency
    from stg_orders
    anti join int_left_out_orders
        on stg_orders.platform = int_left_out_orders.platform
        and coalesce(stg_orders.shop, '') = int_left_out_orders.shop
        and stg_orders.order_id = int_left_out_orders.order_id
),
reached as (
    select
        min(dated_orders.ordered_date) as first_date,
        max(dated_orders.ordered_date) as last_date
    from dated_orders
    cross join chosen
    where
        dated_orders.ordered_date < chosen.as_of
        and (dated_orders.currency is null or dated_orders.currency = chosen.currency)
)
select
    chosen.as_of,
    chosen.currency,
    reached.first_date,
    reached.last_date,
    chosen.as_of - reached.first_date as history_days
from chosen
cross join reached
