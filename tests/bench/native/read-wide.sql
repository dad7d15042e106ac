-- read_orders
-- The Taobao order report of 46 columns, one row per order, typed as it is read.
create table read_orders as
select
    trim(order_number, '="') as order_id,
    shop,
    buyer,
    case when account like '%@%' then lower(account) end as email,
    case
        when length(trim(mobile, '''')) = 11 and trim(mobile, '''') between '13' and '2' then trim(mobile, '''')
    end as phone,
    split_part(address, ' ', 1) as province,
    split_part(address, ' ', 2) as city,
    case
        when status = '交易成功' and refund > 0 then 'refunded_part'
        when status = '交易成功' then 'completed'
        when status = '卖家已发货，等待买家确认' then 'shipped'
        when status = '交易关闭' and close_reason = '退款' then 'refunded_full'
        when status = '交易关闭' then 'closed_unpaid'
        when status = '等待买家付款' then 'unpaid'
        else 'paid'
    end as status,
    total as gross_amount,
    postage as shipping_amount,
    case when paid_at is null then 0 else kept + refund end::decimal(18, 2) as paid_amount,
    refund as refund_amount,
    pieces as quantity,
    title,
    device = '手机订单' as is_mobile,
    ordered_at,
    paid_at
from read_csv(
    '$file',
    header = true,
    delim = ',',
    quote = '"',
    escape = '"',
    strict_mode = false,
    columns = {
        'order_number': 'varchar', 'buyer': 'varchar', 'account': 'varchar', 'goods': 'decimal(18, 2)',
        'postage': 'decimal(18, 2)', 'points_paid': 'varchar', 'total': 'decimal(18, 2)', 'points_back': 'varchar',
        'kept': 'decimal(18, 2)', 'points_kept': 'varchar', 'status': 'varchar', 'message': 'varchar',
        'receiver': 'varchar', 'address': 'varchar', 'delivery': 'varchar', 'telephone': 'varchar', 'mobile': 'varchar',
        'ordered_at': 'timestamp', 'paid_at': 'timestamp', 'title': 'varchar', 'kinds': 'integer', 'parcel': 'varchar',
        'carrier': 'varchar', 'remark': 'varchar', 'pieces': 'integer', 'shop_number': 'varchar', 'shop': 'varchar',
        'close_reason': 'varchar', 'seller_fee': 'varchar', 'buyer_fee': 'varchar', 'invoice': 'varchar',
        'device': 'varchar', 'instalments': 'varchar', 'deposit_order': 'varchar', 'contract': 'varchar',
        'receipt': 'varchar', 'paid_by_other': 'varchar', 'deposit_rank': 'varchar', 'changed_sku': 'varchar',
        'changed_address': 'varchar', 'oddity': 'varchar', 'card': 'varchar', 'red_points': 'varchar',
        'is_o2o': 'varchar', 'refund': 'decimal(18, 2)', 'branch': 'varchar'
    }
);
