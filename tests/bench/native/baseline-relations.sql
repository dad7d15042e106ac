-- stg_customers
create or replace view stg_customers as
select null::varchar as platform, null::varchar as shop, null::varchar as source_id, null::bigint as row_number, null::varchar as customer_key, null::varchar as customer_key_quality, null::varchar as buyer_name, null::varchar as buyer_phone, null::varchar as buyer_email, null::varchar as gender, null::date as birth_date, null::varchar as tags, null::varchar as member_level, null::bigint as points_count, null::bigint as order_count, null::decimal(18,2) as spent_amount, null::timestamp as last_ordered_at, null::timestamp as registered_at, null::varchar as province, null::varchar as city, null::varchar as country
where false;

-- stg_shop_daily
create or replace view stg_shop_daily as
select null::varchar as platform, null::varchar as shop, null::varchar as source_id, null::bigint as row_number, null::date as day_date, null::bigint as visitor_count, null::bigint as new_visitor_count, null::bigint as returning_visitor_count, null::bigint as page_view_count, null::bigint as favourite_count, null::bigint as item_favourite_count, null::bigint as cart_count, null::bigint as cart_quantity, null::bigint as placed_buyer_count, null::decimal(18,2) as placed_amount, null::bigint as buyer_count, null::bigint as new_buyer_count, null::bigint as returning_buyer_count, null::bigint as order_count, null::bigint as quantity, null::decimal(18,2) as paid_amount, null::decimal(18,2) as average_order_amount, null::double as conversion_rate, null::double as bounce_rate, null::decimal(18,2) as refund_amount, null::double as description_score, null::double as service_score, null::double as logistics_score, null::decimal(18,2) as search_ads_amount, null::decimal(18,2) as display_ads_amount, null::decimal(18,2) as affiliate_amount
where false;

-- stg_product_daily
create or replace view stg_product_daily as
select null::varchar as platform, null::varchar as shop, null::varchar as source_id, null::bigint as row_number, null::date as day_date, null::varchar as product_id, null::varchar as title, null::varchar as sku, null::bigint as visitor_count, null::bigint as page_view_count, null::bigint as favourite_count, null::bigint as cart_count, null::bigint as cart_quantity, null::bigint as placed_buyer_count, null::decimal(18,2) as placed_amount, null::bigint as buyer_count, null::bigint as new_buyer_count, null::bigint as returning_buyer_count, null::bigint as quantity, null::decimal(18,2) as paid_amount, null::double as conversion_rate, null::decimal(18,2) as refund_amount
where false;

-- stg_ads_daily
create or replace view stg_ads_daily as
select null::varchar as platform, null::varchar as shop, null::varchar as source_id, null::bigint as row_number, null::date as day_date, null::varchar as channel, null::bigint as impression_count, null::bigint as click_count, null::decimal(18,2) as cost_amount, null::bigint as favourite_count, null::bigint as cart_count, null::bigint as order_count, null::decimal(18,2) as sales_amount, null::bigint as new_buyer_count
where false;

-- stg_refunds
create or replace view stg_refunds as
select null::varchar as platform, null::varchar as shop, null::varchar as source_id, null::bigint as row_number, null::varchar as refund_id, null::varchar as order_id, null::varchar as line_id, null::varchar as customer_key, null::varchar as customer_key_quality, null::varchar as refund_status, null::boolean as is_settled, null::decimal(18,2) as paid_amount, null::decimal(18,2) as refund_amount, null::varchar as refund_type, null::varchar as refund_reason, null::varchar as title, null::varchar as sku, null::timestamp as applied_at, null::timestamp as settled_at
where false;

-- stg_orders
create view stg_orders as
select platform, shop as shop, order_id, source_id, row_number, customer_key, customer_key_quality, buyer_name, buyer_phone, buyer_email, status, status_raw, close_reason, ordered_at, paid_at, shipped_at, completed_at, currency, gross_amount, discount_amount, shipping_amount, tax_amount, paid_amount, refund_amount, net_amount, received_amount, quantity, line_count, title, province, city, country, device, channel, coupon_code
from stg_file__orders;

-- stg_lines
create view stg_lines as
select null::varchar as platform, null::varchar as shop, null::varchar as order_id, null::varchar as line_id, null::varchar as source_id, null::bigint as row_number, null::varchar as product_id, null::varchar as sku, null::varchar as title, null::varchar as attributes, null::decimal(18,2) as unit_price, null::integer as quantity, null::decimal(18,2) as line_amount, null::decimal(18,2) as refund_amount, null::varchar as line_status
where false;

-- stg_rejects
create or replace view stg_rejects as
select null::varchar as source_id, null::bigint as row_number, null::varchar as reason
where false;

-- order_mark
create or replace macro order_mark(title) as
case when title is null or contains(title, '，') then null when regexp_matches(trim(title), '测试(商品|链接|订单|宝贝|专拍|专用|勿拍)|^测试\d*$|[勿别]拍|刷单|(^|[^a-z])test (order|product|item)($|[^a-z])|^test$', 'i') then 'test' when regexp_matches(trim(title), '补(差价|差额|运费|邮费|拍)|差价(链接|专拍|补)|(邮费|运费|快递费)(链接|专拍|专用|补)|^(差价|邮费|运费|快递费)$', 'i') then 'fee' when regexp_matches(trim(title), '^[\[【(（]?\s*赠品|非卖品|^free gift($|[^a-z])', 'i') then 'gift' end;

-- is_shop_chosen
create or replace macro "is_shop_chosen" (platform, shop) as ( coalesce(len(getvariable('shop')::varchar[]), 0) = 0 or list_contains(getvariable('shop')::varchar[], coalesce(shop, '')) ) and ( coalesce(len(getvariable('platform')::varchar[]), 0) = 0 or list_contains(getvariable('platform')::varchar[], platform) );

-- int_odd_orders
create or replace table "int_odd_orders" as with titles as (
select title, order_mark(any_value(title)) as mark
from stg_orders
group by title ), marked as materialized (
select title, mark
from titles
where mark is not null ), judged as (
select stg_orders.platform, coalesce(stg_orders.shop, '') as shop, stg_orders.order_id, unnest([
case when mark = 'test' or paid_amount = 0.01 or gross_amount = 0.01 then 'test_orders' end,
case when mark = 'fee' and coalesce(paid_amount, 0) <> 0.01 then 'fee_orders' end,
case when mark = 'gift' then 'gift_orders' when mark is null and gross_amount = 0 and status in ('paid', 'part_shipped', 'shipped', 'completed') then 'gift_orders' end,
case when coalesce(ordered_at, paid_at)::date > getvariable('import_day')::date then 'future_orders' end ]) as code
from stg_orders
left join marked on stg_orders.title = marked.title
where is_shop_chosen(stg_orders.platform, stg_orders.shop) and ( mark is not null or paid_amount = 0.01 or gross_amount in (0, 0.01) or coalesce(ordered_at, paid_at)::date > getvariable('import_day')::date ) ), named as (
select platform, coalesce(shop, '') as shop, order_id, customer_key, paid_amount, date_trunc('minute', coalesce(ordered_at, paid_at)) as placed_minute, hash(platform, shop, customer_key, paid_amount, date_trunc('minute', coalesce(ordered_at, paid_at))) as likeness
from stg_orders
where is_shop_chosen(platform, shop) and customer_key_quality in ('strong', 'weak') and paid_amount > 0 and coalesce(ordered_at, paid_at) is not null ), alike as (
select likeness
from named
group by likeness
having count(*) > 1 ), repeated as (
select platform, shop, order_id, min(order_id) over (partition by platform, shop, customer_key, paid_amount, placed_minute) as first_order_id
from named semi join alike on named.likeness = alike.likeness )
select code, platform, shop, order_id
from judged
where code is not null
union all select 'duplicate_orders', platform, shop, order_id
from repeated
where order_id <> first_order_id;

-- int_left_out_orders
create or replace table "int_left_out_orders" as
select distinct platform, shop, order_id
from int_odd_orders
where list_contains(coalesce(getvariable('left_out')::varchar[], []), code);

-- int_chosen_orders
create or replace view "int_chosen_orders" as
select stg_orders.*
from stg_orders anti join int_left_out_orders on stg_orders.platform = int_left_out_orders.platform and coalesce(stg_orders.shop, '') = int_left_out_orders.shop and stg_orders.order_id = int_left_out_orders.order_id
where is_shop_chosen(stg_orders.platform, stg_orders.shop);

-- int_settings
create or replace table "int_settings" as with dated_orders as (
select currency, coalesce(ordered_at, paid_at)::date as ordered_date
from int_chosen_orders
where coalesce(ordered_at, paid_at) is not null ), chosen as (
select coalesce(getvariable('as_of')::date, max(coalesce(ordered_at, paid_at))::date + 1) as as_of, coalesce( getvariable('currency')::varchar, (
select currency
from dated_orders
where currency is not null
group by currency
order by count(*) desc, currency limit 1 ) ) as currency
from stg_orders anti join int_left_out_orders on stg_orders.platform = int_left_out_orders.platform and coalesce(stg_orders.shop, '') = int_left_out_orders.shop and stg_orders.order_id = int_left_out_orders.order_id ), reached as (
select min(dated_orders.ordered_date) as first_date, max(dated_orders.ordered_date) as last_date
from dated_orders
cross join chosen
where dated_orders.ordered_date < chosen.as_of and (dated_orders.currency is null or dated_orders.currency = chosen.currency) )
select chosen.as_of, chosen.currency, reached.first_date, reached.last_date, chosen.as_of - reached.first_date as history_days
from chosen
cross join reached;

-- int_named_keys
create or replace table "int_named_keys" as with named as (
select platform, customer_key, min(customer_key_quality) as customer_key_quality
from stg_orders
where customer_key is not null and customer_key_quality in ('strong', 'weak')
group by platform, customer_key )
select row_number() over (order by platform, customer_key)::integer as key_number, platform, customer_key, customer_key_quality
from named;

-- int_identity_contacts
create or replace table "int_identity_contacts" as with named as (
select 'phone' as contact_kind, buyer_phone as contact, platform, customer_key, count(*) as orders
from stg_orders
where buyer_phone is not null and customer_key is not null and customer_key_quality in ('strong', 'weak')
group by buyer_phone, platform, customer_key
union all select 'email' as contact_kind, buyer_email as contact, platform, customer_key, count(*) as orders
from stg_orders
where buyer_email is not null and customer_key is not null and customer_key_quality in ('strong', 'weak')
group by buyer_email, platform, customer_key
union all select distinct contacts.contact_kind, contacts.contact, contacts.platform, contacts.customer_key, 0 as orders
from (
select 'phone' as contact_kind, buyer_phone as contact, platform, customer_key, customer_key_quality
from stg_customers
union all select 'email' as contact_kind, buyer_email as contact, platform, customer_key, customer_key_quality
from stg_customers ) as contacts semi join int_named_keys on contacts.platform = int_named_keys.platform and contacts.customer_key = int_named_keys.customer_key and int_named_keys.customer_key_quality = 'strong'
where contacts.contact is not null and contacts.customer_key_quality = 'strong' ), used as (
select contact_kind, contact, platform, customer_key, sum(orders) as orders
from named
group by contact_kind, contact, platform, customer_key ), by_platform as (
select contact_kind, contact, platform, count(*) as buyers
from used
group by contact_kind, contact, platform ), several as (
select contact_kind, contact, max(buyers) > 3 as is_crowded
from by_platform
group by contact_kind, contact
having sum(buyers) > 1 )
select several.contact_kind, several.contact, md5(several.contact_kind || ':' || several.contact) as contact_mark, several.is_crowded, int_named_keys.key_number, used.orders::integer as orders
from several
inner join used on several.contact_kind = used.contact_kind and several.contact = used.contact
inner join int_named_keys on used.platform = int_named_keys.platform and used.customer_key = int_named_keys.customer_key;

-- is_joining
create or replace macro "is_joining" (is_crowded, contact_mark) as not is_crowded and coalesce(getvariable('identity_joining')::varchar, 'yes') <> 'no' and not list_contains(coalesce(getvariable('identity_splits')::varchar[], []), contact_mark);

-- int_identity_pairs
create or replace table "int_identity_pairs" as with joining as (
select contact_kind, contact, key_number, min(key_number) over (partition by contact_kind, contact) as first_number
from int_identity_contacts
where is_joining(is_crowded, contact_mark) )
select first_number as from_number, key_number as to_number
from joining
where first_number <> key_number union
select key_number as from_number, first_number as to_number
from joining
where first_number <> key_number;

-- int_customer_keys
create or replace table "int_customer_keys" as with recursive labels (key_number, customer_id) using key (key_number) as (
select distinct from_number as key_number, from_number as customer_id
from int_identity_pairs union (
select int_identity_pairs.to_number as key_number, min(reached.customer_id) as customer_id
from labels as reached
inner join int_identity_pairs on reached.key_number = int_identity_pairs.from_number
inner join recurring.labels as known on int_identity_pairs.to_number = known.key_number
where reached.customer_id < known.customer_id
group by int_identity_pairs.to_number ) )
select coalesce(labels.customer_id, int_named_keys.key_number)::integer as customer_id, int_named_keys.platform, int_named_keys.customer_key, int_named_keys.customer_key_quality, labels.customer_id is null or labels.customer_id = int_named_keys.key_number as is_main
from int_named_keys
left join labels on int_named_keys.key_number = labels.key_number;

-- orders
create or replace table "orders" as with placed as (
select int_chosen_orders.*,
case when customer_key_quality in ('strong', 'weak') then customer_key end as named_key, coalesce(ordered_at, paid_at) as placed_at, coalesce(paid_amount, 0) as money_in, coalesce(refund_amount, 0) as money_back
from int_chosen_orders
cross join int_settings
where coalesce(ordered_at, paid_at) < int_settings.as_of and (int_chosen_orders.currency is null or int_chosen_orders.currency = int_settings.currency) ), judged as (
select placed.*, int_customer_keys.customer_id, status = 'refunded_full' or (money_in > 0 and money_back >= money_in) as is_refunded_full
from placed
left join int_customer_keys on placed.platform = int_customer_keys.platform and placed.named_key = int_customer_keys.customer_key )
select platform, coalesce(shop, '') as shop, order_id, customer_id, status, province, city, country, device, channel, coupon_code, quantity, coalesce(gross_amount, money_in) as gross_amount, discount_amount, shipping_amount, money_in::decimal(18, 2) as paid_amount, money_back::decimal(18, 2) as refund_amount, (money_in - money_back)::decimal(18, 2) as net_amount, coalesce( money_in > 0 and ( (status in ('paid', 'part_shipped', 'shipped', 'completed', 'refunded_part') and not is_refunded_full) or (is_refunded_full and coalesce(getvariable('count_refunded')::varchar, 'no') = 'yes') ), false ) as is_valid, money_in > 0 as is_paid, coalesce( money_in <= 0 and paid_at is null and status in ('unpaid', 'closed_unpaid', 'cancelled', 'pending_review'), false ) as is_never_paid, money_back > 0 as is_refunded, coalesce(is_refunded_full, false) as is_refunded_full, placed_at::date as ordered_date, date_trunc('week', placed_at)::date as week_date, date_trunc('month', placed_at)::date as month_date, placed_at as ordered_at, paid_at,
case when ordered_at <= paid_at then date_diff('second', ordered_at, paid_at) end as pay_seconds
from judged;

