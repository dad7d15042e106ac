-- One row per hundredth of the customers, ordered by net sales from the top: the share of all net sales that they bring.
-- @key customers_share
-- @column customers_share  the best so many of all customers, rounded up to a whole customer
-- @column customers  how many they are
-- @column net_sales_share  their share of net sales
-- @column label  the share, for the points worth naming
-- @metric F13
-- @counts customers
-- @people customers: from (
--  select customer_id, row_number() over (order by net_amount desc, customer_id) as place, count(*) over () as everyone
--  from selected_customers) as ranked where 100 * (place - 1) // everyone < round(100 * $customers_share)
-- @rows nested customers_share
-- @whole net_sales_share
-- @unit customers: customers
-- @unit percent: customers_share, net_sales_share
-- @unit text: label
-- @check customers_share between 0 and 1
with
ranked as (
    select
        net_amount,
        row_number() over (order by net_amount desc, customer_id) as place,
        count(*) over () as everyone
    from selected_customers
),
-- the best hundredths hold so many customers, rounded up, as every top share does
reached as (
    select
        100 * (place - 1) // everyone + 1 as hundredths,
        count(*) as customers,
        sum(net_amount)::double as net_sales
    from ranked
    group by hundredths
),
hundred as (
    select
        steps.hundredths,
        coalesce(reached.customers, 0) as customers,
        coalesce(reached.net_sales, 0) as net_sales
    from (select unnest(range(1, 101)) as hundredths) as steps
    left join reached on steps.hundredths = reached.hundredths
    where exists (select 1 from reached)
)
select
    0 as customers_share,
    0 as customers,
    0 as net_sales_share,
    null as label
where exists (select 1 from hundred)
union all
select
    hundredths / 100 as customers_share,
    (sum(customers) over (order by hundredths))::integer as customers,
    sum(net_sales) over (order by hundredths) / nullif(sum(net_sales) over (), 0) as net_sales_share,
    case when hundredths in (1, 10, 20, 50) then hundredths || '%' end as label
from hundred
order by customers_share
