-- answer_1
set variable "shop" = null;

-- answer_2
set variable "platform" = null;

-- answer_3
set variable "currency" = null;

-- answer_4
set variable "stage" = null;

-- answer_5
set variable "cuts" = [90, 180, 270, 365];

-- answer_6
set variable "as_of" = null;

-- answer_7
set variable "purchase_unit" = 'purchase_day';

-- answer_8
set variable "industry_share" = null;

-- answer_9
set variable "returning_window" = '365';

-- answer_10
set variable "rfm_method" = 'quantile';

-- answer_11
set variable "rfm_flag" = 'mean_score';

-- answer_12
set variable "rfm_monetary" = 'mean';

-- answer_13
set variable "rfm_recency_breaks" = [30, 60, 90, 120];

-- answer_14
set variable "rfm_frequency_breaks" = [2, 3, 4, 5];

-- answer_15
set variable "rfm_monetary_breaks" = [50, 100, 150, 200];

-- answer_16
set variable "tier" = null;

-- answer_17
set variable "repurchase_days" = 100;

-- answer_18
set variable "count_refunded" = 'no';

-- answer_19
from query('from main."health"') limit 5001;

-- answer_20
from query('from main."verdicts"') limit 5001;

-- members
create or replace view notebook."members" as
from query('select count(*) as customers
from selected_customers');

-- answer_22
from notebook."members" limit 5001;

-- basics
create or replace view notebook."basics" as
from query('select *
from essentials');

-- answer_24
from notebook."basics" limit 5001;

-- stages
create or replace view notebook."stages" as
from query('select
    *,
    case
        when to_days is null then ''> '' || (from_days - 1)
        when from_days = 1 then ''≤ '' || to_days
        else from_days || ''–'' || to_days
    end as stage_range
from lifecycle');

-- answer_26
from notebook."stages" limit 5001;

-- answer_27
from query('from main."stage_months"') limit 5001;

-- answer_28
from query('from main."sleeping_definitions"') limit 5001;

-- last_week
create or replace view notebook."last_week" as
from query('select *
from weeks
where not is_unfinished
order by week_date desc
limit 1');

-- answer_30
from notebook."last_week" limit 5001;

-- recent_weeks
create or replace view notebook."recent_weeks" as
from query('select
    newest.*,
    net_sales - new_sales - returning_sales as unknown_sales,
    event_weeks.event
from (select * from weeks order by week_date desc limit 65) as newest
left join event_weeks on newest.week_date = event_weeks.week_date
order by newest.week_date');

-- answer_32
from notebook."recent_weeks" limit 5001;

-- share_weeks
create or replace view notebook."share_weeks" as
from query('select
    * exclude (returning_share),
    case when not is_censored then returning_share end as returning_share
from recent_weeks');

-- answer_34
from notebook."share_weeks" limit 5001;

-- share_months
create or replace view notebook."share_months" as
from query('select *
from months
where not is_censored');

-- answer_36
from notebook."share_months" limit 5001;

-- month_table_rows
create or replace view notebook."month_table_rows" as
from query('select *
from months
order by month_date desc
limit 13');

-- answer_38
from notebook."month_table_rows" limit 5001;

-- answer_39
from query('from main."returning_definitions"') limit 5001;

-- answer_40
from query('from main."recency_frequency"') limit 5001;

-- tier_rows
create or replace view notebook."tier_rows" as
from query('select
    coalesce(tier, tier_group) as tier,
    * exclude (tier),
    not is_total as is_detail
from tiers');

-- answer_42
from notebook."tier_rows" limit 5001;

-- curve
create or replace view notebook."curve" as
from query('select *
from repurchase_curve
where days % 5 = 0 and is_reliable');

-- answer_44
from notebook."curve" limit 5001;

-- answer_45
from query('from main."recent_frequency"') limit 5001;

-- cohort_rows
create or replace view notebook."cohort_rows" as
from query('select
    * exclude (repurchase_rate),
    case when not is_unfinished then repurchase_rate end as repurchase_rate
from cohorts');

-- answer_47
from notebook."cohort_rows" limit 5001;

-- answer_48
from query('from main."ladder"') limit 5001;

-- answer_49
from query('from main."intervals"') limit 5001;

-- answer_50
from query('from main."pareto"') limit 5001;

-- answer_51
from query('from main."concentration"') limit 5001;

-- answer_52
from query('from main."value_bands"') limit 5001;

-- best_customers
create or replace view notebook."best_customers" as
from query('select *
from customers
where customer_id in (
    select customer_id
    from selected_customers
    order by net_amount desc, customer_id
    limit 100
)
order by net_amount desc, customer_id');

-- answer_54
from notebook."best_customers" limit 5001;

-- answer_55
from query('from main."tag_sales"') limit 5001;

-- answer_56
from query('from main."birthdays"') limit 5001;

-- loss_totals
create or replace view notebook."loss_totals" as
from query('select *
from losses');

-- answer_58
from notebook."loss_totals" limit 5001;

-- recent_losses
create or replace view notebook."recent_losses" as
from query('select loss_weeks.*, weeks.is_unfinished
from (select * from loss_weeks order by week_date desc limit 65) as loss_weeks
inner join weeks on loss_weeks.week_date = weeks.week_date
order by loss_weeks.week_date');

-- answer_60
from notebook."recent_losses" limit 5001;

-- hours
create or replace view notebook."hours" as
from query('select
    printf(''%02d'', hour) as hour,
    orders,
    unpaid_orders,
    unpaid_rate
from unpaid_hours
order by hour');

-- answer_62
from notebook."hours" limit 5001;

-- answer_63
from query('from main."statuses"') limit 5001;