-- purchases
create or replace table "purchases" as with valid_orders as (
select platform, shop, order_id, customer_id, net_amount, ordered_date, ordered_at
from orders
where is_valid and customer_id is not null ), bought as (
select customer_id, 0::bigint as place, count(*)::integer as orders, sum(net_amount)::decimal(18, 2) as net_amount, ordered_date as purchase_date
from valid_orders
where coalesce(getvariable('purchase_unit')::varchar, 'purchase_day') <> 'order'
group by customer_id, ordered_date
union all select customer_id, row_number() over (order by ordered_at, platform, shop, order_id) as place, 1::integer as orders, net_amount, ordered_date as purchase_date
from valid_orders
where coalesce(getvariable('purchase_unit')::varchar, 'purchase_day') = 'order' ), numbered as (
select customer_id, row_number() over by_time as purchase_number, orders, net_amount, purchase_date, lag(purchase_date) over by_time as previous_date, lead(purchase_date) over by_time as next_date
from bought
window by_time as (partition by customer_id
order by purchase_date, place) ), dated as (
select *, date_trunc('week', purchase_date)::date as week_date, date_trunc('month', purchase_date)::date as month_date
from numbered )
select customer_id, purchase_number::integer as purchase_number, orders, net_amount, (purchase_date - previous_date)::integer as interval_days, previous_date is null or previous_date < week_date as is_first_in_week, previous_date is null or previous_date < month_date as is_first_in_month, purchase_date, previous_date, next_date, week_date, month_date
from dated;

-- int_customers_summed
create or replace table "int_customers_summed" as
select purchases.customer_id, count(*)::integer as purchases, sum(purchases.orders)::integer as orders, sum(purchases.net_amount)::decimal(18, 2) as net_amount, (sum(purchases.net_amount)::double / count(*))::decimal(18, 2) as mean_amount, (any_value(int_settings.as_of) - max(purchases.purchase_date))::integer as recency_days, max(purchases.interval_days) filter (where purchases.purchase_number = 2) as repurchase_days, min(purchases.purchase_date) as first_date, max(purchases.purchase_date) filter (where purchases.purchase_number = 2) as second_date, max(purchases.purchase_date) as last_date
from purchases
cross join int_settings
group by purchases.customer_id;

-- int_first_buyers
create or replace table "int_first_buyers" as
select first_date, repurchase_days, count(*)::integer as customers
from int_customers_summed
group by first_date, repurchase_days
order by first_date, repurchase_days;

-- int_cohort_days
create or replace table "int_cohort_days" as with spells as (
select date_trunc('month', int_first_buyers.first_date)::date as month_date, int_first_buyers.repurchase_days, (int_settings.as_of - int_first_buyers.first_date)::integer as age_days, int_first_buyers.customers
from int_first_buyers
cross join int_settings ), placed as (
select month_date, age_days as days, customers as new_customers,
case when repurchase_days is null then 0 else customers end as returned_customers, 0 as repurchased_customers
from spells
union all select month_date, repurchase_days as days, 0 as new_customers, 0 as returned_customers, customers as repurchased_customers
from spells
where repurchase_days is not null )
select month_date, days, sum(new_customers)::integer as new_customers, sum(returned_customers)::integer as returned_customers, sum(repurchased_customers)::integer as repurchased_customers
from placed
group by month_date, days;

-- tier_of
create or replace macro "tier_of" (is_recency_high, is_frequency_high, is_monetary_high) as
case when is_monetary_high and is_recency_high and is_frequency_high then 'important_value' when is_monetary_high and is_recency_high then 'important_develop' when is_monetary_high and is_frequency_high then 'important_keep' when is_monetary_high then 'important_win_back' when is_recency_high and is_frequency_high then 'general_value' when is_recency_high then 'general_develop' when is_frequency_high then 'general_keep' else 'general_win_back' end;

-- tier_group_of
create or replace macro "tier_group_of" (tier) as
case when tier in ('important_value', 'important_develop') then 'key_develop' when tier in ('important_keep', 'important_win_back') then 'key_win_back' when tier in ('general_value', 'general_keep') then 'loyal' else 'ordinary' end;

