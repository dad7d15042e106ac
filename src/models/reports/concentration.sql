-- One row per top share of the customers by net sales: who they are, and how many of them have stopped coming.
-- @key top_share
-- @column top_share  the best so many of all customers, rounded up to a whole customer
-- @column threshold_amount  what the last of them has spent in net sales
-- @column dormant_share  how many of them have not bought for longer than the active stage lasts
-- @check net_sales_share is null or net_sales_share <= 1.0000001
with
ranked as (
    select
        net_amount,
        recency_days,
        row_number() over (order by net_amount desc, customer_id) as place,
        count(*) over () as everyone,
        sum(net_amount) over () as all_sales
    from selected_customers
),
tops as (
    select unnest([0.01, 0.05, 0.1, 0.2, 0.5]) as top_share
)
select
    tops.top_share::double as top_share,
    count(*)::integer as customers,
    min(ranked.net_amount)::double as threshold_amount,
    sum(ranked.net_amount)::double as net_sales,
    sum(ranked.net_amount)::double / nullif(any_value(ranked.all_sales)::double, 0) as net_sales_share,
    count(*) filter (where ranked.recency_days > stage_cut(1))::integer as dormant_customers,
    count(*) filter (where ranked.recency_days > stage_cut(1)) / count(*) as dormant_share
from ranked
inner join tops on ranked.place <= ceil(tops.top_share * ranked.everyone)
group by tops.top_share
order by tops.top_share
