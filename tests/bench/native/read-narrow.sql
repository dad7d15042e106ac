-- read_orders
-- The plain table of eight columns, one row per order, typed as it is read.
create table read_orders as
select
    order_id,
    customer_id as buyer,
    province,
    case status when 'refunded' then 'refunded_full' else status end as status,
    amount as gross_amount,
    case when status = 'unpaid' then 0 else amount end::decimal(18, 2) as paid_amount,
    case when status = 'refunded' then amount else 0 end::decimal(18, 2) as refund_amount,
    quantity,
    sku,
    ordered_at
from read_csv(
    '$file',
    header = true,
    delim = ',',
    quote = '"',
    columns = {
        'order_id': 'varchar', 'customer_id': 'varchar', 'ordered_at': 'timestamp', 'status': 'varchar',
        'sku': 'varchar', 'quantity': 'integer', 'amount': 'decimal(18, 2)', 'province': 'varchar'
    }
);
