-- verdicts
-- The counts behind the sentences on top: buyers of the last 30 days who came back, against a year ago.
with periods as (
    select
        unnest(['recent', 'previous', 'year_ago']) as period,
        as_of - unnest([30, 60, 395]) as from_date,
        as_of - unnest([0, 30, 365]) as end_date
    from settings
)
select
    periods.period,
    count(*) as buyers,
    count(*) filter (where purchases.previous_date >= purchases.purchase_date - 365) as returning_buyers
from periods
inner join purchases
    on purchases.purchase_date >= periods.from_date and purchases.purchase_date < periods.end_date
where purchases.previous_date is null or purchases.previous_date < periods.from_date
group by periods.period;

-- recent_orders
-- Orders of the last 30 days and the 30 before, never paid or given back.
select
    ordered_date >= as_of - 30 as is_recent,
    sum(orders) as orders,
    sum(unpaid_orders) as unpaid_orders,
    sum(paid_orders) as paid_orders,
    sum(refund_orders) as refund_orders
from days
cross join settings
where ordered_date >= as_of - 60
group by is_recent;

-- health
-- What may be wrong with the data: orders twice within a minute, very large ones, odd times and amounts, days without any.
with
doubles as (
    select
        ordered_at - lag(ordered_at) over same_buyer <= interval 1 minute as is_double
    from orders
    where is_paid
    window same_buyer as (partition by customer_id, paid_amount order by ordered_at)
),
large as (
    select quantile_cont(paid_amount, 0.99) * 20 as edge
    from orders
    where is_paid
),
gaps as (
    select
        ordered_date - lag(ordered_date) over (order by ordered_date) - 1 as missing_days
    from days
)
select
    (select count(*) from doubles where is_double) as doubles,
    (select count(*) from orders where paid_amount > (select edge from large)) as large_orders,
    (select count(*) from orders where paid_at < ordered_at) as paid_before_placed,
    (select count(*) from orders where refund_amount > paid_amount) as refunded_too_much,
    (select count(*) from orders where hour(ordered_at) < 6) as night_orders,
    (select coalesce(sum(missing_days), 0) from gaps) as missing_days;

-- shops
select
    shop,
    count(*) as orders,
    min(ordered_at)::date as first_date,
    max(ordered_at)::date as last_date
from read_orders
group by shop
order by orders desc;

-- essentials
select
    people.*,
    people.repeat_customers / people.customers as repeat_rate,
    waits.*
from (
    select
        count(*) as customers,
        count(*) filter (where purchases >= 2) as repeat_customers,
        sum(purchases) as purchases,
        sum(net_amount)::double as net_sales
    from customers
) as people
cross join (
    select
        avg(interval_days) as mean_interval_days,
        quantile_cont(interval_days, [0.25, 0.5, 0.75, 0.9]) as quarters,
        median(net_amount)::double as median_purchase_amount
    from purchases
) as waits;

-- lifecycle
with
now as (
    select
        stage,
        count(*) as customers,
        sum(purchases) as purchases,
        sum(net_amount)::double as net_sales
    from customers
    group by stage
),
before as (
    select
        case
            when as_of - 30 - last_date <= 90 then 'active'
            when as_of - 30 - last_date <= 180 then 'silent'
            when as_of - 30 - last_date <= 270 then 'sleeping'
            when as_of - 30 - last_date <= 365 then 'lost'
            else 'long_lost'
        end as stage,
        count(*) as previous_customers
    from (
        select customer_id, max(purchase_date) as last_date
        from purchases
        where purchase_date < (select as_of - 30 from settings)
        group by customer_id
    ) as earlier
    cross join settings
    group by stage
)
select
    stage,
    now.customers,
    now.customers / sum(now.customers) over () as customers_share,
    now.net_sales,
    now.purchases / now.customers as purchases_per_customer,
    now.net_sales / now.purchases as amount_per_purchase,
    before.previous_customers,
    before.previous_customers / sum(before.previous_customers) over () as previous_share
from now
full join before using (stage)
order by stage;

-- recency_days
select
    recency_days,
    count(*) as customers
from customers
group by recency_days
order by recency_days;

-- stage_months
with
months as (
    select
        month_date::date as month_date,
        least((month_date + interval 1 month)::date, as_of) as moment_date
    from settings
    cross join lateral (
        select unnest(generate_series(date_trunc('month', first_date), as_of - 1, interval 1 month)) as month_date
    )
),
spans as (
    select
        purchase_date,
        next_date,
        count(*) as customers
    from purchases
    group by purchase_date, next_date
)
select
    months.month_date,
    case
        when months.moment_date - spans.purchase_date <= 90 then 'active'
        when months.moment_date - spans.purchase_date <= 180 then 'silent'
        when months.moment_date - spans.purchase_date <= 270 then 'sleeping'
        when months.moment_date - spans.purchase_date <= 365 then 'lost'
        else 'long_lost'
    end as stage,
    sum(spans.customers) as customers
from months
inner join spans
    on spans.purchase_date < months.moment_date
    and (spans.next_date is null or spans.next_date >= months.moment_date)
group by months.month_date, stage
order by months.month_date, stage;