-- int_customers_scored
create or replace table "int_customers_scored" as with measured as (
select *,
case when coalesce(getvariable('rfm_monetary')::varchar, 'mean') = 'total' then net_amount else mean_amount end as monetary_value
from int_customers_summed ), ranked as (
select *, rank() over (order by recency_days desc) - 1 as less_recent, rank() over (order by purchases) - 1 as less_often, rank() over (order by monetary_value) - 1 as less_money, count(*) over () as everyone
from measured
where coalesce(getvariable('rfm_method')::varchar, 'quantile') <> 'breaks'
union all select *, null as less_recent, null as less_often, null as less_money, null as everyone
from measured
where coalesce(getvariable('rfm_method')::varchar, 'quantile') = 'breaks' ), breaks as (
select coalesce(getvariable('rfm_recency_breaks')::double[], [30, 60, 90, 120]) as recency_breaks, coalesce(getvariable('rfm_frequency_breaks')::double[], [2, 3, 4, 5]) as frequency_breaks, coalesce(getvariable('rfm_monetary_breaks')::double[], [50, 100, 150, 200]) as monetary_breaks ), scored as (
select ranked.* exclude (less_recent, less_often, less_money, everyone), greatest(1, coalesce( 1 + 5 * less_recent // everyone, 5 - len(list_filter(recency_breaks, lambda edge: edge < recency_days)) ))::tinyint as recency_score, least(5, coalesce( 1 + 5 * less_often // everyone, 1 + len(list_filter(frequency_breaks, lambda edge: edge <= purchases)) ))::tinyint as frequency_score, least(5, coalesce( 1 + 5 * less_money // everyone, 1 + len(list_filter(monetary_breaks, lambda edge: edge <= monetary_value)) ))::tinyint as monetary_score
from ranked
cross join breaks ), averaged as (
select avg(recency_score) as mean_recency_score, avg(frequency_score) as mean_frequency_score, avg(monetary_score) as mean_monetary_score, avg(recency_days) as mean_recency, avg(purchases) as mean_frequency, avg(monetary_value) as mean_monetary
from scored ), flagged as (
select scored.*,
case coalesce(getvariable('rfm_flag')::varchar, 'mean_score') when 'mean_value' then recency_days < mean_recency when 'score_4' then recency_score >= 4 else recency_score > mean_recency_score end as is_recency_high,
case coalesce(getvariable('rfm_flag')::varchar, 'mean_score') when 'mean_value' then purchases > mean_frequency when 'score_4' then frequency_score >= 4 else frequency_score > mean_frequency_score end as is_frequency_high,
case coalesce(getvariable('rfm_flag')::varchar, 'mean_score') when 'mean_value' then monetary_value > mean_monetary when 'score_4' then monetary_score >= 4 else monetary_score > mean_monetary_score end as is_monetary_high
from scored
cross join averaged )
select *, tier_of(is_recency_high, is_frequency_high, is_monetary_high) as tier, tier_group_of(tier_of(is_recency_high, is_frequency_high, is_monetary_high)) as tier_group
from flagged;

-- is_stage_selected
create or replace macro "is_stage_selected" (stage) as coalesce(len(getvariable('stage')::varchar[]), 0) = 0 or list_contains(getvariable('stage')::varchar[], stage);

-- stage_at
create or replace macro "stage_at" (recency_days, cuts) as
case when recency_days is null then null when recency_days <= cuts[1] then 'active' when recency_days <= cuts[2] then 'silent' when recency_days <= cuts[3] then 'sleeping' when recency_days <= cuts[4] then 'lost' else 'long_lost' end;

-- stage_of
create or replace macro "stage_of" (recency_days) as stage_at(recency_days, coalesce(getvariable('cuts')::integer[], [90, 180, 270, 365]));

-- is_tier_selected
create or replace macro "is_tier_selected" (tier, tier_group) as coalesce(len(getvariable('tier')::varchar[]), 0) = 0 or list_contains(getvariable('tier')::varchar[], tier) or list_contains(getvariable('tier')::varchar[], tier_group);

-- selected_customers
create or replace view "selected_customers" as
select *
from int_customers_scored
where is_stage_selected(stage_of(recency_days)) and is_tier_selected(tier, tier_group);

-- is_selecting
create or replace macro "is_selecting" () as coalesce(len(getvariable('stage')::varchar[]), 0) > 0 or coalesce(len(getvariable('tier')::varchar[]), 0) > 0;

-- int_cohort_days_selected
create or replace view "int_cohort_days_selected" as with spells as (
select date_trunc('month', selected_customers.first_date)::date as month_date, selected_customers.repurchase_days, (int_settings.as_of - selected_customers.first_date)::integer as age_days
from selected_customers
cross join int_settings
where is_selecting() ), placed as (
select month_date, age_days as days, 1 as new_customers,
case when repurchase_days is null then 0 else 1 end as returned_customers, 0 as repurchased_customers
from spells
union all select month_date, repurchase_days as days, 0 as new_customers, 0 as returned_customers, 1 as repurchased_customers
from spells
where repurchase_days is not null )
select *
from int_cohort_days
where not is_selecting()
union all select month_date, days, sum(new_customers)::integer as new_customers, sum(returned_customers)::integer as returned_customers, sum(repurchased_customers)::integer as repurchased_customers
from placed
group by month_date, days;

-- int_customer_contacts
create or replace view "int_customer_contacts" as with told as (
select customer_key as contact, customer_id
from int_customer_keys union
select unnest([stg_orders.buyer_phone, lower(stg_orders.buyer_email)]) as contact, int_customer_keys.customer_id
from stg_orders
inner join int_customer_keys on stg_orders.platform = int_customer_keys.platform and stg_orders.customer_key = int_customer_keys.customer_key )
select contact, min(customer_id) as customer_id
from told
where contact is not null
group by contact
having min(customer_id) = max(customer_id);

-- int_customer_facts
create or replace view "int_customer_facts" as with exported as (
select coalesce(by_key.customer_id, by_phone.customer_id, by_email.customer_id) as customer_id, stg_customers.tags, stg_customers.birth_date
from stg_customers
left join int_customer_keys as by_key on stg_customers.platform = by_key.platform and stg_customers.customer_key = by_key.customer_key
left join int_customer_contacts as by_phone on stg_customers.buyer_phone = by_phone.contact
left join int_customer_contacts as by_email on lower(stg_customers.buyer_email) = by_email.contact ), typed as (
select unnest(getvariable('own_customers')::varchar[]) as contact, unnest(getvariable('own_customer_tags')::varchar[]) as tag, try_cast(nullif(unnest(getvariable('own_birth_dates')::varchar[]), '') as date) as birth_date )
select customer_id, 'export' as source, trim(tag) as tag, null::date as birth_date
from (select customer_id, unnest(regexp_split_to_array(tags, '[,，;；、|]')) as tag
from exported)
where customer_id is not null and trim(tag) <> ''
union all select customer_id, 'export', null, birth_date
from exported
where customer_id is not null and birth_date is not null
union all select int_customer_contacts.customer_id, 'own', nullif(typed.tag, ''), typed.birth_date
from typed
inner join int_customer_contacts on trim(typed.contact) = int_customer_contacts.contact or lower(trim(typed.contact)) = int_customer_contacts.contact;

-- live_variable
create or replace macro "live_variable" (variable) as (select nullif(max(value), 'NULL')
from duckdb_variables()
where name = variable);

-- int_cuts
create or replace view "int_cuts" as
select coalesce(live_variable('cuts')::integer[], [90, 180, 270, 365]) as cuts;

-- int_import_counts
create or replace table "int_import_counts" as with staged as (
select count(*) as imported_orders, count(*) filter (where coalesce(ordered_at, paid_at) is null) as undated_orders, count(*) filter (where coalesce(ordered_at, paid_at) >= int_settings.as_of) as later_orders, count(*) filter (where int_chosen_orders.currency <> int_settings.currency) as foreign_orders, count(*) filter (where int_chosen_orders.currency is null and int_settings.currency is not null) as bare_orders, count(*) filter (where customer_key_quality = 'weak') as weak_orders, count(*) filter (where customer_key_quality = 'masked') as masked_orders
from int_chosen_orders
cross join int_settings ), lined as (
select count(*) as order_lines
from stg_lines
where is_shop_chosen(platform, shop) ), counted as (
select count(*) as orders, count(*) filter (where is_valid) as valid_orders, count(*) filter (where is_valid and customer_id is null) as unknown_orders, count(*) filter (where customer_id is not null) as named_orders, count(*) filter (where is_never_paid) as unpaid_orders, count(*) filter (where is_refunded) as refunded_orders, count(pay_seconds) as timed_orders, count(province) as placed_orders
from orders )
select *
from staged
cross join lined
cross join counted;

-- int_interval_days
create or replace table "int_interval_days" as
select (coalesce(purchases.next_date, int_settings.as_of) - purchases.purchase_date)::integer as days, purchases.next_date is not null as is_returned, count(*)::integer as purchases
from purchases
cross join int_settings
group by days, is_returned;

-- int_month_recencies
create or replace table "int_month_recencies" as with moments as (
select month_date, least((month_date + interval 1 month)::date, as_of) as moment_date
from (
select unnest(generate_series(date_trunc('month', first_date), as_of - 1, interval 1 month))::date as month_date, as_of
from int_settings ) as calendar ), spans as (
select purchase_date, (date_trunc('month', next_date))::date as superseded_month, count(*) as customers
from purchases
group by purchase_date, superseded_month )
select moments.month_date, moments.moment_date, (moments.moment_date - spans.purchase_date)::integer as recency_days, sum(spans.customers)::integer as customers
from spans
inner join moments on spans.purchase_date < moments.moment_date and (spans.superseded_month is null or spans.superseded_month > moments.month_date)
group by moments.month_date, moments.moment_date, recency_days;

-- int_order_days
create or replace table "int_order_days" as
select ordered_date, count(*)::integer as orders, count(*) filter (where is_valid)::integer as valid_orders, count(*) filter (where is_valid and customer_id is null)::integer as unknown_orders, count(*) filter (where is_never_paid)::integer as unpaid_orders, count(*) filter (where is_paid)::integer as paid_orders, count(*) filter (where is_paid and is_refunded)::integer as refund_orders, coalesce(sum(net_amount) filter (where is_valid), 0)::decimal(18, 2) as net_sales, coalesce(sum(gross_amount) filter (where is_never_paid), 0)::decimal(18, 2) as unpaid_amount, coalesce(sum(paid_amount), 0)::decimal(18, 2) as paid_amount, coalesce(sum(refund_amount) filter (where is_paid), 0)::decimal(18, 2) as refund_amount
from orders
group by ordered_date;

-- selected_orders
create or replace view "selected_orders" as
select *
from orders
where not is_selecting()
union all select orders.*
from orders semi join selected_customers on orders.customer_id = selected_customers.customer_id
where is_selecting();

-- int_order_days_selected
create or replace view "int_order_days_selected" as
select *
from int_order_days
where not is_selecting()
union all select ordered_date, count(*)::integer as orders, count(*) filter (where is_valid)::integer as valid_orders, count(*) filter (where is_valid and customer_id is null)::integer as unknown_orders, count(*) filter (where is_never_paid)::integer as unpaid_orders, count(*) filter (where is_paid)::integer as paid_orders, count(*) filter (where is_paid and is_refunded)::integer as refund_orders, coalesce(sum(net_amount) filter (where is_valid), 0)::decimal(18, 2) as net_sales, coalesce(sum(gross_amount) filter (where is_never_paid), 0)::decimal(18, 2) as unpaid_amount, coalesce(sum(paid_amount), 0)::decimal(18, 2) as paid_amount, coalesce(sum(refund_amount) filter (where is_paid), 0)::decimal(18, 2) as refund_amount
from selected_orders
where is_selecting()
group by ordered_date;

-- int_past_recencies
create or replace table "int_past_recencies" as with moments as (
select unnest([30, 365]) as days_ago, as_of - unnest([30, 365]) as moment_date
from int_settings )
select moments.days_ago, (moments.moment_date - purchases.purchase_date)::integer as recency_days, int_customers_scored.tier, int_customers_scored.tier_group, count(*)::integer as customers
from purchases
inner join int_customers_scored on purchases.customer_id = int_customers_scored.customer_id
inner join moments on purchases.purchase_date < moments.moment_date and (purchases.next_date is null or purchases.next_date >= moments.moment_date)
group by moments.days_ago, moments.moment_date - purchases.purchase_date, int_customers_scored.tier, int_customers_scored.tier_group;

-- purchase_kind_of
create or replace macro "purchase_kind_of" (previous_date, purchase_date) as
case when previous_date is null then 'new' when previous_date >= purchase_date - 365 then 'year' else 'ever' end;

-- int_purchase_days
create or replace table "int_purchase_days" as
select purchase_date, purchase_kind_of(previous_date, purchase_date) as purchase_kind, is_first_in_week, is_first_in_month, coalesce(next_date < week_date + 7, false) as is_again_in_week, coalesce(next_date < (month_date + interval 1 month)::date, false) as is_again_in_month, count(*)::integer as purchases, sum(orders)::integer as orders, sum(net_amount)::decimal(18, 2) as net_sales
from purchases
group by purchase_date, purchase_kind, is_first_in_week, is_first_in_month, is_again_in_week, is_again_in_month;

-- selected_purchases
create or replace view "selected_purchases" as
select *
from purchases
where not is_selecting()
union all select purchases.*
from purchases semi join selected_customers on purchases.customer_id = selected_customers.customer_id
where is_selecting();

-- int_purchase_days_selected
create or replace view "int_purchase_days_selected" as
select *
from int_purchase_days
where not is_selecting()
union all select purchase_date, purchase_kind_of(previous_date, purchase_date) as purchase_kind, is_first_in_week, is_first_in_month, coalesce(next_date < week_date + 7, false) as is_again_in_week, coalesce(next_date < (month_date + interval 1 month)::date, false) as is_again_in_month, count(*)::integer as purchases, sum(orders)::integer as orders, sum(net_amount)::decimal(18, 2) as net_sales
from selected_purchases
where is_selecting()
group by purchase_date, purchase_kind, is_first_in_week, is_first_in_month, is_again_in_week, is_again_in_month;

-- int_recency_days
create or replace table "int_recency_days" as
select recency_days::integer as recency_days, tier, tier_group, count(*)::integer as customers, sum(purchases)::integer as purchases, sum(net_amount)::double as net_sales
from int_customers_scored
group by recency_days, tier, tier_group;

-- int_repurchase_counts
create or replace view "int_repurchase_counts" as with first_buyers as (
select int_first_buyers.first_date, int_first_buyers.repurchase_days, int_first_buyers.customers, coalesce(getvariable('repurchase_days')::integer, 100) as window_days, int_settings.as_of - int_first_buyers.first_date as age_days
from int_first_buyers
cross join int_settings ), counted as (
select any_value(window_days) as window_days, coalesce(sum(customers) filter (where age_days between window_days and window_days + 89), 0) as first_trials, coalesce(sum(customers) filter (
where age_days between window_days and window_days + 89 and repurchase_days <= window_days ), 0) as first_hits, coalesce( sum(customers) filter (where age_days between window_days + 90 and window_days + 179), 0 ) as first_trials_before, coalesce(sum(customers) filter (
where age_days between window_days + 90 and window_days + 179 and repurchase_days <= window_days ), 0) as first_hits_before
from first_buyers
where age_days between window_days and window_days + 179 ), monthly as (
select date_trunc('month', first_date)::date as month_date, coalesce(sum(customers) filter (where repurchase_days <= window_days), 0) / sum(customers) as rate
from first_buyers
where age_days < window_days + 460
group by date_trunc('month', first_date)
having min(age_days) >= any_value(window_days) and sum(customers) >= 20 )
select counted.*, (select list(rate
order by month_date)
from monthly) as repurchase_trend, int_settings.history_days
from counted
cross join int_settings;

-- int_stage_recencies
create or replace table "int_stage_recencies" as with placed as (
select recency_days, tier, tier_group, customers, purchases, net_sales, 0 as previous_customers
from int_recency_days
union all select recency_days, tier, tier_group, 0 as customers, 0 as purchases, 0 as net_sales, customers as previous_customers
from int_past_recencies
where days_ago = 30 )
select recency_days, tier, tier_group, sum(customers)::integer as customers, sum(purchases)::integer as purchases, sum(net_sales)::double as net_sales, sum(previous_customers)::integer as previous_customers
from placed
group by recency_days, tier, tier_group;

-- int_step_days
create or replace table "int_step_days" as with steps as (
select purchases.purchase_number, (purchases.next_date - purchases.purchase_date)::integer as next_days, (int_settings.as_of - purchases.purchase_date)::integer as age_days
from purchases
cross join int_settings
where purchases.purchase_number <= 4 ), placed as (
select purchase_number, age_days as days, count(*) as customers, count(next_days) as followed_customers, 0 as next_customers
from steps
group by purchase_number, age_days
union all select purchase_number, next_days as days, 0 as customers, 0 as followed_customers, count(*) as next_customers
from steps
where next_days is not null
group by purchase_number, next_days )
select purchase_number, days, sum(customers)::integer as customers, sum(followed_customers)::integer as followed_customers, sum(next_customers)::integer as next_customers
from placed
group by purchase_number, days;

-- int_steps
create or replace table "int_steps" as
select purchase_number, count(*) as customers, median(interval_days) as median_days
from purchases
where purchase_number <= 4
group by purchase_number;

-- top_share_of
create or replace macro "top_share_of" (place, everyone) as
case when place <= ceil(everyone / 100) then 0.01 when place <= ceil(everyone / 20) then 0.05 when place <= ceil(everyone / 10) then 0.1 when place <= ceil(everyone / 5) then 0.2 when place <= ceil(everyone / 2) then 0.5 else 1 end::double;

-- int_top_recencies
create or replace table "int_top_recencies" as with ranked as (
select net_amount, recency_days, row_number() over (order by net_amount desc, customer_id) as place, count(*) over () as everyone
from int_customers_summed )
select top_share_of(place, everyone) as top_share, recency_days, count(*)::integer as customers, min(net_amount)::double as threshold_amount, sum(net_amount)::double as net_sales
from ranked
group by top_share, recency_days;

-- is_returning
create or replace macro "is_returning" (previous_date, purchase_date) as
case when previous_date is null then false when coalesce(getvariable('returning_window')::varchar, '365') in ('ever', 'any') then true else previous_date >= purchase_date - 365 end;

-- is_returning_buyer
create or replace macro "is_returning_buyer" (previous_date, purchase_date, next_date, period_end) as is_returning(previous_date, purchase_date) or (coalesce(getvariable('returning_window')::varchar, '365') = 'any' and coalesce(next_date < period_end, false));

-- int_verdict_counts
create or replace table "int_verdict_counts" as with periods as (
select unnest(['recent', 'previous', 'year_ago']) as period, as_of - unnest([30, 60, 395]) as from_date, as_of - unnest([0, 30, 365]) as end_date
from int_settings ), returning_counts as (
select count(*) filter (where period = 'recent') as recent_trials, count(*) filter (where period = 'recent' and is_returning_now) as recent_hits, count(*) filter (where period = 'previous') as previous_trials, count(*) filter (where period = 'previous' and is_returning_now) as previous_hits, count(*) filter (where period = 'year_ago') as year_ago_trials, count(*) filter (where period = 'year_ago' and is_returning_now) as year_ago_hits
from (
select periods.period, is_returning_buyer( purchases.previous_date, purchases.purchase_date, purchases.next_date, periods.end_date ) as is_returning_now
from purchases
inner join periods on purchases.purchase_date >= periods.from_date and purchases.purchase_date < periods.end_date
where purchases.previous_date is null or purchases.previous_date < periods.from_date ) as judged ), order_counts as (
select count(*) filter (where ordered_date >= as_of - 30) as orders, count(*) filter (where ordered_date >= as_of - 30 and is_never_paid) as unpaid_orders, count(*) filter (where ordered_date < as_of - 30) as orders_before, count(*) filter (where ordered_date < as_of - 30 and is_never_paid) as unpaid_orders_before, count(*) filter (where ordered_date >= as_of - 30 and is_paid) as paid_orders, count(*) filter (where ordered_date >= as_of - 30 and is_paid and is_refunded) as refund_orders, count(*) filter (where ordered_date < as_of - 30 and is_paid) as paid_orders_before, count(*) filter (where ordered_date < as_of - 30 and is_paid and is_refunded) as refund_orders_before
from orders
cross join int_settings
where ordered_date >= as_of - 60 ), months_back as (
select (date_trunc('month', as_of) - interval 15 month)::date as from_month, date_trunc('month', as_of)::date as end_month
from int_settings ), monthly_returning as (
select month_date, count(*) filter (
where is_returning_buyer( previous_date, purchase_date, next_date, (month_date + interval 1 month)::date ) ) / count(*) as share
from purchases
cross join months_back
where is_first_in_month and month_date >= from_month and month_date < end_month
group by month_date ), monthly_losses as (
select month_date, count(*) filter (where is_never_paid) / count(*) as unpaid_rate, count(*) filter (where is_paid and is_refunded) / nullif(count(*) filter (where is_paid), 0) as refund_rate
from orders
cross join months_back
where month_date >= from_month and month_date < end_month
group by month_date )
select returning_counts.*, order_counts.*, (select list(share
order by month_date)
from monthly_returning) as returning_trend, (select list(unpaid_rate
order by month_date)
from monthly_losses) as unpaid_trend, (select list(refund_rate
order by month_date)
from monthly_losses) as refund_trend, int_settings.history_days
from returning_counts
cross join order_counts
cross join int_settings;

-- is_significant
create or replace macro "is_significant" (hits, trials, hits_before, trials_before) as coalesce( abs(hits / nullif(trials, 0) - hits_before / nullif(trials_before, 0)) > 1.96 * sqrt( (hits / nullif(trials, 0)) * (1 - hits / nullif(trials, 0)) / nullif(trials, 0) + (hits_before / nullif(trials_before, 0)) * (1 - hits_before / nullif(trials_before, 0)) / nullif(trials_before, 0) ), false );

-- wilson_high
create or replace macro "wilson_high" (hits, trials) as
case when trials > 0 then ( hits + 1.9208 + 1.96 * sqrt(hits::double * (trials - hits) / trials + 0.9604) ) / (trials + 3.8416) end;

-- wilson_low
create or replace macro "wilson_low" (hits, trials) as
case when trials > 0 then ( hits + 1.9208 - 1.96 * sqrt(hits::double * (trials - hits) / trials + 0.9604) ) / (trials + 3.8416) end;

-- confidence_of
create or replace macro "confidence_of" (hits, trials) as
case when coalesce(trials, 0) = 0 then 1 when wilson_high(hits, trials) - wilson_low(hits, trials) <= 0.04 then 3 when wilson_high(hits, trials) - wilson_low(hits, trials) <= 0.10 then 2 else 1 end;

-- int_verdicts_settled
create or replace table "int_verdicts_settled" as with returning_counts as (
select recent_trials as trials, recent_hits as hits, recent_hits / nullif(recent_trials, 0) as recent_share, history_days < 395 as is_censored, history_days >= 760 as has_year_ago,
case when history_days >= 760 then year_ago_hits else previous_hits end as hits_before,
case when history_days >= 760 then year_ago_trials else previous_trials end as trials_before, returning_trend
from int_verdict_counts ), returning_judged as (
select *, hits_before / nullif(trials_before, 0) as before_share, recent_share - hits_before / nullif(trials_before, 0) as change, is_significant(hits, trials, hits_before, trials_before) and not is_censored as is_changed
from returning_counts
where trials > 0 ), returning_verdict as (
select 1 as place, 'returning_share' as topic,
case when before_share is null or is_censored then 'returning_share_alone' when is_changed and change > 0 and has_year_ago then 'returning_share_up_year' when is_changed and change < 0 and has_year_ago then 'returning_share_down_year' when is_changed and change > 0 then 'returning_share_up' when is_changed and change < 0 then 'returning_share_down' else 'returning_share_steady' end as code,
case when not is_changed then 'neutral' when change > 0 then 'good' else 'bad' end as tone, 'percent' as unit, recent_share as value, before_share as previous, change, trials as denominator, hits,
case when is_censored then 1 else confidence_of(hits, trials) end as confidence, wilson_low(hits, trials) as low, wilson_high(hits, trials) as high, 30 as days, trials - hits as other_count, returning_trend as trend, 'percent' as trend_unit
from returning_judged ), order_rates as (
select 5 as place, 'unpaid' as topic, unpaid_orders as hits, orders as trials, unpaid_orders_before as hits_before,
case when history_days >= 60 then orders_before end as trials_before, unpaid_trend as trend
from int_verdict_counts
where unpaid_orders + unpaid_orders_before > 0
union all select 6 as place, 'refunds' as topic, refund_orders as hits, paid_orders as trials, refund_orders_before as hits_before,
case when history_days >= 60 then paid_orders_before end as trials_before, refund_trend as trend
from int_verdict_counts
where refund_orders + refund_orders_before > 0 ), order_verdicts as (
select place, topic, topic ||
case when coalesce(trials_before, 0) = 0 then '_alone' when not is_significant(hits, trials, hits_before, trials_before) then '_steady' when hits / trials > hits_before / trials_before then '_up' else '_down' end as code,
case when not is_significant(hits, trials, hits_before, trials_before) then 'neutral' when hits / trials > hits_before / trials_before then 'bad' else 'good' end as tone, 'percent' as unit, hits / trials as value, hits_before / nullif(trials_before, 0) as previous, hits / trials - hits_before / nullif(trials_before, 0) as change, trials as denominator, hits, confidence_of(hits, trials) as confidence, wilson_low(hits, trials) as low, wilson_high(hits, trials) as high, 30 as days, hits_before as other_count, trend, 'percent' as trend_unit
from order_rates
where trials > 0 )
select *
from returning_verdict
union all by name
select *
from order_verdicts;

-- is_returning_kind
create or replace macro "is_returning_kind" (purchase_kind) as
case when coalesce(getvariable('returning_window')::varchar, '365') in ('ever', 'any') then purchase_kind <> 'new' else purchase_kind = 'year' end;

-- stage_cut
create or replace macro "stage_cut" (place) as coalesce(getvariable('cuts')::integer[], [90, 180, 270, 365])[place];

-- ad_days
create or replace view "ad_days" as
select platform, shop, channel, impression_count, click_count, cost_amount, favourite_count, cart_count, order_count, sales_amount, new_buyer_count, day_date, date_trunc('week', day_date)::date as week_date, date_trunc('month', day_date)::date as month_date
from stg_ads_daily;

-- customer_profiles
create or replace view "customer_profiles" as
select platform, shop, source_id, row_number, customer_key, customer_key_quality, buyer_name, buyer_phone, buyer_email, gender, tags, member_level, province, city, country, points_count, order_count, spent_amount, birth_date, last_ordered_at, registered_at
from stg_customers;

-- customers
create or replace view "customers" as
select int_customers_scored.customer_id, int_customer_keys.platform, int_customer_keys.customer_key, int_customer_keys.customer_key_quality, stage_of(int_customers_scored.recency_days) as stage, int_customers_scored.tier, int_customers_scored.tier_group, int_customers_scored.recency_days, int_customers_scored.purchases, int_customers_scored.orders, int_customers_scored.net_amount, int_customers_scored.mean_amount, int_customers_scored.monetary_value, int_customers_scored.repurchase_days, int_customers_scored.recency_score, int_customers_scored.frequency_score, int_customers_scored.monetary_score, int_customers_scored.is_recency_high, int_customers_scored.is_frequency_high, int_customers_scored.is_monetary_high, int_customers_scored.first_date, int_customers_scored.second_date, int_customers_scored.last_date
from int_customers_scored
left join int_customer_keys on int_customers_scored.customer_id = int_customer_keys.customer_id and int_customer_keys.is_main;

-- order_lines
create or replace view "order_lines" as
select stg_lines.platform, coalesce(stg_lines.shop, '') as shop, stg_lines.order_id, stg_lines.line_id, orders.customer_id, stg_lines.product_id, stg_lines.sku, stg_lines.title, stg_lines.attributes, stg_lines.line_status, stg_lines.quantity, stg_lines.unit_price, stg_lines.line_amount, stg_lines.refund_amount, orders.is_valid, orders.ordered_date, orders.week_date, orders.month_date, orders.ordered_at
from stg_lines
inner join orders on stg_lines.platform = orders.platform and coalesce(stg_lines.shop, '') = orders.shop and stg_lines.order_id = orders.order_id;

-- product_days
create or replace view "product_days" as
select platform, shop, product_id, sku, title, visitor_count, page_view_count, favourite_count, cart_count, cart_quantity, placed_buyer_count, placed_amount, buyer_count, new_buyer_count, returning_buyer_count, quantity, paid_amount, conversion_rate, refund_amount, day_date, date_trunc('week', day_date)::date as week_date, date_trunc('month', day_date)::date as month_date
from stg_product_daily;

-- refunds
create or replace view "refunds" as
select platform, shop, refund_id, order_id, line_id, refund_status, refund_type, refund_reason, title, sku, paid_amount, refund_amount, is_settled, applied_at::date as applied_date,
case when settled_at >= applied_at then date_diff('day', applied_at, settled_at) end as settle_days, applied_at, settled_at
from stg_refunds;

-- shop_days
create or replace view "shop_days" as
select platform, shop, visitor_count, new_visitor_count, returning_visitor_count, page_view_count, favourite_count, item_favourite_count, cart_count, cart_quantity, placed_buyer_count, placed_amount, buyer_count, new_buyer_count, returning_buyer_count, order_count, quantity, paid_amount, average_order_amount, conversion_rate, bounce_rate, refund_amount, description_score, service_score, logistics_score, search_ads_amount, display_ads_amount, affiliate_amount, day_date, date_trunc('week', day_date)::date as week_date, date_trunc('month', day_date)::date as month_date
from stg_shop_daily;

-- benchmarks
create or replace view "benchmarks" as with typed as (
select unnest(getvariable('benchmark_periods')::varchar[]) as period, unnest(getvariable('benchmark_dates')::date[]) as typed_date, unnest(getvariable('benchmark_shares')::double[]) as industry_share, unnest(getvariable('benchmark_names')::varchar[]) as benchmark_name ), placed as (
select period,
case when period = 'month' then date_trunc('month', typed_date) else date_trunc('week', typed_date) end::date as period_date, typed_date, industry_share, benchmark_name
from typed )
select period, last(benchmark_name
order by typed_date, benchmark_name, industry_share) as benchmark_name, last(industry_share
order by typed_date, benchmark_name, industry_share) as industry_share, period_date
from placed
group by period, period_date
order by period, period_date;

-- birthdays
create or replace view "birthdays" as with born as (
select customer_id, first(birth_date
order by source desc, birth_date) as birth_date
from int_customer_facts
where birth_date is not null
group by customer_id ), months_of_birth as (
select born.*, unnest([make_date(year(as_of), month(birth_date), 1), make_date(year(as_of) + 1, month(birth_date), 1)]) as month_date, as_of
from born
cross join int_settings ), dated as (
select customer_id, birth_date, as_of, least(month_date + (day(birth_date) - 1)::integer, last_day(month_date)) as birthday_date
from months_of_birth )
select dated.customer_id, customers.customer_key, customers.stage, customers.tier, customers.purchases, customers.net_amount, (dated.birthday_date - dated.as_of)::integer as until_days, dated.birthday_date, customers.last_date
from dated
inner join customers on dated.customer_id = customers.customer_id
where dated.birthday_date between dated.as_of and dated.as_of + 29
order by dated.birthday_date, customers.net_amount desc, dated.customer_id;

-- capabilities
create or replace view "capabilities" as with judged as (
select unnest([ 'orders', 'customers', 'lines', 'refunds', 'unpaid', 'payment_times', 'provinces', 'industry', 'tags', 'birthdays', 'shop_days' ]) as capability, unnest([ orders > 0, named_orders > 0, order_lines > 0, refunded_orders > 0, unpaid_orders > 0, timed_orders > 0, placed_orders > 0, getvariable('industry_share')::double is not null or coalesce(len(getvariable('benchmark_shares')::double[]), 0) > 0, exists (select *
from int_customer_facts
where tag is not null), exists (select *
from int_customer_facts
where birth_date is not null), exists (select *
from stg_shop_daily) ]) as is_on, unnest([ 'no_orders',
case when masked_orders > 0 then 'masked_identity' else 'no_identity' end, 'no_lines', 'no_refunds', 'only_paid_orders', 'no_payment_times', 'no_provinces', 'no_industry_value', 'no_tags', 'no_birthdays', 'no_shop_days' ]) as off_reason
from int_import_counts )
select capability, is_on,
case when not is_on then off_reason end as reason
from judged;

-- cohorts
create or replace view "cohorts" as with windowed as (
select *, coalesce(live_variable('repurchase_days')::integer, 100) as window_days
from int_cohort_days_selected ), counted as (
select month_date, any_value(window_days) as window_days, sum(new_customers) as new_customers, coalesce(sum(new_customers) filter (where days >= window_days), 0) as mature_customers, coalesce(sum(repurchased_customers) filter (where days <= window_days), 0) - coalesce(sum(returned_customers) filter (where days < window_days), 0) as repurchased_customers, coalesce(sum(new_customers) filter (where days >= 30), 0) as day_30_customers, coalesce(sum(repurchased_customers) filter (where days <= 30), 0) - coalesce(sum(returned_customers) filter (where days < 30), 0) as day_30_repurchased, coalesce(sum(new_customers) filter (where days >= 60), 0) as day_60_customers, coalesce(sum(repurchased_customers) filter (where days <= 60), 0) - coalesce(sum(returned_customers) filter (where days < 60), 0) as day_60_repurchased, coalesce(sum(new_customers) filter (where days >= 90), 0) as day_90_customers, coalesce(sum(repurchased_customers) filter (where days <= 90), 0) - coalesce(sum(returned_customers) filter (where days < 90), 0) as day_90_repurchased, coalesce(sum(new_customers) filter (where days >= 180), 0) as day_180_customers, coalesce(sum(repurchased_customers) filter (where days <= 180), 0) - coalesce(sum(returned_customers) filter (where days < 180), 0) as day_180_repurchased, coalesce(sum(new_customers) filter (where days >= 365), 0) as day_365_customers, coalesce(sum(repurchased_customers) filter (where days <= 365), 0) - coalesce(sum(returned_customers) filter (where days < 365), 0) as day_365_repurchased
from windowed
group by month_date )
select counted.month_date, counted.window_days, counted.new_customers::integer as new_customers, counted.mature_customers::integer as mature_customers, counted.repurchased_customers::integer as repurchased_customers, counted.repurchased_customers / nullif(counted.mature_customers, 0) as repurchase_rate, counted.day_30_repurchased / nullif(counted.day_30_customers, 0) as day_30_rate, counted.day_60_repurchased / nullif(counted.day_60_customers, 0) as day_60_rate, counted.day_90_repurchased / nullif(counted.day_90_customers, 0) as day_90_rate, counted.day_180_repurchased / nullif(counted.day_180_customers, 0) as day_180_rate, counted.day_365_repurchased / nullif(counted.day_365_customers, 0) as day_365_rate, counted.mature_customers < counted.new_customers or (counted.month_date + interval 1 month)::date > int_settings.as_of as is_unfinished, counted.month_date - int_settings.first_date < 365 as is_censored
from counted
cross join int_settings
order by counted.month_date;

-- concentration
create or replace view "concentration" as with ranked as (
select net_amount, recency_days, row_number() over (order by net_amount desc, customer_id) as place, count(*) over () as everyone
from selected_customers
where is_selecting() ), banded as (
select top_share, recency_days, customers, threshold_amount, net_sales
from int_top_recencies
where not is_selecting()
union all select top_share_of(place, everyone) as top_share, recency_days, 1 as customers, net_amount::double as threshold_amount, net_amount::double as net_sales
from ranked ), counted as (
select top_share, sum(customers) as customers, sum(customers) filter (where recency_days > stage_cut(1)) as dormant_customers, min(threshold_amount) as threshold_amount, sum(net_sales) as net_sales
from banded
group by top_share ), tops as (
select unnest([0.01, 0.05, 0.1, 0.2, 0.5])::double as top_share ), summed as (
select tops.top_share, sum(counted.customers) as customers, coalesce(sum(counted.dormant_customers), 0) as dormant_customers, min(counted.threshold_amount) as threshold_amount, sum(counted.net_sales) as net_sales
from tops
inner join counted on counted.top_share <= tops.top_share
group by tops.top_share )
select top_share, customers::integer as customers, threshold_amount, net_sales, net_sales / nullif((select sum(net_sales)
from counted), 0) as net_sales_share, dormant_customers::integer as dormant_customers, dormant_customers / customers as dormant_share
from summed
order by top_share;

-- currencies
create or replace view "currencies" as with counted as (
select currency, count(*) as orders
from int_chosen_orders
where currency is not null and coalesce(ordered_at, paid_at) is not null
group by currency )
select counted.currency, counted.orders::integer as orders, counted.orders / sum(counted.orders) over () as orders_share, counted.currency = int_settings.currency as is_summed
from counted
cross join int_settings
order by counted.orders desc, counted.currency;

-- customer_tags
create or replace view "customer_tags" as
select customer_id, tag, max(source) as source
from int_customer_facts
where tag is not null
group by customer_id, tag
order by tag, customer_id;

-- essentials
create or replace view "essentials" as with people as (
select count(*) as customers, count(*) filter (where purchases >= 2) as repeat_customers, sum(purchases) as purchases, sum(net_amount)::double as net_sales
from selected_customers ), waits as (
select avg(interval_days) as mean_interval_days, quantile_cont(interval_days, [0.25, 0.5, 0.75, 0.9]) as quarters, median(net_amount)::double as median_purchase_amount
from selected_purchases )
select people.customers, people.repeat_customers, people.purchases, people.net_sales, people.repeat_customers / nullif(people.customers, 0) as repeat_rate, people.purchases / nullif(people.customers, 0) as purchases_per_customer, people.net_sales / nullif(people.purchases, 0) as amount_per_purchase, waits.median_purchase_amount, waits.mean_interval_days, waits.quarters[1] as interval_p25_days, waits.quarters[2] as interval_p50_days, waits.quarters[3] as interval_p75_days, waits.quarters[4] as interval_p90_days
from people
cross join waits;

-- events
create or replace view "events" as with moving as (
select unnest([ {'year': 2015, 'spring': date '2015-02-19', 'dragon': date '2015-06-20', 'qixi': date '2015-08-20', 'autumn': date '2015-09-27', 'easter': date '2015-04-05'}, {'year': 2016, 'spring': date '2016-02-08', 'dragon': date '2016-06-09', 'qixi': date '2016-08-09', 'autumn': date '2016-09-15', 'easter': date '2016-03-27'}, {'year': 2017, 'spring': date '2017-01-28', 'dragon': date '2017-05-30', 'qixi': date '2017-08-28', 'autumn': date '2017-10-04', 'easter': date '2017-04-16'}, {'year': 2018, 'spring': date '2018-02-16', 'dragon': date '2018-06-18', 'qixi': date '2018-08-17', 'autumn': date '2018-09-24', 'easter': date '2018-04-01'}, {'year': 2019, 'spring': date '2019-02-05', 'dragon': date '2019-06-07', 'qixi': date '2019-08-07', 'autumn': date '2019-09-13', 'easter': date '2019-04-21'}, {'year': 2020, 'spring': date '2020-01-25', 'dragon': date '2020-06-25', 'qixi': date '2020-08-25', 'autumn': date '2020-10-01', 'easter': date '2020-04-12'}, {'year': 2021, 'spring': date '2021-02-12', 'dragon': date '2021-06-14', 'qixi': date '2021-08-14', 'autumn': date '2021-09-21', 'easter': date '2021-04-04'}, {'year': 2022, 'spring': date '2022-02-01', 'dragon': date '2022-06-03', 'qixi': date '2022-08-04', 'autumn': date '2022-09-10', 'easter': date '2022-04-17'}, {'year': 2023, 'spring': date '2023-01-22', 'dragon': date '2023-06-22', 'qixi': date '2023-08-22', 'autumn': date '2023-09-29', 'easter': date '2023-04-09'}, {'year': 2024, 'spring': date '2024-02-10', 'dragon': date '2024-06-10', 'qixi': date '2024-08-10', 'autumn': date '2024-09-17', 'easter': date '2024-03-31'}, {'year': 2025, 'spring': date '2025-01-29', 'dragon': date '2025-05-31', 'qixi': date '2025-08-29', 'autumn': date '2025-10-06', 'easter': date '2025-04-20'}, {'year': 2026, 'spring': date '2026-02-17', 'dragon': date '2026-06-19', 'qixi': date '2026-08-19', 'autumn': date '2026-09-25', 'easter': date '2026-04-05'}, {'year': 2027, 'spring': date '2027-02-06', 'dragon': date '2027-06-09', 'qixi': date '2027-08-08', 'autumn': date '2027-09-15', 'easter': date '2027-03-28'}, {'year': 2028, 'spring': date '2028-01-26', 'dragon': date '2028-05-28', 'qixi': date '2028-08-26', 'autumn': date '2028-10-03', 'easter': date '2028-04-16'}, {'year': 2029, 'spring': date '2029-02-13', 'dragon': date '2029-06-16', 'qixi': date '2029-08-16', 'autumn': date '2029-09-22', 'easter': date '2029-04-01'}, {'year': 2030, 'spring': date '2030-02-03', 'dragon': date '2030-06-05', 'qixi': date '2030-08-05', 'autumn': date '2030-09-12', 'easter': date '2030-04-21'} ], recursive := true) ), dated as (
select *, make_date(year, 5, 8) + (7 - isodow(make_date(year, 5, 8)))::integer as mothers_day, make_date(year, 11, 22) + ((11 - isodow(make_date(year, 11, 22))) % 7)::integer + 1 as black_friday
from moving ), shipped as (
select unnest([ 'new_year', 'new_year_shopping', 'spring_festival', 'valentines', 'womens_day', 'labour_day', 'mothers_day', 'mid_year', 'dragon_boat', 'qixi', 'mid_autumn', 'national_day', 'double_11', 'double_12', 'easter', 'black_friday', 'cyber_monday', 'christmas' ]) as event, unnest([ 'holiday', 'promotion', 'holiday', 'promotion', 'promotion', 'holiday', 'promotion', 'promotion', 'holiday', 'promotion', 'holiday', 'holiday', 'promotion', 'promotion', 'holiday', 'promotion', 'promotion', 'holiday' ]) as kind, unnest([ 'both', 'cn', 'cn', 'both', 'cn', 'cn', 'both', 'cn', 'cn', 'cn', 'cn', 'cn', 'cn', 'cn', 'west', 'west', 'west', 'west' ]) as region, unnest([2, 2, 1, 2, 2, 2, 2, 1, 2, 2, 2, 2, 1, 1, 2, 1, 2, 1]) as importance, unnest([ make_date(year, 1, 1), spring - 28, spring - 1, make_date(year, 2, 14), make_date(year, 3, 8), make_date(year, 5, 1), mothers_day, make_date(year, 6, 1), dragon, qixi, autumn, make_date(year, 10, 1), make_date(year, 11, 1), make_date(year, 12, 12), easter - 2, black_friday, black_friday + 3, make_date(year, 12, 24) ]) as from_date, unnest([ make_date(year, 1, 1), spring - 8, spring + 6, make_date(year, 2, 14), make_date(year, 3, 8), make_date(year, 5, 5), mothers_day, make_date(year, 6, 18), dragon, qixi, autumn, make_date(year, 10, 7), make_date(year, 11, 11), make_date(year, 12, 12), easter + 1, black_friday, black_friday + 3, make_date(year, 12, 26) ]) as to_date, unnest([ make_date(year, 1, 1), spring - 8, spring, make_date(year, 2, 14), make_date(year, 3, 8), make_date(year, 5, 1), mothers_day, make_date(year, 6, 18), dragon, qixi, autumn, make_date(year, 10, 1), make_date(year, 11, 11), make_date(year, 12, 12), easter, black_friday, black_friday + 3, make_date(year, 12, 25) ]) as peak_date
from dated ), typed as (
select distinct unnest(getvariable('own_event_names')::varchar[]) as event, unnest(getvariable('own_event_kinds')::varchar[]) as kind, unnest(getvariable('own_event_from_dates')::date[]) as from_date, unnest(getvariable('own_event_to_dates')::date[]) as to_date )
select event, kind, region, importance, 'builtin' as source, from_date, to_date, peak_date
from shipped
where coalesce(getvariable('builtin_events')::varchar, 'yes') <> 'no'
union all select event, min(kind), 'own', 1, 'own', from_date, max(to_date), from_date
from typed
group by event, from_date
order by from_date, event;

-- event_weeks
create or replace view "event_weeks" as
select date_trunc('week', events.peak_date)::date as week_date, first(events.event
order by events.source = 'own' desc, events.peak_date, events.event) as event
from events
cross join int_settings
where events.importance = 1 and events.region in ('own', 'both',
case when coalesce(int_settings.currency, 'CNY') = 'CNY' then 'cn' else 'west' end) and events.peak_date >= date_trunc('week', int_settings.first_date) and events.peak_date < int_settings.as_of
group by date_trunc('week', events.peak_date)::date
order by week_date;

-- headlines
create or replace view "headlines" as with people as (
select count(*) as customers, count(*) filter (where purchases >= 2) as repeat_customers, count(*) filter (where stage_of(recency_days) = 'active') as active_customers, count(*) filter (where stage_of(recency_days) = 'silent') as silent_customers, count(*) filter (where stage_of(recency_days) = 'sleeping') as sleeping_customers, count(*) filter (where stage_of(recency_days) = 'lost') as lost_customers, count(*) filter (where stage_of(recency_days) = 'long_lost') as long_lost_customers
from int_customers_scored ), sold as (
select coalesce(sum(valid_orders), 0) as orders, coalesce(sum(net_sales), 0)::double as net_sales
from int_order_days )
select int_settings.as_of, int_settings.currency, sold.orders::integer as orders, sold.net_sales, people.customers::integer as customers, people.repeat_customers / nullif(people.customers, 0) as repeat_rate, int_verdict_counts.recent_hits / nullif(int_verdict_counts.recent_trials, 0) as returning_share, people.active_customers::integer as active_customers, people.silent_customers::integer as silent_customers, people.sleeping_customers::integer as sleeping_customers, people.lost_customers::integer as lost_customers, people.long_lost_customers::integer as long_lost_customers
from int_settings
cross join sold
cross join people
cross join int_verdict_counts;

-- notices
create or replace view "notices" as with facts as (
select int_import_counts.*, int_settings.history_days, int_settings.as_of, int_settings.currency, coalesce(getvariable('repurchase_days')::integer, 100) as window_days, unknown_orders < valid_orders as is_named
from int_import_counts
cross join int_settings ), found as (
select 'no_orders' as code, null as report, 'warning' as severity, 0 as row_count, null::integer as needed_days
from facts
where imported_orders = 0
union all select 'undated_orders', null, 'warning', undated_orders, null
from facts
where undated_orders > 0
union all select 'orders_after_as_of', null, 'info', later_orders, null
from facts
where later_orders > 0
union all select 'other_currencies', null, 'warning', foreign_orders, null
from facts
where foreign_orders > 0
union all select 'bare_currency', null, 'warning', bare_orders, null
from facts
where bare_orders > 0
union all select 'no_identity', 'customers', 'warning', unknown_orders, null
from facts
where valid_orders > 0 and unknown_orders = valid_orders
union all select 'unknown_buyers', 'customers', 'info', unknown_orders, null
from facts
where unknown_orders > 0 and unknown_orders < valid_orders
union all select 'weak_identity', 'customers', 'info', weak_orders, null
from facts
where weak_orders > 0
union all select 'short_history_lifecycle', 'lifecycle', 'warning', 0, stage_cut(4)
from facts
where is_named and history_days < stage_cut(4)
union all select 'short_history_returning', 'months', 'warning', 0, 395
from facts
where is_named and history_days < 395
union all select 'short_history_repurchase', 'cohorts', 'warning', 0, window_days
from facts
where is_named and history_days < window_days
union all select 'short_history_frequency', 'recent_frequency', 'warning', 0, 92
from facts
where is_named and history_days < as_of - (as_of - interval 3 month)::date )
select found.code, found.report, found.severity, found.row_count::integer as row_count, found.row_count / nullif(facts.imported_orders, 0) as order_share, facts.history_days, found.needed_days, facts.as_of, facts.currency
from found
cross join facts;

-- health_orders
create or replace view "health_orders" as with staged as (
select platform, coalesce(shop, '') as shop, order_id, source_id, customer_key, customer_key_quality, status, status_raw, title, currency, gross_amount, discount_amount, shipping_amount, tax_amount, paid_amount, refund_amount, coalesce(ordered_at, paid_at) as placed_at, ordered_at, paid_at, shipped_at, completed_at
from stg_orders
where is_shop_chosen(platform, shop) ), lined as (
select platform, coalesce(shop, '') as shop, order_id, sum(line_amount) as lines_amount, count(*) as order_lines
from stg_lines
group by platform, coalesce(shop, ''), order_id
having count(*) = count(line_amount) ), compared as (
select staged.platform, staged.shop, staged.order_id, lined.lines_amount, coalesce(staged.gross_amount, staged.paid_amount) as total_amount, coalesce(staged.shipping_amount, 0) + coalesce(staged.tax_amount, 0) as added_amount, staged.discount_amount, greatest(0.05, 0.01 * lined.order_lines) as tolerance
from staged
inner join lined on staged.order_id = lined.order_id and staged.platform = lined.platform and staged.shop = lined.shop
where coalesce(staged.gross_amount, staged.paid_amount) > 0 ), rounded as materialized (
select source_id, platform, shop, order_id
from staged
where suffix(order_id, '0') and length(order_id) >= 16 and length(rtrim(order_id, '0')) <= 15 and regexp_matches(order_id, '^\d+$') ), long_ids as (
select source_id, count(*) as orders
from staged
where length(order_id) >= 16
group by source_id ), rounded_files as (
select rounded.source_id
from rounded
inner join long_ids on rounded.source_id = long_ids.source_id
group by rounded.source_id
having count(*) > 1 and count(*) > any_value(long_ids.orders) / 2 ), judged as (
select staged.*, placed_at is null as is_undated, coalesce( placed_at < timestamp '1995-01-01' or paid_at < ordered_at - interval 1 day or shipped_at < ordered_at - interval 1 day or completed_at < ordered_at - interval 1 day, false ) as is_impossible, placed_at >= int_settings.as_of as is_later, staged.currency <> int_settings.currency as is_foreign, staged.currency is null and int_settings.currency is not null as is_bare, customer_key_quality = 'weak' as is_weak, coalesce(gross_amount < 0 or paid_amount < 0 or refund_amount < 0, false) as is_negative, refund_amount > greatest(paid_amount, 0) + 0.01 as is_refund_above, gross_amount > 0 and paid_amount > gross_amount + 0.01 as is_paid_above, status = 'pending_review' and coalesce(status_raw, '') <> '' as is_unclear
from staged
cross join int_settings ), flagged as (
select unnest([
case when is_undated then 'undated_orders' end,
case when is_impossible then 'impossible_dates' end,
case when is_later then 'orders_after_as_of' end,
case when is_foreign then 'other_currencies' end,
case when is_bare then 'bare_currency' end,
case when is_weak then 'weak_identity' end,
case when is_negative then 'negative_amounts' end,
case when is_refund_above then 'refund_above_paid' end,
case when is_paid_above then 'paid_above_total' end,
case when is_unclear then 'unclear_statuses' end ]) as code, judged.*
from judged
where is_undated or is_impossible or is_later or is_foreign or is_bare or is_weak or is_negative or is_refund_above or is_paid_above or is_unclear ), found as (
select code, platform, shop, order_id, null::decimal(18, 2) as lines_amount
from int_odd_orders
union all select 'unknown_buyers', platform, shop, order_id, null
from orders
where is_valid and customer_id is null
union all select 'ids_rounded', platform, shop, order_id, null
from rounded semi join rounded_files on rounded.source_id = rounded_files.source_id
union all select 'lines_disagree', platform, shop, order_id, lines_amount
from compared
where lines_amount + tolerance < total_amount - added_amount or (discount_amount > 0 and lines_amount - tolerance > total_amount + discount_amount) )
select code, platform, shop, order_id, customer_key, status, status_raw, title, currency, gross_amount, paid_amount, refund_amount, null::decimal(18, 2) as lines_amount, ordered_at, paid_at
from flagged
where code is not null
union all select found.code, staged.platform, staged.shop, staged.order_id, staged.customer_key, staged.status, staged.status_raw, staged.title, staged.currency, staged.gross_amount, staged.paid_amount, staged.refund_amount, found.lines_amount, staged.ordered_at, staged.paid_at
from staged
inner join found on staged.order_id = found.order_id and staged.platform = found.platform and staged.shop = found.shop;

-- health_counts
create or replace table "health_counts" as
select health_orders.code, count(*) as row_count, sum(coalesce(health_orders.paid_amount, 0) - coalesce(health_orders.refund_amount, 0)) filter (
where health_orders.currency is null or health_orders.currency = int_settings.currency ) as net_amount, min(health_orders.ordered_at)::date as first_date, max(health_orders.ordered_at)::date as last_date, bool_and(coalesce(health_orders.ordered_at, health_orders.paid_at)::time = time '00:00') as is_day_only
from health_orders
cross join int_settings
group by health_orders.code;

-- health_gaps
create or replace table "health_gaps" as with ordered as (
select distinct coalesce(ordered_at, paid_at)::date as ordered_date
from stg_orders
where is_shop_chosen(platform, shop) and coalesce(ordered_at, paid_at) >= timestamp '1995-01-01' and coalesce(coalesce(ordered_at, paid_at)::date <= getvariable('import_day')::date, true) ), waited as (
select ordered_date, lead(ordered_date) over (order by ordered_date) as next_date, lead(ordered_date) over (order by ordered_date) - ordered_date as wait_days
from ordered ), rhythm as (
select quantile_disc(wait_days, 0.95) as usual_days, count(*) as waits
from waited
where wait_days is not null ), gaps as (
select waited.ordered_date + 1 as first_date, waited.next_date - 1 as last_date, rhythm.usual_days
from waited
cross join rhythm
where rhythm.waits >= 14 and waited.wait_days > greatest(3, 3 * rhythm.usual_days) ), rested as (
select gaps.first_date, first( events.event
order by events.source = 'own' desc, least(events.to_date, gaps.last_date) - greatest(events.from_date, gaps.first_date) desc, events.event ) as event
from gaps
inner join events on events.from_date -
case when events.source = 'own' then 0 else 7 end <= gaps.last_date and events.to_date +
case when events.source = 'own' then 0 else 8 end >= gaps.first_date and (events.event = 'spring_festival' or events.source = 'own')
group by gaps.first_date )
select rested.event, (gaps.last_date - gaps.first_date + 1)::integer as days, gaps.usual_days::integer as usual_days, list_contains(coalesce(getvariable('explained_gaps')::varchar[], []), gaps.first_date::varchar) as is_explained, gaps.first_date, gaps.last_date
from gaps
left join rested on gaps.first_date = rested.first_date
order by gaps.first_date;

-- health
create or replace view "health" as with imported as (
select count(*) as imported_orders
from stg_orders
where is_shop_chosen(platform, shop) ), known as (
select unnest([ 'future_orders', 'impossible_dates', 'ids_rounded', 'negative_amounts', 'refund_above_paid', 'paid_above_total', 'lines_disagree', 'unclear_statuses', 'duplicate_orders', 'test_orders', 'fee_orders', 'gift_orders' ]) as code ), rejected as (
select case when reason = 'id_ruined_by_excel' then 'ids_ruined' else 'rejected_rows' end as code, count(*) as row_count
from stg_rejects
group by case when reason = 'id_ruined_by_excel' then 'ids_ruined' else 'rejected_rows' end ), found as (
select notices.code, '' as item, notices.severity,
case when notices.code in ('no_orders') or notices.code like 'short_history_%' then 'add' when notices.code = 'no_identity' then 'report' else 'rows' end as action, notices.row_count, health_counts.net_amount, health_counts.code is not null as has_rows, health_counts.is_day_only, null::integer as days, notices.needed_days, null::varchar as event, health_counts.first_date, health_counts.last_date
from notices
left join health_counts on notices.code = health_counts.code
union all select health_counts.code, '',
case when list_contains(coalesce(getvariable('left_out')::varchar[], []), health_counts.code) then 'info' when health_counts.code in ('future_orders', 'ids_rounded', 'negative_amounts', 'refund_above_paid') then 'error' when health_counts.code = 'gift_orders' then 'info' else 'warning' end,
case when list_contains(coalesce(getvariable('left_out')::varchar[], []), health_counts.code) then 'take_in' when health_counts.code in ('future_orders', 'duplicate_orders', 'test_orders', 'fee_orders', 'gift_orders') then 'leave_out' when health_counts.code = 'unclear_statuses' then 'report' else 'rows' end, health_counts.row_count, health_counts.net_amount, true, health_counts.is_day_only, null, null, null, health_counts.first_date, health_counts.last_date
from health_counts semi join known on health_counts.code = known.code
union all select code, '',
case when code = 'ids_ruined' then 'error' else 'warning' end, 'report', row_count, null, false, null, null, null, null, null, null
from rejected
union all select
case when event is null then 'gap' else 'holiday_gap' end, first_date::varchar,
case when event is null then 'warning' else 'info' end, 'explain', 0, null, true, null, days, null, event, first_date, last_date
from health_gaps
where not is_explained )
select found.code, found.item, found.severity, found.action, found.event, found.row_count::integer as row_count, found.row_count / nullif(imported.imported_orders, 0) as order_share, found.net_amount::double as net_amount, found.has_rows, coalesce(found.is_day_only, false) as is_day_only, found.days, int_settings.history_days, found.needed_days, int_settings.currency, found.first_date, found.last_date, int_settings.as_of
from found
cross join imported
cross join int_settings
order by list_position(['error', 'warning', 'info'], found.severity), found.item = '', found.row_count desc, found.code, found.item;

-- history
create or replace view "history" as with counted as (
select count(*) as orders, count(*) filter (where is_valid) as valid_orders, count(*) filter (where is_valid and customer_id is not null) as identified_orders, sum(net_amount) filter (where is_valid)::double as net_sales
from orders ), people as (
select count(*) as customers
from int_customers_scored )
select int_settings.currency, counted.orders, counted.valid_orders, counted.identified_orders, people.customers, counted.net_sales, int_settings.history_days, int_settings.first_date, int_settings.last_date, int_settings.as_of
from int_settings
cross join counted
cross join people;

-- identity_duplicates
create or replace view "identity_duplicates" as with named as (
select buyer_phone, buyer_name, count(*) as orders
from stg_orders
where buyer_phone is not null and buyer_name is not null and not contains(buyer_name, '*')
group by buyer_phone, buyer_name ), counted as (
select *, count(*) over (partition by buyer_phone) as names_of_phone, count(*) over (partition by buyer_name) as phones_of_name
from named ), repeated as (
select 'phone' as duplicate, buyer_phone, buyer_name, orders, names_of_phone as alike
from counted
where names_of_phone > 1
union all select 'name' as duplicate, buyer_phone, buyer_name, orders, phones_of_name as alike
from counted
where phones_of_name > 1 )
select duplicate, buyer_phone, buyer_name, orders::integer as orders
from repeated
order by duplicate desc, alike desc,
case when duplicate = 'phone' then buyer_phone else buyer_name end, buyer_phone, buyer_name;

-- identity_joins
create or replace view "identity_joins" as with keys as (
select int_identity_contacts.*, int_named_keys.platform, int_named_keys.customer_key, int_customer_keys.customer_id
from int_identity_contacts
inner join int_named_keys on int_identity_contacts.key_number = int_named_keys.key_number
inner join int_customer_keys on int_named_keys.platform = int_customer_keys.platform and int_named_keys.customer_key = int_customer_keys.customer_key ), names as (
select stg_orders.platform, stg_orders.customer_key, min(stg_orders.buyer_name) as buyer_name
from stg_orders semi join keys on stg_orders.platform = keys.platform and stg_orders.customer_key = keys.customer_key
group by stg_orders.platform, stg_orders.customer_key )
select keys.contact_kind, keys.contact, keys.contact_mark, keys.customer_id, keys.platform, keys.customer_key, names.buyer_name, keys.orders, is_joining(keys.is_crowded, keys.contact_mark) as is_joined, keys.is_crowded, list_contains(coalesce(getvariable('identity_splits')::varchar[], []), keys.contact_mark) as is_split
from keys
left join names on keys.platform = names.platform and keys.customer_key = names.customer_key
order by keys.customer_id, keys.contact_kind, keys.contact, keys.platform, keys.customer_key;

-- intervals
create or replace view "intervals" as with waits as (
select interval_days // 10 * 10 as ten, count(*) as purchases
from selected_purchases
where interval_days is not null
group by interval_days // 10 )
select ten::integer as interval_days, purchases::integer as purchases, purchases / sum(purchases) over () as purchases_share
from waits
order by ten;

-- ladder
create or replace view "ladder" as with steps as (
select selected_purchases.purchase_number, selected_purchases.interval_days, (selected_purchases.next_date - selected_purchases.purchase_date)::integer as next_days, int_settings.as_of - selected_purchases.purchase_date as age_days, coalesce(getvariable('repurchase_days')::integer, 100) as window_days
from selected_purchases
cross join int_settings
where selected_purchases.purchase_number <= 4 and is_selecting() ), followed as (
select purchase_number, days, customers, followed_customers, next_customers, coalesce(getvariable('repurchase_days')::integer, 100) as window_days
from int_step_days
where not is_selecting() ), gone_on as (
select purchase_number, coalesce(sum(customers) filter (where days >= window_days), 0) as followed, coalesce(sum(next_customers) filter (where days <= window_days), 0) - coalesce(sum(followed_customers) filter (where days < window_days), 0) as went_on
from followed
group by purchase_number ), counted as (
select int_steps.purchase_number, int_steps.customers, int_steps.median_days, gone_on.followed, gone_on.went_on
from int_steps
inner join gone_on on int_steps.purchase_number = gone_on.purchase_number
union all select purchase_number, count(*) as customers, median(interval_days) as median_days, count(*) filter (where age_days >= window_days) as followed, count(*) filter (where age_days >= window_days and next_days <= window_days) as went_on
from steps
group by purchase_number )
select purchase_number, customers::integer as customers, customers / nullif(lag(customers) over by_step, 0) as step_rate, median_days, lag(followed) over by_step::integer as mature_customers, lag(went_on) over by_step / nullif(lag(followed) over by_step, 0) as window_rate
from counted
window by_step as (order by purchase_number)
order by purchase_number;

-- lifecycle
create or replace view "lifecycle" as with stages as (
select unnest(['active', 'silent', 'sleeping', 'lost', 'long_lost']) as stage, unnest([1, 2, 3, 4, 5]) as position ), counted as (
select stage_at(int_stage_recencies.recency_days, int_cuts.cuts) as stage, sum(customers) as customers, sum(purchases) as purchases, sum(net_sales) as net_sales, sum(previous_customers) as previous_customers
from int_stage_recencies
cross join int_cuts
where is_tier_selected(tier, tier_group)
group by stage ), filled as (
select stages.stage, stages.position, coalesce(counted.customers, 0)::integer as customers, coalesce(counted.purchases, 0)::integer as purchases, coalesce(counted.net_sales, 0) as net_sales, coalesce(counted.previous_customers, 0)::integer as previous_customers, coalesce(counted.customers, 0) / nullif(sum(counted.customers) over (), 0) as customers_share, coalesce(counted.net_sales, 0) / nullif(sum(counted.net_sales) over (), 0) as net_sales_share, coalesce(counted.previous_customers, 0) / nullif(sum(counted.previous_customers) over (), 0) as previous_share
from stages
left join counted on stages.stage = counted.stage )
select filled.stage, filled.position,
case when filled.position = 1 then 1 else int_cuts.cuts[filled.position - 1] + 1 end as from_days,
case when filled.position < 5 then int_cuts.cuts[filled.position] end as to_days, filled.customers, filled.customers_share, filled.net_sales, filled.net_sales_share, filled.purchases / nullif(filled.customers, 0) as purchases_per_customer, filled.net_sales / nullif(filled.purchases, 0) as amount_per_purchase, filled.previous_customers, filled.previous_share, filled.customers_share - filled.previous_share as share_change, int_settings.history_days > coalesce(int_cuts.cuts[filled.position - 1], 0) as is_reliable
from filled
cross join int_settings
cross join int_cuts
order by filled.position;

-- loss_days
create or replace view "loss_days" as with counted as (
select ordered_date, sum(orders) as orders, sum(unpaid_orders) as unpaid_orders, sum(paid_orders) as paid_orders, sum(refund_orders) as refund_orders, sum(unpaid_amount)::double as unpaid_amount, sum(paid_amount)::double as paid_amount, sum(refund_amount)::double as refund_amount
from int_order_days_selected
group by ordered_date )
select ordered_date, orders::integer as orders, unpaid_orders::integer as unpaid_orders, unpaid_orders / nullif(orders, 0) as unpaid_rate, unpaid_amount, paid_orders::integer as paid_orders, refund_orders::integer as refund_orders, refund_orders / nullif(paid_orders, 0) as refund_rate, refund_amount, refund_amount / nullif(paid_amount, 0) as refund_amount_share
from counted
order by ordered_date;

-- loss_months
create or replace view "loss_months" as with counted as (
select date_trunc('month', ordered_date)::date as month_date, sum(orders) as orders, sum(unpaid_orders) as unpaid_orders, sum(paid_orders) as paid_orders, sum(refund_orders) as refund_orders, sum(unpaid_amount)::double as unpaid_amount, sum(paid_amount)::double as paid_amount, sum(refund_amount)::double as refund_amount
from int_order_days_selected
group by date_trunc('month', ordered_date) )
select month_date, orders::integer as orders, unpaid_orders::integer as unpaid_orders, unpaid_orders / nullif(orders, 0) as unpaid_rate, unpaid_amount, paid_orders::integer as paid_orders, refund_orders::integer as refund_orders, refund_orders / nullif(paid_orders, 0) as refund_rate, refund_amount, refund_amount / nullif(paid_amount, 0) as refund_amount_share
from counted
order by month_date;

-- loss_weeks
create or replace view "loss_weeks" as with counted as (
select date_trunc('week', ordered_date)::date as week_date, sum(orders) as orders, sum(unpaid_orders) as unpaid_orders, sum(paid_orders) as paid_orders, sum(refund_orders) as refund_orders, sum(unpaid_amount)::double as unpaid_amount, sum(paid_amount)::double as paid_amount, sum(refund_amount)::double as refund_amount
from int_order_days_selected
group by date_trunc('week', ordered_date) )
select week_date, orders::integer as orders, unpaid_orders::integer as unpaid_orders, unpaid_orders / nullif(orders, 0) as unpaid_rate, unpaid_amount, paid_orders::integer as paid_orders, refund_orders::integer as refund_orders, refund_orders / nullif(paid_orders, 0) as refund_rate, refund_amount, refund_amount / nullif(paid_amount, 0) as refund_amount_share
from counted
order by week_date;

-- losses
create or replace view "losses" as with counted as (
select count(*) as orders, count(*) filter (where is_never_paid) as unpaid_orders, count(*) filter (where is_paid) as paid_orders, count(*) filter (where is_paid and is_refunded) as refund_orders, count(*) filter (where is_paid and is_refunded_full) as full_refund_orders, count(*) filter (where is_paid and is_refunded and not is_refunded_full) as part_refund_orders, coalesce(sum(gross_amount) filter (where is_never_paid), 0)::double as unpaid_amount, coalesce(sum(paid_amount), 0)::double as paid_amount, coalesce(sum(refund_amount) filter (where is_paid), 0)::double as refund_amount, quantile_cont(pay_seconds, [0.5, 0.9, 0.99]) as delays, avg(pay_seconds) as mean_pay_seconds
from selected_orders )
select orders, unpaid_orders, unpaid_orders / nullif(orders, 0) as unpaid_rate, unpaid_amount, paid_orders, paid_amount, refund_orders, refund_orders / nullif(paid_orders, 0) as refund_rate, full_refund_orders, part_refund_orders, refund_amount, refund_amount / nullif(paid_amount, 0) as refund_amount_share, mean_pay_seconds, delays[1] as median_pay_seconds, delays[2] as pay_seconds_p90, delays[3] as pay_seconds_p99
from counted;

-- months
create or replace view "months" as with calendar as (
select unnest(generate_series(date_trunc('month', first_date), as_of - 1, interval 1 month))::date as month_date, first_date, as_of
from int_settings ), ordered as (
select date_trunc('month', ordered_date)::date as month_date, sum(valid_orders) as orders, sum(unknown_orders) as unknown_orders, sum(net_sales) as net_sales
from int_order_days_selected
group by date_trunc('month', ordered_date) ), judged as (
select date_trunc('month', purchase_date)::date as month_date, purchases, orders, net_sales, purchase_kind, is_first_in_month, is_again_in_month, is_returning_kind(purchase_kind) as is_returning
from int_purchase_days_selected ), bought as (
select month_date, coalesce(sum(purchases) filter (where is_first_in_month), 0) as buyers, coalesce(sum(purchases) filter (where is_first_in_month and purchase_kind = 'year'), 0) as within_year_buyers, coalesce(sum(purchases) filter (where is_first_in_month and purchase_kind <> 'new'), 0) as ever_buyers, coalesce( sum(purchases) filter (where is_first_in_month and (purchase_kind <> 'new' or is_again_in_month)), 0 ) as any_buyers, coalesce(sum(orders) filter (where is_returning), 0) as returning_orders, coalesce(sum(orders) filter (where not is_returning), 0) as new_orders, coalesce(sum(net_sales) filter (where is_returning), 0) as returning_sales, coalesce(sum(net_sales) filter (where not is_returning), 0) as new_sales
from judged
group by month_date ), joined as (
select calendar.month_date, coalesce(ordered.orders, 0)::integer as orders, coalesce(bought.new_orders, 0)::integer as new_orders, coalesce(bought.returning_orders, 0)::integer as returning_orders, coalesce(ordered.unknown_orders, 0)::integer as unknown_orders, coalesce(bought.buyers, 0)::integer as buyers,
case coalesce(getvariable('returning_window')::varchar, '365') when 'ever' then coalesce(bought.ever_buyers, 0) when 'any' then coalesce(bought.any_buyers, 0) else coalesce(bought.within_year_buyers, 0) end::integer as returning_buyers, coalesce(ordered.net_sales, 0)::double as net_sales, coalesce(bought.new_sales, 0)::double as new_sales, coalesce(bought.returning_sales, 0)::double as returning_sales, bought.within_year_buyers / nullif(bought.buyers, 0) as within_year_share, bought.ever_buyers / nullif(bought.buyers, 0) as ever_share, bought.any_buyers / nullif(bought.buyers, 0) as any_share, least((calendar.month_date + interval 1 month)::date, calendar.as_of) - greatest(calendar.month_date, calendar.first_date) as days, (calendar.month_date + interval 1 month)::date > calendar.as_of as is_unfinished, calendar.month_date - calendar.first_date < 365 as is_censored, coalesce(benchmarks.industry_share, getvariable('industry_share')::double) as industry_share
from calendar
left join ordered on calendar.month_date = ordered.month_date
left join bought on calendar.month_date = bought.month_date
left join benchmarks on benchmarks.period = 'month' and calendar.month_date = benchmarks.period_date ), compared as (
select *, returning_buyers / nullif(buyers, 0) as returning_share, lag(orders) over by_time as previous_orders, lag(net_sales) over by_time as previous_sales, lag(returning_buyers / nullif(buyers, 0)) over by_time as previous_share
from joined
window by_time as (order by month_date) )
select month_date, orders, new_orders, returning_orders, unknown_orders, buyers, buyers - returning_buyers as new_buyers, returning_buyers, net_sales, new_sales, returning_sales, net_sales / nullif(orders, 0) as average_order_value, new_sales / nullif(new_orders, 0) as new_order_value, returning_sales / nullif(returning_orders, 0) as returning_order_value, returning_share, within_year_share, ever_share, any_share, industry_share, returning_share - industry_share as gap_points,
case when not is_unfinished then orders / nullif(previous_orders, 0) - 1 end as order_change,
case when not is_unfinished then net_sales / nullif(previous_sales, 0) - 1 end as net_sales_change,
case when not is_unfinished then returning_share - previous_share end as returning_change, days::integer as days, is_unfinished, is_censored
from compared
order by month_date;

-- pareto
create or replace view "pareto" as with ranked as (
select net_amount, row_number() over (order by net_amount desc, customer_id) as place, count(*) over () as everyone
from selected_customers ), hundredths as (
select ceil(100.0 * place / everyone) / 100 as customers_share, sum(net_amount)::double as net_sales
from ranked
group by ceil(100.0 * place / everyone) )
select 0 as customers_share, 0 as net_sales_share, null as label
where exists (select 1
from hundredths)
union all select customers_share, sum(net_sales) over (order by customers_share) / nullif(sum(net_sales) over (), 0) as net_sales_share,
case when customers_share in (0.01, 0.1, 0.2, 0.5) then (100 * customers_share)::integer || ' %' end as label
from hundredths
order by customers_share;

-- recency_frequency
create or replace view "recency_frequency" as with banded as (
select recency_score, recency_days,
case when purchases >= 5 then '5+' else purchases::varchar end as frequency_band, net_amount
from selected_customers ), bands as (
select recency_score, min(recency_days) || '–' || max(recency_days) as recency_band
from int_customers_scored
group by recency_score )
select banded.recency_score::integer as recency_score, bands.recency_band, banded.frequency_band, count(*)::integer as customers, count(*) / sum(count(*)) over () as customers_share, sum(banded.net_amount)::double as net_sales
from banded
inner join bands on banded.recency_score = bands.recency_score
group by banded.recency_score, bands.recency_band, banded.frequency_band
order by banded.recency_score desc, banded.frequency_band;

-- recency_histogram
create or replace view "recency_histogram" as with tens as (
select ((recency_days - 1) // 10 * 10 + 1)::integer as ten, customers
from int_recency_days
where is_tier_selected(tier, tier_group) )
select ten as recency_days, stage_of(ten) as stage, sum(customers)::integer as customers
from tens
group by ten
order by ten;

-- recent_frequency
create or replace view "recent_frequency" as with bought as (
select selected_purchases.customer_id, count(*) as purchases
from selected_purchases
cross join int_settings
where selected_purchases.purchase_date >= (int_settings.as_of - interval 3 month)::date
group by selected_purchases.customer_id ), banded as (
select case when purchases >= 5 then '5+' else purchases::varchar end as frequency_band, count(*) as buyers, count(*) filter (where purchases >= 2) as repeat_buyers
from bought
group by frequency_band )
select banded.frequency_band, banded.buyers::integer as buyers, banded.buyers / sum(banded.buyers) over () as buyers_share, sum(banded.repeat_buyers) over () / sum(banded.buyers) over () as repeat_rate, (int_settings.as_of - interval 3 month)::date as from_date, coalesce((int_settings.as_of - interval 3 month)::date >= int_settings.first_date, false) as is_reliable
from banded
cross join int_settings
order by banded.frequency_band;

-- repurchase_curve
create or replace view "repurchase_curve" as with spells as (
select selected_customers.repurchase_days is not null as is_returned, coalesce(selected_customers.repurchase_days, int_settings.as_of - selected_customers.first_date) as days, unnest([ 'all',
case when selected_customers.first_date >= int_settings.as_of - 365 then 'latest' when selected_customers.first_date >= int_settings.as_of - 730 then 'previous' end ]) as cohort
from selected_customers
cross join int_settings ), counted as (
select cohort, days, count(*) filter (where is_returned) as returned, count(*) as left_customers
from spells
where cohort is not null
group by cohort, days ), calendar as (
select cohorts.cohort, generate_series as days
from (select distinct cohort
from counted) as cohorts
cross join generate_series(0, 365) ), risked as (
select calendar.cohort, calendar.days, coalesce(counted.returned, 0) as returned, coalesce(sum(counted.left_customers) over by_day, 0) as left_by_then, coalesce(counted.left_customers, 0) as left_customers
from calendar
left join counted on calendar.cohort = counted.cohort and calendar.days = counted.days
window by_day as (partition by calendar.cohort
order by calendar.days) ), sizes as (
select cohort, sum(left_customers) as customers
from counted
group by cohort ), standing as (
select risked.cohort, risked.days, risked.returned, sizes.customers, sizes.customers - risked.left_by_then + risked.left_customers as at_risk
from risked
inner join sizes on risked.cohort = sizes.cohort )
select cohort, days::integer as days, customers::integer as customers, at_risk::integer as at_risk_customers, 1 - product(1 - coalesce(returned / nullif(at_risk, 0), 0)) over (partition by cohort
order by days) as repurchase_rate, at_risk >= 30 as is_reliable
from standing
where at_risk > 0
order by cohort, days;

-- returning_definitions
create or replace view "returning_definitions" as with periods as (
select unnest(['recent', 'previous', 'year_ago']) as period, as_of - unnest([30, 60, 395]) as from_date, as_of - unnest([0, 30, 365]) as end_date
from int_settings ), judged as (
select periods.period, selected_purchases.previous_date is null or selected_purchases.previous_date < periods.from_date as is_first, coalesce(selected_purchases.previous_date >= selected_purchases.purchase_date - 365, false) as is_within_year, selected_purchases.previous_date is not null as is_ever, selected_purchases.previous_date is not null or coalesce(selected_purchases.next_date < periods.end_date, false) as is_any
from selected_purchases
inner join periods on selected_purchases.purchase_date >= periods.from_date and selected_purchases.purchase_date < periods.end_date ), counted as (
select period, count(*) filter (where is_first) as buyers, count(*) filter (where is_first and is_within_year) as within_year, count(*) filter (where is_first and is_ever) as ever, count(*) filter (where is_first and is_any) as anyhow
from judged
group by period ), unfolded as (
select period, buyers, unnest(['365', 'ever', 'any']) as definition, unnest([within_year, ever, anyhow]) as returning_buyers
from counted ), definitions as (
select unnest([1, 2, 3]) as position, unnest(['365', 'ever', 'any']) as definition ), spread as (
select definitions.position, definitions.definition, coalesce(sum(buyers) filter (where period = 'recent'), 0) as recent_buyers, coalesce(sum(returning_buyers) filter (where period = 'recent'), 0) as recent_returning_buyers, sum(returning_buyers / nullif(buyers, 0)) filter (where period = 'recent') as recent_share, sum(returning_buyers / nullif(buyers, 0)) filter (where period = 'previous') as previous_share, sum(returning_buyers / nullif(buyers, 0)) filter (where period = 'year_ago') as year_ago_share
from definitions
left join unfolded on definitions.definition = unfolded.definition
group by definitions.position, definitions.definition )
select spread.definition, spread.definition = coalesce(getvariable('returning_window')::varchar, '365') as is_chosen, spread.recent_buyers::integer as recent_buyers, spread.recent_returning_buyers::integer as recent_returning_buyers, spread.recent_share, spread.previous_share, spread.year_ago_share, coalesce(int_settings.history_days < 395, true) as is_censored
from spread
cross join int_settings
order by spread.position;

-- shop_weeks
create or replace view "shop_weeks" as with summed as (
select platform, shop, week_date, count(*) as days, sum(visitor_count) as visitor_count, sum(page_view_count) as page_view_count, sum(favourite_count) as favourite_count, sum(cart_count) as cart_count, sum(buyer_count) as buyer_count, sum(order_count) as order_count, sum(paid_amount)::double as paid_amount, sum(refund_amount)::double as refund_amount, sum(buyer_count) filter (where visitor_count is not null) / nullif(sum(visitor_count) filter (where buyer_count is not null), 0) as conversion_rate, (sum(paid_amount) filter (where buyer_count is not null))::double / nullif(sum(buyer_count) filter (where paid_amount is not null), 0) as average_order_amount, avg(description_score) as description_score, avg(service_score) as service_score, avg(logistics_score) as logistics_score
from shop_days
where is_shop_chosen(platform, shop)
group by platform, shop, week_date ), compared as (
select summed.*, lag(visitor_count) over shop_by_week as visitor_count_before, lag(paid_amount) over shop_by_week as paid_amount_before, row_number() over (partition by platform, shop
order by week_date desc) = 1 as is_newest, coalesce( days = 7 and lag(days) over shop_by_week = 7 and lag(week_date) over shop_by_week = week_date - 7, false ) as is_comparable
from summed
window shop_by_week as (partition by platform, shop
order by week_date) )
select platform, shop, week_date, strftime(week_date, '%G-W%V') as iso_week, days::integer as days, visitor_count::bigint as visitor_count,
case when is_comparable then visitor_count / nullif(visitor_count_before, 0) - 1 end as visitor_change, page_view_count::bigint as page_view_count, favourite_count::bigint as favourite_count, cart_count::bigint as cart_count, buyer_count::bigint as buyer_count, conversion_rate, order_count::bigint as order_count, paid_amount,
case when is_comparable then paid_amount / nullif(paid_amount_before, 0) - 1 end as paid_amount_change, average_order_amount, refund_amount, round(description_score, 2) as description_score, round(service_score, 2) as service_score, round(logistics_score, 2) as logistics_score, days < 7 and is_newest as is_unfinished
from compared
order by platform, shop, week_date;

-- shops
create or replace view "shops" as
select platform, coalesce(shop, '') as shop, count(*)::integer as orders, min(coalesce(ordered_at, paid_at))::date as first_date, max(coalesce(ordered_at, paid_at))::date as last_date
from stg_orders
group by platform, coalesce(shop, '')
order by orders desc, platform, shop;

-- sleeping_definitions
create or replace view "sleeping_definitions" as with settings as (
select as_of, coalesce(getvariable('sleeping_months')::integer, 3) as months
from int_settings ), definitions as (
select 1 as position, 'calendar_months' as definition, (as_of - interval 1 year)::date as from_date, (as_of - to_months(months))::date - 1 as to_date
from settings
union all select 2 as position, 'stage_sleeping' as definition, as_of - stage_cut(3) as from_date, as_of - stage_cut(2) - 1 as to_date
from settings
union all select 3 as position, 'dormant' as definition, null as from_date, as_of - stage_cut(1) - 1 as to_date
from settings ), people as (
select settings.as_of - int_recency_days.recency_days as last_date, int_recency_days.customers, int_recency_days.net_sales
from int_recency_days
cross join settings
where is_tier_selected(int_recency_days.tier, int_recency_days.tier_group) and is_stage_selected(stage_of(int_recency_days.recency_days)) )
select definitions.definition, coalesce(sum(people.customers), 0)::integer as customers, coalesce(sum(people.customers), 0) / nullif((select sum(customers)
from people), 0) as customers_share, coalesce(sum(people.net_sales), 0) as net_sales, definitions.from_date, definitions.to_date
from definitions
left join people on people.last_date <= definitions.to_date and people.last_date >= coalesce(definitions.from_date, date '0001-01-01')
group by definitions.position, definitions.definition, definitions.from_date, definitions.to_date
order by definitions.position;

-- stage_months
create or replace view "stage_months" as with moments as (
select distinct month_date, moment_date
from int_month_recencies
where is_selecting() ), selected_spans as (
select purchases.purchase_date, date_trunc('month', purchases.next_date)::date as superseded_month, count(*) as customers
from purchases semi join selected_customers on purchases.customer_id = selected_customers.customer_id
where is_selecting()
group by purchases.purchase_date, superseded_month ), recencies as (
select month_date, moment_date, recency_days, customers
from int_month_recencies
where not is_selecting()
union all select moments.month_date, moments.moment_date, (moments.moment_date - selected_spans.purchase_date)::integer as recency_days, selected_spans.customers
from selected_spans
inner join moments on selected_spans.purchase_date < moments.moment_date and ( selected_spans.superseded_month is null or selected_spans.superseded_month > moments.month_date ) ), staged as (
select month_date, moment_date, stage_at(recencies.recency_days, int_cuts.cuts) as stage, sum(customers)::integer as customers
from recencies
cross join int_cuts
group by month_date, moment_date, stage ), gathered as (
select month_date, moment_date, list({'stage': stage, 'customers': customers}) as stages, sum(customers) as customers
from staged
group by month_date, moment_date ), shared as (
select month_date, moment_date, customers as month_customers, unnest(stages, recursive := true)
from gathered )
select shared.month_date, shared.stage, shared.customers, shared.customers / shared.month_customers as customers_share, shared.moment_date < (shared.month_date + interval 1 month)::date as is_unfinished, shared.moment_date - int_settings.first_date >= int_cuts.cuts[4] as is_reliable
from shared
cross join int_settings
cross join int_cuts
order by shared.month_date, list_position(['active', 'silent', 'sleeping', 'lost', 'long_lost'], shared.stage);

-- statuses
create or replace view "statuses" as with counted as (
select status, count(*) as orders, sum(gross_amount)::double as gross_amount, sum(net_amount)::double as net_amount, bool_or(is_valid) as has_valid_orders
from selected_orders
group by status )
select status, orders::integer as orders, orders / sum(orders) over () as orders_share, gross_amount, net_amount, has_valid_orders
from counted
order by orders desc, status;

-- tag_sales
create or replace view "tag_sales" as with totals as (
select count(*) as all_customers, sum(net_amount) as all_sales
from selected_customers ), tagged as (
select customer_tags.tag, count(*) as customers, sum(selected_customers.net_amount)::double as net_sales, sum(selected_customers.purchases) as purchases, avg(selected_customers.recency_days) as mean_recency_days
from customer_tags
inner join selected_customers on customer_tags.customer_id = selected_customers.customer_id
group by customer_tags.tag )
select tagged.tag, tagged.customers::integer as customers, tagged.customers / nullif(totals.all_customers, 0) as customers_share, tagged.net_sales, tagged.net_sales / nullif(totals.all_sales::double, 0) as net_sales_share, tagged.purchases / nullif(tagged.customers, 0) as purchases_per_customer, tagged.mean_recency_days
from tagged
cross join totals
order by tagged.net_sales desc, tagged.tag;

-- tiers
create or replace view "tiers" as with counted as (
select tier_group, tier, grouping(tier) = 1 as is_total, sum(customers) as customers, sum(purchases) as purchases, sum(net_sales) as net_sales, sum(recency_days * customers) as recency_sum
from int_recency_days
where is_stage_selected(stage_of(recency_days))
group by grouping sets ((tier_group), (tier_group, tier)) ), totals as (
select sum(customers) as customers, sum(net_sales) as net_sales
from counted
where is_total )
select counted.tier_group, counted.tier, counted.is_total, counted.customers::integer as customers, counted.customers / nullif(totals.customers, 0) as customers_share, counted.net_sales, counted.net_sales / nullif(totals.net_sales, 0) as net_sales_share, counted.net_sales / nullif(counted.purchases, 0) as amount_per_purchase, counted.recency_sum / nullif(counted.customers, 0) as mean_recency_days
from counted
cross join totals
order by list_position(['key_develop', 'key_win_back', 'loyal', 'ordinary'], counted.tier_group), counted.is_total desc, list_position( [ 'important_value', 'important_develop', 'important_keep', 'important_win_back', 'general_value', 'general_keep', 'general_develop', 'general_win_back' ], counted.tier );

-- unpaid_hours
create or replace view "unpaid_hours" as with counted as (
select extract(hour
from ordered_at) as hour, count(*) as orders, count(*) filter (where is_never_paid) as unpaid_orders
from selected_orders
group by extract(hour
from ordered_at) )
select hour::integer as hour, orders::integer as orders, unpaid_orders::integer as unpaid_orders, unpaid_orders / nullif(orders, 0) as unpaid_rate
from counted
order by hour;

-- value_bands
create or replace view "value_bands" as with ranked as (
select net_amount, purchases, row_number() over (order by net_amount desc, customer_id) / count(*) over () as place_share
from selected_customers ), banded as (
select case when place_share <= 0.2 then 1 when place_share <= 0.5 then 2 else 3 end as position, net_amount, purchases
from ranked )
select ['top', 'middle', 'rest'][position] as band, count(*)::integer as customers, count(*) / sum(count(*)) over () as customers_share, sum(net_amount)::double as net_sales, sum(net_amount)::double / nullif(sum(sum(net_amount)::double) over (), 0) as net_sales_share, sum(purchases) / count(*) as purchases_per_customer, min(net_amount)::double as from_amount
from banded
group by position
order by position;

-- verdicts
create or replace view "verdicts" as with settled as (
select * replace (
case when industry_share is null then code when low > industry_share then 'returning_share_above_industry' when high < industry_share then 'returning_share_below_industry' else 'returning_share_near_industry' end as code,
case when industry_share is null then tone when low > industry_share then 'good' when high < industry_share then 'bad' else 'neutral' end as tone ), industry_share as benchmark, industry_share as reference
from (
select *,
case when topic = 'returning_share' then coalesce( (
select last(benchmarks.industry_share
order by benchmarks.period_date, benchmarks.period)
from benchmarks
cross join int_settings
where benchmarks.period_date < int_settings.as_of ), getvariable('industry_share')::double ) end as industry_share
from int_verdicts_settled ) ), active_now as (
select coalesce(sum(customers) filter (where stage_of(recency_days) = 'active'), 0) as hits, sum(customers) as trials
from int_recency_days ), active_before as (
select coalesce(sum(customers) filter (where stage_of(recency_days) = 'active'), 0) as hits_before
from int_past_recencies
where days_ago = 30 ), active_months as (
select month_date, coalesce(sum(customers) filter (where stage_of(recency_days) = 'active'), 0)::double as customers
from int_month_recencies
group by month_date ), active_counts as (
select *, (select list(customers
order by month_date)[-15:]
from active_months) as active_trend
from active_now
cross join active_before ), active_verdict as (
select 2 as place, 'active_customers' as topic,
case when hits_before = 0 then 'active_alone' when abs(hits - hits_before) <= 1.96 * sqrt(hits + hits_before) or abs(hits / hits_before - 1) < 0.02 then 'active_steady' when hits > hits_before then 'active_up' else 'active_down' end as code,
case when hits_before = 0 or abs(hits - hits_before) <= 1.96 * sqrt(hits + hits_before) or abs(hits / hits_before - 1) < 0.02 then 'neutral' when hits > hits_before then 'good' else 'bad' end as tone, 'count' as unit, hits::double as value, nullif(hits_before, 0)::double as previous, hits / nullif(hits_before, 0) - 1 as change, trials as denominator, hits,
case when history_days < stage_cut(1) + 30 then 1 else 3 end as confidence, null::double as low, null::double as high, null::double as benchmark, stage_cut(1) as days, trials - hits as other_count, 'active' as stage, active_trend as trend, 'count' as trend_unit
from active_counts
cross join int_settings
where trials > 0 ), repurchase_judged as (
select window_days, first_trials as trials, first_hits as hits, first_hits / nullif(first_trials, 0) as rate, first_hits_before / nullif(first_trials_before, 0) as rate_before, is_significant(first_hits, first_trials, first_hits_before, first_trials_before) as is_changed, repurchase_trend, history_days
from int_repurchase_counts
where first_trials >= 20 ), repurchase_verdict as (
select 3 as place, 'repurchase' as topic,
case when rate_before is null then 'repurchase_alone' when not is_changed then 'repurchase_steady' when rate > rate_before then 'repurchase_up' else 'repurchase_down' end as code,
case when rate_before is null or not is_changed then 'neutral' when rate > rate_before then 'good' else 'bad' end as tone, 'percent' as unit, rate as value, rate_before as previous, rate - rate_before as change, trials as denominator, hits, least(case when history_days < window_days + 365 then 2 else 3 end, confidence_of(hits, trials)) as confidence, wilson_low(hits, trials) as low, wilson_high(hits, trials) as high, null::double as benchmark, window_days as days, trials - hits as other_count, repurchase_trend as trend, 'percent' as trend_unit
from repurchase_judged ), best_customers as (
select sum(customers) filter (where top_share <= 0.2) as trials, coalesce(sum(customers) filter (where top_share <= 0.2 and recency_days > stage_cut(1)), 0) as dormant, sum(net_sales) filter (where top_share <= 0.2) / nullif(sum(net_sales), 0) as share
from int_top_recencies ), concentration_verdict as (
select 4 as place, 'concentration' as topic,
case when dormant > trials / 2 then 'concentration_dormant' else 'concentration' end as code,
case when dormant > trials / 2 then 'bad' else 'neutral' end as tone, 'percent' as unit, share as value, trials as denominator, trials - dormant as hits, 3 as confidence, stage_cut(1) as days, dormant as other_count
from best_customers
where trials >= 5 and share is not null ), said as (
select * exclude (industry_share)
from settled
union all by name
select *
from active_verdict
union all by name
select *
from repurchase_verdict
union all by name
select *
from concentration_verdict )
select code, topic, tone, row_number() over (
order by list_position(['bad', 'good', 'neutral'], tone), confidence = 1, place )::integer as importance, unit, value, previous, change, denominator::integer as denominator, hits::integer as hits, confidence::integer as confidence, low, high, benchmark, days::integer as days, other_count::integer as other_count, stage,
case when len(trend) >= 3 then trend end as trend, trend_unit, reference
from said
order by importance;

-- weeks
create or replace view "weeks" as with calendar as (
select unnest(generate_series(date_trunc('week', first_date), as_of - 1, interval 7 day))::date as week_date, first_date, as_of
from int_settings ), ordered as (
select date_trunc('week', ordered_date)::date as week_date, sum(valid_orders) as orders, sum(unknown_orders) as unknown_orders, sum(net_sales) as net_sales
from int_order_days_selected
group by date_trunc('week', ordered_date) ), judged as (
select date_trunc('week', purchase_date)::date as week_date, purchases, orders, net_sales, purchase_kind, is_first_in_week, is_again_in_week, is_returning_kind(purchase_kind) as is_returning
from int_purchase_days_selected ), bought as (
select week_date, coalesce(sum(purchases) filter (where is_first_in_week), 0) as buyers, coalesce(sum(purchases) filter (where is_first_in_week and purchase_kind = 'year'), 0) as within_year_buyers, coalesce(sum(purchases) filter (where is_first_in_week and purchase_kind <> 'new'), 0) as ever_buyers, coalesce( sum(purchases) filter (where is_first_in_week and (purchase_kind <> 'new' or is_again_in_week)), 0 ) as any_buyers, coalesce(sum(orders) filter (where is_returning), 0) as returning_orders, coalesce(sum(orders) filter (where not is_returning), 0) as new_orders, coalesce(sum(net_sales) filter (where is_returning), 0) as returning_sales, coalesce(sum(net_sales) filter (where not is_returning), 0) as new_sales
from judged
group by week_date ), joined as (
select calendar.week_date, coalesce(ordered.orders, 0)::integer as orders, coalesce(bought.new_orders, 0)::integer as new_orders, coalesce(bought.returning_orders, 0)::integer as returning_orders, coalesce(ordered.unknown_orders, 0)::integer as unknown_orders, coalesce(bought.buyers, 0)::integer as buyers,
case coalesce(getvariable('returning_window')::varchar, '365') when 'ever' then coalesce(bought.ever_buyers, 0) when 'any' then coalesce(bought.any_buyers, 0) else coalesce(bought.within_year_buyers, 0) end::integer as returning_buyers, coalesce(ordered.net_sales, 0)::double as net_sales, coalesce(bought.new_sales, 0)::double as new_sales, coalesce(bought.returning_sales, 0)::double as returning_sales, bought.within_year_buyers / nullif(bought.buyers, 0) as within_year_share, bought.ever_buyers / nullif(bought.buyers, 0) as ever_share, bought.any_buyers / nullif(bought.buyers, 0) as any_share, least((calendar.week_date + interval 7 day)::date, calendar.as_of) - greatest(calendar.week_date, calendar.first_date) as days, (calendar.week_date + interval 7 day)::date > calendar.as_of as is_unfinished, calendar.week_date - calendar.first_date < 365 as is_censored, coalesce( weekly.industry_share, monthly.industry_share, getvariable('industry_share')::double ) as industry_share
from calendar
left join ordered on calendar.week_date = ordered.week_date
left join bought on calendar.week_date = bought.week_date
left join benchmarks as weekly on weekly.period = 'week' and calendar.week_date = weekly.period_date
left join benchmarks as monthly on monthly.period = 'month' and date_trunc('month', calendar.week_date + 3)::date = monthly.period_date ), compared as (
select *, returning_buyers / nullif(buyers, 0) as returning_share, lag(orders) over by_time as previous_orders, lag(net_sales) over by_time as previous_sales, lag(returning_buyers / nullif(buyers, 0)) over by_time as previous_share
from joined
window by_time as (order by week_date) )
select week_date, strftime(week_date, '%G-W%V') as iso_week, orders, new_orders, returning_orders, unknown_orders, buyers, buyers - returning_buyers as new_buyers, returning_buyers, net_sales, new_sales, returning_sales, net_sales / nullif(orders, 0) as average_order_value, new_sales / nullif(new_orders, 0) as new_order_value, returning_sales / nullif(returning_orders, 0) as returning_order_value, returning_share, within_year_share, ever_share, any_share, industry_share, returning_share - industry_share as gap_points,
case when not is_unfinished then orders / nullif(previous_orders, 0) - 1 end as order_change,
case when not is_unfinished then net_sales / nullif(previous_sales, 0) - 1 end as net_sales_change,
case when not is_unfinished then returning_share - previous_share end as returning_change, days::integer as days, is_unfinished, is_censored
from compared
order by week_date;

-- window_adviser
create or replace view "window_adviser" as with risked as (
select days, sum(purchases) filter (where is_returned) as returned, sum(sum(purchases)) over (order by days desc) as at_risk
from int_interval_days
group by days ), curve as (
select days, product(1 - coalesce(returned, 0) / at_risk) over (order by days) as not_returned
from risked ), windows as (
select unnest([30, 50, 60, 90, 120, 180, 270, 365]) as window_days ), read_off as (
select windows.window_days, 1 - min(curve.not_returned) as returned_share
from windows
left join curve on curve.days <= windows.window_days
group by windows.window_days ), yearly as (
select *, max(returned_share) over () as year_share
from read_off ), people as (
select windows.window_days, sum(int_recency_days.customers) as customers
from windows
left join int_recency_days on int_recency_days.recency_days <= windows.window_days
group by windows.window_days )
select yearly.window_days, coalesce(people.customers, 0)::integer as customers, yearly.returned_share, (yearly.year_share - yearly.returned_share) / nullif(1 - yearly.returned_share, 0) as still_return_rate, yearly.window_days = min(yearly.window_days) filter (
where yearly.returned_share >= 0.8 * yearly.year_share ) over () as is_suggested
from yearly
inner join people on yearly.window_days = people.window_days
order by yearly.window_days;

