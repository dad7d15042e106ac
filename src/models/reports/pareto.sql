-- One row per hundredth of the customers, ordered by net sales from the top: the share of all net sales that they bring.
-- @key customers_share
-- @column customers_share  the best so many of all customers
-- @column net_sales_share  their share of net sales
-- @column label  the share, for the points worth naming
-- @metric F13
-- @counts customers_share
-- @rows nested customers_share
-- @whole net_sales_share
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
hundredths as (
    select
        ceil(100.0 * place / everyone) / 100 as customers_share,
        sum(net_amount)::double as net_sales
    from ranked
    group by ceil(100.0 * place / everyone)
)
select
    0 as customers_share,
    0 as net_sales_share,
    null as label
where exists (select 1 from hundredths)
union all
select
    customers_share,
    sum(net_sales) over (order by customers_share) / nullif(sum(net_sales) over (), 0) as net_sales_share,
    case when customers_share in (0.01, 0.1, 0.2, 0.5) then (100 * customers_share)::integer || ' %' end as label
from hundredths
order by customers_share