-- sleeping_definitions
select
    count(*) filter (
        where last_date < as_of - interval 3 month and last_date >= as_of - interval 1 year
    ) as calendar_months,
    count(*) filter (where recency_days between 181 and 270) as stage_sleeping,
    count(*) filter (where recency_days > 90) as dormant
from customers
cross join settings;

-- weeks
with
ordered as (
    select
        date_trunc('week', ordered_date)::date as week_date,
        sum(valid_orders) as orders,
        sum(net_sales)::double as net_sales
    from days
    group by week_date
),
judged as (
    select
        date_trunc('week', purchase_date)::date as week_date,
        orders,
        net_amount,
        coalesce(previous_date >= purchase_date - 365, false) as is_returning,
        previous_date is not null as is_ever,
        previous_date is null or previous_date < date_trunc('week', purchase_date) as is_first
    from purchases
),
bought as (
    select
        week_date,
        count(*) filter (where is_first) as buyers,
        count(*) filter (where is_first and is_returning) as returning_buyers,
        count(*) filter (where is_first and is_ever) as ever_buyers,
        sum(orders) filter (where is_returning) as returning_orders,
        sum(net_amount) filter (where is_returning)::double as returning_sales
    from judged
    group by week_date
)
select
    ordered.*,
    bought.* exclude (week_date),
    ordered.net_sales / ordered.orders as average_order_value,
    bought.returning_buyers / bought.buyers as returning_share,
    ordered.orders / lag(ordered.orders) over (order by week_date) - 1 as order_change
from ordered
inner join bought using (week_date)
order by week_date;

-- months
with
ordered as (
    select
        date_trunc('month', ordered_date)::date as month_date,
        sum(valid_orders) as orders,
        sum(net_sales)::double as net_sales
    from days
    group by month_date
),
judged as (
    select
        date_trunc('month', purchase_date)::date as month_date,
        orders,
        net_amount,
        coalesce(previous_date >= purchase_date - 365, false) as is_returning,
        previous_date is null or previous_date < date_trunc('month', purchase_date) as is_first
    from purchases
),
bought as (
    select
        month_date,
        count(*) filter (where is_first) as buyers,
        count(*) filter (where is_first and is_returning) as returning_buyers,
        sum(orders) filter (where is_returning) as returning_orders,
        sum(net_amount) filter (where is_returning)::double as returning_sales
    from judged
    group by month_date
)
select
    ordered.*,
    bought.* exclude (month_date),
    bought.returning_buyers / bought.buyers as returning_share
from ordered
inner join bought using (month_date)
order by month_date;

-- returning_definitions
with periods as (
    select
        unnest(['recent', 'previous', 'year_ago']) as period,
        as_of - unnest([30, 60, 395]) as from_date,
        as_of - unnest([0, 30, 365]) as end_date
    from settings
)
select
    periods.period,
    count(*) as buyers,
    count(*) filter (where purchases.previous_date >= purchases.purchase_date - 365) as within_year,
    count(*) filter (where purchases.previous_date is not null) as ever,
    count(*) filter (where purchases.previous_date is not null or purchases.next_date < periods.end_date) as any_before
from periods
inner join purchases
    on purchases.purchase_date >= periods.from_date and purchases.purchase_date < periods.end_date
where purchases.previous_date is null or purchases.previous_date < periods.from_date
group by periods.period;

-- recency_frequency
select
    recency_score,
    least(purchases, 5) as purchases_up_to_five,
    count(*) as customers,
    sum(net_amount)::double as net_sales
from customers
group by recency_score, purchases_up_to_five
order by recency_score, purchases_up_to_five;

-- tiers
select
    tier,
    count(*) as customers,
    count(*) / sum(count(*)) over () as customers_share,
    sum(net_amount)::double as net_sales,
    sum(net_amount)::double / sum(purchases) as amount_per_purchase,
    avg(recency_days) as mean_recency_days
from customers
group by tier
order by tier;

-- repurchase_curve
-- Kaplan-Meier, for all first buyers, those of the last year and those of the year before; days on which nothing happens left out.
with
spells as (
    select
        unnest([
            'all',
            case
                when customers.first_date >= settings.as_of - 365 then 'latest'
                when customers.first_date >= settings.as_of - 730 then 'previous'
            end
        ]) as cohort,
        coalesce(customers.repurchase_days, settings.as_of - customers.first_date) as days,
        customers.repurchase_days is not null as is_returned
    from customers
    cross join settings
),
counted as (
    select
        cohort,
        days,
        count(*) filter (where is_returned) as returned,
        count(*) as ended
    from spells
    where cohort is not null
    group by cohort, days
),
risked as (
    select
        cohort,
        days,
        returned,
        sum(ended) over (partition by cohort order by days desc) as at_risk
    from counted
)
select
    cohort,
    days,
    at_risk,
    1 - product(1 - returned / at_risk) over (partition by cohort order by days) as repurchase_rate
from risked
where days <= 365
order by cohort, days;

-- recent_frequency
select
    least(purchases, 5) as purchases_up_to_five,
    count(*) as buyers
