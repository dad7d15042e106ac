-- One row per top share of the customers by net sales: their number, sales, and how many are no longer active.
-- @when stage, tier: selected_customers
-- @key top_share
-- @column top_share  the top share of all customers, rounded up to a whole customer
-- @column threshold_amount  net sales of the smallest customer in it
-- @column dormant_share  share of them whose last purchase is longer ago than the active stage
-- @metric F13
-- @counts customers
-- @people customers: from (
--  select customer_id, row_number() over (order by net_amount desc, customer_id) as place, count(*) over () as everyone
--  from selected_customers) as ranked where top_share_of(place, everyone) <= $top_share
-- @people dormant_customers: from (
--  select customer_id, recency_days, row_number() over (order by net_amount desc, customer_id) as place,
--  count(*) over () as everyone from selected_customers) as ranked
--  where top_share_of(place, everyone) <= $top_share and recency_days > stage_cut(1)
-- @rows nested top_share
-- @part dormant_customers of customers
-- @whole threshold_amount, net_sales, net_sales_share
-- @spent net_sales
-- @edge threshold_amount
-- @unit percent: net_sales_share, dormant_share
-- @unit customers: dormant_customers
-- @good lower: dormant_share
-- @check net_sales_share is null or net_sales_share <= 1.0000001
with
ranked as (
    select
        net_amount,
        recency_days,
        row_number() over (order by net_amount desc, customer_id) as place,
        count(*) over () as everyone
    from selected_customers
    where is_selecting()
),
banded as (
    select
        top_share,
        recency_days,
        customers,
        threshold_amount,
        net_sales
    from int_top_recencies
    where not is_selecting()
    union all
    select
        top_share_of(place, everyone) as top_share,
        recency_days,
        1 as customers,
        net_amount::double as threshold_amount,
        net_amount::double as net_sales
    from ranked
),
counted as (
    select
        top_share,
        sum(customers) as customers,
        sum(customers) filter (where recency_days > stage_cut(1)) as dormant_customers,
        min(threshold_amount) as threshold_amount,
        sum(net_sales) as net_sales
    from banded
    group by top_share
),
tops as (
    select unnest([0.01, 0.05, 0.1, 0.2, 0.5])::double as top_share
),
summed as (
    select
        tops.top_share,
        sum(counted.customers) as customers,
        coalesce(sum(counted.dormant_customers), 0) as dormant_customers,
        min(counted.threshold_amount) as threshold_amount,
        sum(counted.net_sales) as net_sales
    from tops
    inner join counted on counted.top_share <= tops.top_share
    group by tops.top_share
)
select
    top_share,
    customers::integer as customers,
    threshold_amount,
    net_sales,
    net_sales / nullif((select sum(net_sales) from counted), 0) as net_sales_share,
    dormant_customers::integer as dormant_customers,
    dormant_customers / customers as dormant_share
from summed
order by top_share
