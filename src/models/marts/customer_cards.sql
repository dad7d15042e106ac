-- One row per customer as lists of people show them: who, what they have been worth, and how to reach them.
-- @materialize view
-- @key customer_id
-- @column buyer_name  as in the newest order that gives it; likewise phone and e-mail; the customers export where no order does
-- @column mean_interval_days  days from one purchase to the next, on average; null with one purchase
-- @column reach  how they can be reached: phone, email, account on the platform, several of them, or none
-- @metric none
-- @counts rows
-- @unit text: reach
-- @unit days: mean_interval_days
with
reached as (
    select
        customers.*,
        int_contacts.buyer_name,
        int_contacts.buyer_phone,
        int_contacts.buyer_email,
        customers.customer_key not in (
            coalesce(int_contacts.buyer_phone, ''),
            coalesce(int_contacts.buyer_email, ''),
            coalesce(int_contacts.buyer_name, '')
        ) as has_account
    from customers
    left join int_contacts on customers.customer_id = int_contacts.customer_id
)
select
    customer_id,
    platform,
    customer_key,
    buyer_name,
    buyer_phone,
    buyer_email,
    coalesce(
        nullif(
            concat_ws(
                '_',
                case when buyer_phone is not null then 'phone' end,
                case when buyer_email is not null then 'email' end,
                case when has_account then 'account' end
            ),
            ''
        ),
        'none'
    ) as reach,
    stage,
    tier,
    recency_days,
    purchases,
    net_amount,
    mean_amount,
    case when purchases > 1 then (last_date - first_date) / (purchases - 1) end as mean_interval_days,
    first_date,
    last_date
from reached
