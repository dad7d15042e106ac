-- settings
-- Every report looks back from the day after the newest order.
create table settings as
select
    max(ordered_at)::date + 1 as as_of,
    min(ordered_at)::date as first_date,
    max(ordered_at)::date + 1 - min(ordered_at)::date as history_days
from read_orders;

-- people
-- Buyers with a phone or an address in common are one customer, whatever each export calls them.
create table people as
with recursive
buyers as (
    select
        buyer,
        row_number() over (order by buyer)::integer as number
    from (select distinct buyer from read_orders)
),
uses as (
    select distinct
        contact,
        buyers.number
    from (
        select phone as contact, buyer from read_orders where phone is not null
        union all
        select email as contact, buyer from read_orders where email is not null
    ) as contacts
    inner join buyers on contacts.buyer = buyers.buyer
),
shared as (
    select
        number,
        min(number) over (partition by contact) as first_number
    from uses
    qualify count(*) over (partition by contact) between 2 and 3
),
links as (
    select first_number as from_number, number as to_number from shared where first_number <> number
    union
    select number as from_number, first_number as to_number from shared where first_number <> number
),
reached as (
    select from_number as number, from_number as customer_id from links
    union
    select links.to_number as number, reached.customer_id
    from reached
    inner join links on reached.number = links.from_number
    where reached.customer_id < links.to_number
)
select
    buyers.buyer,
    coalesce(min(reached.customer_id), buyers.number) as customer_id
from buyers
left join reached on buyers.number = reached.number
group by buyers.buyer, buyers.number;

-- orders
create table orders as
select
    read_orders.order_id,
    people.customer_id,
    read_orders.status,
    read_orders.province,
    read_orders.city,
    read_orders.is_mobile,
    read_orders.quantity,
    read_orders.gross_amount,
    read_orders.paid_amount,
    read_orders.refund_amount,
    read_orders.paid_amount - read_orders.refund_amount as net_amount,
    read_orders.paid_amount > 0
    and read_orders.refund_amount < read_orders.paid_amount
    and read_orders.status in ('paid', 'shipped', 'completed', 'refunded_part') as is_valid,
    read_orders.paid_amount > 0 as is_paid,
    read_orders.paid_amount = 0
    and read_orders.paid_at is null
    and read_orders.status in ('unpaid', 'closed_unpaid') as is_never_paid,
    read_orders.refund_amount > 0 as is_refunded,
    read_orders.paid_amount > 0 and read_orders.refund_amount >= read_orders.paid_amount as is_refunded_full,
    read_orders.ordered_at::date as ordered_date,
    read_orders.ordered_at,
    read_orders.paid_at,
    date_diff('second', read_orders.ordered_at, read_orders.paid_at) as pay_seconds
from read_orders
left join people on read_orders.buyer = people.buyer;

-- purchases
-- All valid orders of a customer on one day are one purchase.
create table purchases as
with bought as (
    select
        customer_id,
        ordered_date as purchase_date,
        count(*)::integer as orders,
        sum(net_amount) as net_amount
    from orders
    where is_valid
    group by customer_id, ordered_date
)
select
    *,
    row_number() over by_time as purchase_number,
    lag(purchase_date) over by_time as previous_date,
    lead(purchase_date) over by_time as next_date,
    purchase_date - lag(purchase_date) over by_time as interval_days
from bought
window by_time as (partition by customer_id order by purchase_date);

-- customers
-- Recency, frequency and money by fifths of the customers, and the stage by days since the last purchase.
create table customers as
with
summed as (
    select
        customer_id,
        count(*) as purchases,
        sum(orders) as orders,
        sum(net_amount) as net_amount,
        (sum(net_amount)::double / count(*))::decimal(18, 2) as mean_amount,
        (select as_of from settings) - max(purchase_date) as recency_days,
        min(purchase_date) as first_date,
        max(purchase_date) as last_date,
        max(interval_days) filter (where purchase_number = 2) as repurchase_days
    from purchases
    group by customer_id
),
scored as (
    select
        *,
        1 + 5 * (rank() over (order by recency_days desc) - 1) // count(*) over () as recency_score,
        1 + 5 * (rank() over (order by purchases) - 1) // count(*) over () as frequency_score,
        1 + 5 * (rank() over (order by mean_amount) - 1) // count(*) over () as monetary_score
    from summed
),
means as (
    select
        avg(recency_score) as recency,
        avg(frequency_score) as frequency,
        avg(monetary_score) as monetary
    from scored
),
flagged as (
    select
        scored.*,
        recency_score > means.recency as is_recent,
        frequency_score > means.frequency as is_often,
        monetary_score > means.monetary as is_much
    from scored
    cross join means
)
select
    * exclude (is_recent, is_often, is_much),
    case
        when recency_days <= 90 then 'active'
        when recency_days <= 180 then 'silent'
        when recency_days <= 270 then 'sleeping'
        when recency_days <= 365 then 'lost'
        else 'long_lost'
    end as stage,
    case when is_much then 'important_' else 'general_' end || case
        when is_recent and is_often then 'value'
        when is_recent then 'develop'
        when is_often then 'keep'
        else 'win_back'
    end as tier
from flagged;

-- days
-- Orders of a day, added up once for weeks, months and losses.
create table days as
select
    ordered_date,
    count(*) as orders,
    count(*) filter (where is_valid) as valid_orders,
    sum(net_amount) filter (where is_valid) as net_sales,
    count(*) filter (where is_never_paid) as unpaid_orders,
    sum(gross_amount) filter (where is_never_paid) as unpaid_amount,
    count(*) filter (where is_paid) as paid_orders,
    sum(paid_amount) as paid_amount,
    count(*) filter (where is_paid and is_refunded) as refund_orders,
    sum(refund_amount) filter (where is_paid) as refund_amount
from orders
group by ordered_date;
