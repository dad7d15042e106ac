-- One row per band of the best customers by net sales and days since the last purchase, so that cuts can be dragged.
-- @key top_share, recency_days
-- @column top_share  the smallest of 1, 5, 10, 20, 50 and 100 % that the customers belong to
-- @column threshold_amount  the smallest net sales among them
-- @metric none
-- @counts customers
-- @whole net_sales, threshold_amount
-- @spent net_sales
-- @edge threshold_amount
-- @unit money: threshold_amount, net_sales
-- @unit percent: top_share
-- @unit customers: customers
-- @good higher: net_sales
-- @check customers > 0
with
ranked as (
    select
        net_amount,
        recency_days,
        row_number() over (order by net_amount desc, customer_id) as place,
        count(*) over () as everyone
    from int_customers_summed
)
select
    top_share_of(place, everyone) as top_share,
    recency_days,
    count(*)::integer as customers,
    min(net_amount)::double as threshold_amount,
    sum(net_amount)::double as net_sales
from ranked
group by top_share, recency_days