from (
    select customer_id, count(*) as purchases
    from purchases
    where purchase_date >= (select as_of - interval 3 month from settings)
    group by customer_id
) as bought
group by purchases_up_to_five
order by purchases_up_to_five;

-- cohorts
with aged as (
    select
        date_trunc('month', customers.first_date)::date as month_date,
        settings.as_of - customers.first_date as age_days,
        customers.repurchase_days
    from customers
    cross join settings
)
select
    month_date,
    count(*) as new_customers,
    count(*) filter (where age_days >= 100) as mature_customers,
    count(*) filter (where age_days >= 100 and repurchase_days <= 100) as repurchased_customers,
    avg(coalesce(repurchase_days <= 30, false)::integer) filter (where age_days >= 30) as day_30_rate,
    avg(coalesce(repurchase_days <= 60, false)::integer) filter (where age_days >= 60) as day_60_rate,
    avg(coalesce(repurchase_days <= 90, false)::integer) filter (where age_days >= 90) as day_90_rate,
    avg(coalesce(repurchase_days <= 180, false)::integer) filter (where age_days >= 180) as day_180_rate,
    avg(coalesce(repurchase_days <= 365, false)::integer) filter (where age_days >= 365) as day_365_rate
from aged
group by month_date
order by month_date;

-- ladder
select
    purchase_number,
    count(*) as customers,
    median(interval_days) as median_days,
    count(*) filter (where as_of - purchase_date >= 100) as followed,
    count(*) filter (where as_of - purchase_date >= 100 and next_date - purchase_date <= 100) as went_on
from purchases
cross join settings
where purchase_number <= 4
group by purchase_number
order by purchase_number;

-- intervals
select
    interval_days // 10 * 10 as ten,
    count(*) as purchases
from purchases
where interval_days is not null
group by ten
order by ten;

-- pareto
with ranked as (
    select
        net_amount,
        row_number() over (order by net_amount desc, customer_id) as place,
        count(*) over () as everyone
    from customers
)
select
    ceil(100 * place / everyone) / 100 as customers_share,
    sum(sum(net_amount)::double) over (order by ceil(100 * place / everyone))
    / sum(sum(net_amount)::double) over () as net_sales_share
from ranked
group by ceil(100 * place / everyone)
order by customers_share;

-- concentration
with ranked as (
    select
        net_amount,
        recency_days,
        row_number() over (order by net_amount desc, customer_id) as place,
        count(*) over () as everyone
    from customers
)
select
    tops.top_share,
    count(*) as customers,
    min(ranked.net_amount) as threshold_amount,
    sum(ranked.net_amount)::double as net_sales,
    count(*) filter (where ranked.recency_days > 90) as dormant_customers
from (select unnest([0.01, 0.05, 0.1, 0.2, 0.5]) as top_share) as tops
inner join ranked on ranked.place <= ceil(tops.top_share * ranked.everyone)
group by tops.top_share
order by tops.top_share;

-- value_bands
with ranked as (
    select
        net_amount,
        purchases,
        row_number() over (order by net_amount desc, customer_id) / count(*) over () as place_share
    from customers
)
select
    case when place_share <= 0.2 then 'top' when place_share <= 0.5 then 'middle' else 'rest' end as band,
    count(*) as customers,
    sum(net_amount)::double as net_sales,
    sum(purchases) / count(*) as purchases_per_customer,
    min(net_amount) as from_amount
from ranked
group by band;

-- best_customers
select
    customers.*,
    people.buyer
from customers
inner join people on customers.customer_id = people.customer_id
order by customers.net_amount desc, customers.customer_id
limit 100;

-- losses
select
    count(*) as orders,
    count(*) filter (where is_never_paid) as unpaid_orders,
    coalesce(sum(gross_amount) filter (where is_never_paid), 0)::double as unpaid_amount,
    count(*) filter (where is_paid) as paid_orders,
    sum(paid_amount)::double as paid_amount,
    count(*) filter (where is_paid and is_refunded) as refund_orders,
    count(*) filter (where is_paid and is_refunded_full) as full_refund_orders,
    coalesce(sum(refund_amount) filter (where is_paid), 0)::double as refund_amount,
    quantile_cont(pay_seconds, [0.5, 0.9, 0.99]) as pay_seconds,
    avg(pay_seconds) as mean_pay_seconds
from orders;

-- loss_weeks
select
    date_trunc('week', ordered_date)::date as week_date,
    sum(orders) as orders,
    sum(unpaid_orders) as unpaid_orders,
    sum(paid_orders) as paid_orders,
    sum(refund_orders) as refund_orders,
    sum(unpaid_orders) / sum(orders) as unpaid_rate,
    sum(refund_orders) / nullif(sum(paid_orders), 0) as refund_rate
from days
group by week_date
order by week_date;

-- unpaid_hours
select
    hour(ordered_at) as hour,
    count(*) as orders,
    count(*) filter (where is_never_paid) as unpaid_orders
from orders
group by hour
order by hour;

-- statuses
select
    status,
    count(*) as orders,
    sum(gross_amount)::double as gross_amount,
    sum(net_amount)::double as net_amount
from orders
group by status
order by orders desc, status;
