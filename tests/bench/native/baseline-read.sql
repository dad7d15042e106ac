-- stg_file__orders
create table stg_file__orders as with fields as ( with texts as (
select row_number() over () + 0 as row_number, c0 as first_cell, c0 as order_id, c26 as shop, c1 as nick, c2 as buyer_account, c12 as receiver, c16 as mobile, c15 as telephone, c13 as address, c10 as status_raw, c27 as close_reason, c17 as ordered_at, c18 as paid_at, c6 as gross_amount, c4 as shipping_amount, c8 as net_amount, c44 as refund_amount, c24 as quantity, c20 as line_count, c19 as title, c31 as device
from read_csv( '$file', auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', new_line = '\r\n', nullstr = '', columns = {c0: 'varchar', c1: 'varchar', c2: 'varchar', c3: 'varchar', c4: 'varchar', c5: 'varchar', c6: 'varchar', c7: 'varchar', c8: 'varchar', c9: 'varchar', c10: 'varchar', c11: 'varchar', c12: 'varchar', c13: 'varchar', c14: 'varchar', c15: 'varchar', c16: 'varchar', c17: 'varchar', c18: 'varchar', c19: 'varchar', c20: 'varchar', c21: 'varchar', c22: 'varchar', c23: 'varchar', c24: 'varchar', c25: 'varchar', c26: 'varchar', c27: 'varchar', c28: 'varchar', c29: 'varchar', c30: 'varchar', c31: 'varchar', c32: 'varchar', c33: 'varchar', c34: 'varchar', c35: 'varchar', c36: 'varchar', c37: 'varchar', c38: 'varchar', c39: 'varchar', c40: 'varchar', c41: 'varchar', c42: 'varchar', c43: 'varchar', c44: 'varchar', c45: 'varchar'} ) ), typed as (
select row_number, first_cell, ordered_at as ordered_at_cell, paid_at as paid_at_cell, line_count as line_count_cell, gross_amount as gross_amount_cell, shipping_amount as shipping_amount_cell, net_amount as net_amount_cell, refund_amount as refund_amount_cell, quantity as quantity_cell,
case when contains(' 	
 　﻿=''', order_id[1]) or contains(' 	
 　﻿=''', order_id[-1]) then nullif(trim(case when starts_with(order_id, '="') then regexp_replace(order_id, '^="(.*?)"?$', '\1', 's') when starts_with(order_id, '''') then substr(order_id, 2) else order_id end, ' 	
 　﻿'), '') else order_id end as order_id, null::varchar as line_id,
case when contains(' 	
 　﻿=''', shop[1]) or contains(' 	
 　﻿=''', shop[-1]) then nullif(trim(case when starts_with(shop, '="') then regexp_replace(shop, '^="(.*?)"?$', '\1', 's') when starts_with(shop, '''') then substr(shop, 2) else shop end, ' 	
 　﻿'), '') else shop end as shop,
case when contains(' 	
 　﻿=''', status_raw[1]) or contains(' 	
 　﻿=''', status_raw[-1]) then nullif(trim(case when starts_with(status_raw, '="') then regexp_replace(status_raw, '^="(.*?)"?$', '\1', 's') when starts_with(status_raw, '''') then substr(status_raw, 2) else status_raw end, ' 	
 　﻿'), '') else status_raw end as status_raw, null::varchar as currency,
case when try_cast(case when length(ordered_at) > 19 then left(ordered_at, 19) else ordered_at end as timestamp) is not null then try_cast(case when length(ordered_at) > 19 then left(ordered_at, 19) else ordered_at end as timestamp) when ordered_at is not null then list_transform([regexp_replace(regexp_replace(case when contains(' 	
 　﻿=''', ordered_at[1]) or contains(' 	
 　﻿=''', ordered_at[-1]) then nullif(trim(case when starts_with(ordered_at, '="') then regexp_replace(ordered_at, '^="(.*?)"?$', '\1', 's') when starts_with(ordered_at, '''') then substr(ordered_at, 2) else ordered_at end, ' 	
 　﻿'), '') else ordered_at end, '\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)$', ''), '(:\d\d)\.\d+$', '\1')], lambda moment: coalesce( try_cast(moment as timestamp), try_strptime(moment, ['%Y年%m月%d日 %H:%M:%S', '%Y年%m月%d日 %H:%M', '%Y年%m月%d日%H:%M:%S', '%Y年%m月%d日%H:%M', '%Y年%m月%d日 %H时%M分%S秒', '%Y年%m月%d日', '%Y%m%d', '%Y%m%d%H%M%S', '%Y%m%d %H:%M:%S', '%Y.%m.%d %H:%M:%S', '%Y.%m.%d %H:%M', '%Y.%m.%d']),
case when regexp_matches(moment, '^[2-6]\d{4}(\.\d+)?$') then timestamp '1899-12-30' + to_seconds(round(try_cast(moment as double) * 86400)) end ))[1] end as ordered_at,
case when try_cast(case when length(paid_at) > 19 then left(paid_at, 19) else paid_at end as timestamp) is not null then try_cast(case when length(paid_at) > 19 then left(paid_at, 19) else paid_at end as timestamp) when paid_at is not null then list_transform([regexp_replace(regexp_replace(case when contains(' 	
 　﻿=''', paid_at[1]) or contains(' 	
 　﻿=''', paid_at[-1]) then nullif(trim(case when starts_with(paid_at, '="') then regexp_replace(paid_at, '^="(.*?)"?$', '\1', 's') when starts_with(paid_at, '''') then substr(paid_at, 2) else paid_at end, ' 	
 　﻿'), '') else paid_at end, '\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)$', ''), '(:\d\d)\.\d+$', '\1')], lambda moment: coalesce( try_cast(moment as timestamp), try_strptime(moment, ['%Y年%m月%d日 %H:%M:%S', '%Y年%m月%d日 %H:%M', '%Y年%m月%d日%H:%M:%S', '%Y年%m月%d日%H:%M', '%Y年%m月%d日 %H时%M分%S秒', '%Y年%m月%d日', '%Y%m%d', '%Y%m%d%H%M%S', '%Y%m%d %H:%M:%S', '%Y.%m.%d %H:%M:%S', '%Y.%m.%d %H:%M', '%Y.%m.%d']),
case when regexp_matches(moment, '^[2-6]\d{4}(\.\d+)?$') then timestamp '1899-12-30' + to_seconds(round(try_cast(moment as double) * 86400)) end ))[1] end as paid_at,
case when try_cast(line_count as integer) is not null then try_cast(line_count as integer) when line_count is not null then try_cast(case when try_cast(line_count as decimal(18, 2)) is not null then try_cast(line_count as decimal(18, 2)) when line_count is not null then try_cast(list_transform([regexp_replace(regexp_replace(upper(translate(case when contains(' 	
 　﻿=''', line_count[1]) or contains(' 	
 　﻿=''', line_count[-1]) then nullif(trim(case when starts_with(line_count, '="') then regexp_replace(line_count, '^="(.*?)"?$', '\1', 's') when starts_with(line_count, '''') then substr(line_count, 2) else line_count end, ' 	
 　﻿'), '') else line_count end, '０１２３４５６７８９．，－−（）￥＋', '0123456789.,--()¥+')), '(AU|US|CA|NZ|HK|NT|[ACRS])\s*\$|[\p{Sc}元円\s  ’'']|RMB|CNY|USD|EUR|GBP|HKD|TWD|JPY', '', 'g'), '^\((.*)\)$', '-\1')], lambda amount:
case when regexp_matches(amount, '^[-+]?\d{1,3}(,\d{3})+(\.\d*)?$') then replace(amount, ',', '') else amount end)[1] as decimal(18, 2)) end as integer) end as line_count,
case when contains(' 	
 　﻿=''', nick[1]) or contains(' 	
 　﻿=''', nick[-1]) then nullif(trim(case when starts_with(nick, '="') then regexp_replace(nick, '^="(.*?)"?$', '\1', 's') when starts_with(nick, '''') then substr(nick, 2) else nick end, ' 	
 　﻿'), '') else nick end as nick,
case when contains(' 	
 　﻿=''', buyer_account[1]) or contains(' 	
 　﻿=''', buyer_account[-1]) then nullif(trim(case when starts_with(buyer_account, '="') then regexp_replace(buyer_account, '^="(.*?)"?$', '\1', 's') when starts_with(buyer_account, '''') then substr(buyer_account, 2) else buyer_account end, ' 	
 　﻿'), '') else buyer_account end as buyer_account,
case when contains(' 	
 　﻿=''', receiver[1]) or contains(' 	
 　﻿=''', receiver[-1]) then nullif(trim(case when starts_with(receiver, '="') then regexp_replace(receiver, '^="(.*?)"?$', '\1', 's') when starts_with(receiver, '''') then substr(receiver, 2) else receiver end, ' 	
 　﻿'), '') else receiver end as receiver,
case when contains(' 	
 　﻿=''', mobile[1]) or contains(' 	
 　﻿=''', mobile[-1]) then nullif(trim(case when starts_with(mobile, '="') then regexp_replace(mobile, '^="(.*?)"?$', '\1', 's') when starts_with(mobile, '''') then substr(mobile, 2) else mobile end, ' 	
 　﻿'), '') else mobile end as mobile,
case when contains(' 	
 　﻿=''', telephone[1]) or contains(' 	
 　﻿=''', telephone[-1]) then nullif(trim(case when starts_with(telephone, '="') then regexp_replace(telephone, '^="(.*?)"?$', '\1', 's') when starts_with(telephone, '''') then substr(telephone, 2) else telephone end, ' 	
 　﻿'), '') else telephone end as telephone,
case when contains(' 	
 　﻿=''', address[1]) or contains(' 	
 　﻿=''', address[-1]) then nullif(trim(case when starts_with(address, '="') then regexp_replace(address, '^="(.*?)"?$', '\1', 's') when starts_with(address, '''') then substr(address, 2) else address end, ' 	
 　﻿'), '') else address end as address,
case when contains(' 	
 　﻿=''', close_reason[1]) or contains(' 	
 　﻿=''', close_reason[-1]) then nullif(trim(case when starts_with(close_reason, '="') then regexp_replace(close_reason, '^="(.*?)"?$', '\1', 's') when starts_with(close_reason, '''') then substr(close_reason, 2) else close_reason end, ' 	
 　﻿'), '') else close_reason end as close_reason, null::timestamp as shipped_at, null::timestamp as completed_at,
case when try_cast(gross_amount as decimal(18, 2)) is not null then try_cast(gross_amount as decimal(18, 2)) when gross_amount is not null then try_cast(list_transform([regexp_replace(regexp_replace(upper(translate(case when contains(' 	
 　﻿=''', gross_amount[1]) or contains(' 	
 　﻿=''', gross_amount[-1]) then nullif(trim(case when starts_with(gross_amount, '="') then regexp_replace(gross_amount, '^="(.*?)"?$', '\1', 's') when starts_with(gross_amount, '''') then substr(gross_amount, 2) else gross_amount end, ' 	
 　﻿'), '') else gross_amount end, '０１２３４５６７８９．，－−（）￥＋', '0123456789.,--()¥+')), '(AU|US|CA|NZ|HK|NT|[ACRS])\s*\$|[\p{Sc}元円\s  ’'']|RMB|CNY|USD|EUR|GBP|HKD|TWD|JPY', '', 'g'), '^\((.*)\)$', '-\1')], lambda amount:
case when regexp_matches(amount, '^[-+]?\d{1,3}(,\d{3})+(\.\d*)?$') then replace(amount, ',', '') else amount end)[1] as decimal(18, 2)) end as gross_amount,
case when try_cast(shipping_amount as decimal(18, 2)) is not null then try_cast(shipping_amount as decimal(18, 2)) when shipping_amount is not null then try_cast(list_transform([regexp_replace(regexp_replace(upper(translate(case when contains(' 	
 　﻿=''', shipping_amount[1]) or contains(' 	
 　﻿=''', shipping_amount[-1]) then nullif(trim(case when starts_with(shipping_amount, '="') then regexp_replace(shipping_amount, '^="(.*?)"?$', '\1', 's') when starts_with(shipping_amount, '''') then substr(shipping_amount, 2) else shipping_amount end, ' 	
 　﻿'), '') else shipping_amount end, '０１２３４５６７８９．，－−（）￥＋', '0123456789.,--()¥+')), '(AU|US|CA|NZ|HK|NT|[ACRS])\s*\$|[\p{Sc}元円\s  ’'']|RMB|CNY|USD|EUR|GBP|HKD|TWD|JPY', '', 'g'), '^\((.*)\)$', '-\1')], lambda amount:
case when regexp_matches(amount, '^[-+]?\d{1,3}(,\d{3})+(\.\d*)?$') then replace(amount, ',', '') else amount end)[1] as decimal(18, 2)) end as shipping_amount,
case when try_cast(net_amount as decimal(18, 2)) is not null then try_cast(net_amount as decimal(18, 2)) when net_amount is not null then try_cast(list_transform([regexp_replace(regexp_replace(upper(translate(case when contains(' 	
 　﻿=''', net_amount[1]) or contains(' 	
 　﻿=''', net_amount[-1]) then nullif(trim(case when starts_with(net_amount, '="') then regexp_replace(net_amount, '^="(.*?)"?$', '\1', 's') when starts_with(net_amount, '''') then substr(net_amount, 2) else net_amount end, ' 	
 　﻿'), '') else net_amount end, '０１２３４５６７８９．，－−（）￥＋', '0123456789.,--()¥+')), '(AU|US|CA|NZ|HK|NT|[ACRS])\s*\$|[\p{Sc}元円\s  ’'']|RMB|CNY|USD|EUR|GBP|HKD|TWD|JPY', '', 'g'), '^\((.*)\)$', '-\1')], lambda amount:
case when regexp_matches(amount, '^[-+]?\d{1,3}(,\d{3})+(\.\d*)?$') then replace(amount, ',', '') else amount end)[1] as decimal(18, 2)) end as net_amount,
case when try_cast(refund_amount as decimal(18, 2)) is not null then try_cast(refund_amount as decimal(18, 2)) when refund_amount is not null then try_cast(list_transform([regexp_replace(regexp_replace(upper(translate(case when contains(' 	
 　﻿=''', refund_amount[1]) or contains(' 	
 　﻿=''', refund_amount[-1]) then nullif(trim(case when starts_with(refund_amount, '="') then regexp_replace(refund_amount, '^="(.*?)"?$', '\1', 's') when starts_with(refund_amount, '''') then substr(refund_amount, 2) else refund_amount end, ' 	
 　﻿'), '') else refund_amount end, '０１２３４５６７８９．，－−（）￥＋', '0123456789.,--()¥+')), '(AU|US|CA|NZ|HK|NT|[ACRS])\s*\$|[\p{Sc}元円\s  ’'']|RMB|CNY|USD|EUR|GBP|HKD|TWD|JPY', '', 'g'), '^\((.*)\)$', '-\1')], lambda amount:
case when regexp_matches(amount, '^[-+]?\d{1,3}(,\d{3})+(\.\d*)?$') then replace(amount, ',', '') else amount end)[1] as decimal(18, 2)) end as refund_amount, null::decimal(18, 2) as received_amount,
case when try_cast(quantity as integer) is not null then try_cast(quantity as integer) when quantity is not null then try_cast(case when try_cast(quantity as decimal(18, 2)) is not null then try_cast(quantity as decimal(18, 2)) when quantity is not null then try_cast(list_transform([regexp_replace(regexp_replace(upper(translate(case when contains(' 	
 　﻿=''', quantity[1]) or contains(' 	
 　﻿=''', quantity[-1]) then nullif(trim(case when starts_with(quantity, '="') then regexp_replace(quantity, '^="(.*?)"?$', '\1', 's') when starts_with(quantity, '''') then substr(quantity, 2) else quantity end, ' 	
 　﻿'), '') else quantity end, '０１２３４５６７８９．，－−（）￥＋', '0123456789.,--()¥+')), '(AU|US|CA|NZ|HK|NT|[ACRS])\s*\$|[\p{Sc}元円\s  ’'']|RMB|CNY|USD|EUR|GBP|HKD|TWD|JPY', '', 'g'), '^\((.*)\)$', '-\1')], lambda amount:
case when regexp_matches(amount, '^[-+]?\d{1,3}(,\d{3})+(\.\d*)?$') then replace(amount, ',', '') else amount end)[1] as decimal(18, 2)) end as integer) end as quantity,
case when contains(' 	
 　﻿=''', title[1]) or contains(' 	
 　﻿=''', title[-1]) then nullif(trim(case when starts_with(title, '="') then regexp_replace(title, '^="(.*?)"?$', '\1', 's') when starts_with(title, '''') then substr(title, 2) else title end, ' 	
 　﻿'), '') else title end as title,
case when contains(' 	
 　﻿=''', device[1]) or contains(' 	
 　﻿=''', device[-1]) then nullif(trim(case when starts_with(device, '="') then regexp_replace(device, '^="(.*?)"?$', '\1', 's') when starts_with(device, '''') then substr(device, 2) else device end, ' 	
 　﻿'), '') else device end as device
from texts ), judged as (
select * replace (case when ordered_at >= timestamp '1980-01-01' then ordered_at end as ordered_at,
case when paid_at >= timestamp '1980-01-01' then paid_at end as paid_at),
case status_raw when '等待买家付款' then 'unpaid' when '未创建支付宝交易' then 'unpaid' when '没有创建外部交易' then 'unpaid' when '买家已付款，等待卖家发货' then 'paid' when '等待卖家发货' then 'paid' when '买家已付款' then 'paid' when '卖家部分发货' then 'part_shipped' when '卖家已发货，等待买家确认' then 'shipped' when '等待买家确认收货' then 'shipped' when '卖家已发货' then 'shipped' when '买家已签收' then 'shipped' when '交易成功' then 'completed' when '交易关闭' then 'closed_unpaid' when '交易被淘宝关闭' then 'closed_unpaid' when '付款以后用户退款成功，交易自动关闭' then 'refunded_full' when '付款确认中' then 'pending_review' when '外卡支付付款确认中' then 'pending_review' when '余额宝0元购合约中' then 'pending_review' else
case lower(replace(replace(status_raw, ',', '，'), ' ', '')) when '等待买家付款' then 'unpaid' when '未创建支付宝交易' then 'unpaid' when '没有创建外部交易' then 'unpaid' when '买家已付款，等待卖家发货' then 'paid' when '等待卖家发货' then 'paid' when '买家已付款' then 'paid' when '卖家部分发货' then 'part_shipped' when '卖家已发货，等待买家确认' then 'shipped' when '等待买家确认收货' then 'shipped' when '卖家已发货' then 'shipped' when '买家已签收' then 'shipped' when '交易成功' then 'completed' when '交易关闭' then 'closed_unpaid' when '交易被淘宝关闭' then 'closed_unpaid' when '付款以后用户退款成功，交易自动关闭' then 'refunded_full' when '付款确认中' then 'pending_review' when '外卡支付付款确认中' then 'pending_review' when '余额宝0元购合约中' then 'pending_review' end end as mapped_status,
case when first_cell = 'end' then 'end_of_part' when order_id is null and shop is null and status_raw is null and ordered_at_cell is null and paid_at_cell is null and line_count_cell is null and nick is null and buyer_account is null and receiver is null and mobile is null and telephone is null and address is null and close_reason is null and gross_amount_cell is null and shipping_amount_cell is null and net_amount_cell is null and refund_amount_cell is null and quantity_cell is null and title is null and device is null then 'blank_row' when length(first_cell) <= 11 and list_contains(['合计', '总计', '小计', '汇总', 'total', 'totals', 'grand total', 'sum'], lower(first_cell)) then 'blank_row' when length(order_id) <= 11 and list_contains(['合计', '总计', '小计', '汇总', 'total', 'totals', 'grand total', 'sum'], lower(order_id)) then 'blank_row' when order_id is null then 'missing_order_id' when (contains(order_id, 'E') or contains(order_id, 'e')) and regexp_matches(order_id, '^[0-9.]+[eE][+]?(1[1-9]|[2-9][0-9]|[0-9]{3,})$') then 'id_ruined_by_excel' when ordered_at is null and ordered_at_cell is not null and list_transform([case when contains(' 	
 　﻿=''', ordered_at_cell[1]) or contains(' 	
 　﻿=''', ordered_at_cell[-1]) then nullif(trim(case when starts_with(ordered_at_cell, '="') then regexp_replace(ordered_at_cell, '^="(.*?)"?$', '\1', 's') when starts_with(ordered_at_cell, '''') then substr(ordered_at_cell, 2) else ordered_at_cell end, ' 	
 　﻿'), '') else ordered_at_cell end], lambda moment: not coalesce(list_contains(['-', '--', '—', '——', 'null', 'NULL', 'N/A', 'NA', 'None', '无'], moment) or regexp_matches(moment, '^(0|19[0-7])'), true))[1] then 'bad_date' when paid_at is null and paid_at_cell is not null and list_transform([case when contains(' 	
 　﻿=''', paid_at_cell[1]) or contains(' 	
 　﻿=''', paid_at_cell[-1]) then nullif(trim(case when starts_with(paid_at_cell, '="') then regexp_replace(paid_at_cell, '^="(.*?)"?$', '\1', 's') when starts_with(paid_at_cell, '''') then substr(paid_at_cell, 2) else paid_at_cell end, ' 	
 　﻿'), '') else paid_at_cell end], lambda moment: not coalesce(list_contains(['-', '--', '—', '——', 'null', 'NULL', 'N/A', 'NA', 'None', '无'], moment) or regexp_matches(moment, '^(0|19[0-7])'), true))[1] then 'bad_date' when line_count is null and line_count_cell is not null and not coalesce(list_contains(['-', '--', '—', '——', 'null', 'NULL', 'N/A', 'NA', 'None', '无'],
case when contains(' 	
 　﻿=''', line_count_cell[1]) or contains(' 	
 　﻿=''', line_count_cell[-1]) then nullif(trim(case when starts_with(line_count_cell, '="') then regexp_replace(line_count_cell, '^="(.*?)"?$', '\1', 's') when starts_with(line_count_cell, '''') then substr(line_count_cell, 2) else line_count_cell end, ' 	
 　﻿'), '') else line_count_cell end), true) then 'bad_money' when gross_amount is null and gross_amount_cell is not null and not coalesce(list_contains(['-', '--', '—', '——', 'null', 'NULL', 'N/A', 'NA', 'None', '无'],
case when contains(' 	
 　﻿=''', gross_amount_cell[1]) or contains(' 	
 　﻿=''', gross_amount_cell[-1]) then nullif(trim(case when starts_with(gross_amount_cell, '="') then regexp_replace(gross_amount_cell, '^="(.*?)"?$', '\1', 's') when starts_with(gross_amount_cell, '''') then substr(gross_amount_cell, 2) else gross_amount_cell end, ' 	
 　﻿'), '') else gross_amount_cell end), true) then 'bad_money' when shipping_amount is null and shipping_amount_cell is not null and not coalesce(list_contains(['-', '--', '—', '——', 'null', 'NULL', 'N/A', 'NA', 'None', '无'],
case when contains(' 	
 　﻿=''', shipping_amount_cell[1]) or contains(' 	
 　﻿=''', shipping_amount_cell[-1]) then nullif(trim(case when starts_with(shipping_amount_cell, '="') then regexp_replace(shipping_amount_cell, '^="(.*?)"?$', '\1', 's') when starts_with(shipping_amount_cell, '''') then substr(shipping_amount_cell, 2) else shipping_amount_cell end, ' 	
 　﻿'), '') else shipping_amount_cell end), true) then 'bad_money' when net_amount is null and net_amount_cell is not null and not coalesce(list_contains(['-', '--', '—', '——', 'null', 'NULL', 'N/A', 'NA', 'None', '无'],
case when contains(' 	
 　﻿=''', net_amount_cell[1]) or contains(' 	
 　﻿=''', net_amount_cell[-1]) then nullif(trim(case when starts_with(net_amount_cell, '="') then regexp_replace(net_amount_cell, '^="(.*?)"?$', '\1', 's') when starts_with(net_amount_cell, '''') then substr(net_amount_cell, 2) else net_amount_cell end, ' 	
 　﻿'), '') else net_amount_cell end), true) then 'bad_money' when refund_amount is null and refund_amount_cell is not null and not coalesce(list_contains(['-', '--', '—', '——', 'null', 'NULL', 'N/A', 'NA', 'None', '无'],
case when contains(' 	
 　﻿=''', refund_amount_cell[1]) or contains(' 	
 　﻿=''', refund_amount_cell[-1]) then nullif(trim(case when starts_with(refund_amount_cell, '="') then regexp_replace(refund_amount_cell, '^="(.*?)"?$', '\1', 's') when starts_with(refund_amount_cell, '''') then substr(refund_amount_cell, 2) else refund_amount_cell end, ' 	
 　﻿'), '') else refund_amount_cell end), true) then 'bad_money' when quantity is null and quantity_cell is not null and not coalesce(list_contains(['-', '--', '—', '——', 'null', 'NULL', 'N/A', 'NA', 'None', '无'],
case when contains(' 	
 　﻿=''', quantity_cell[1]) or contains(' 	
 　﻿=''', quantity_cell[-1]) then nullif(trim(case when starts_with(quantity_cell, '="') then regexp_replace(quantity_cell, '^="(.*?)"?$', '\1', 's') when starts_with(quantity_cell, '''') then substr(quantity_cell, 2) else quantity_cell end, ' 	
 　﻿'), '') else quantity_cell end), true) then 'bad_money' end as reject_reason
from typed )
select row_number, reject_reason, order_id, line_id, shop, status_raw, currency, ordered_at, paid_at, line_count, nick, buyer_account, receiver, mobile, telephone, address, close_reason, shipped_at, completed_at, gross_amount, shipping_amount, net_amount, refund_amount, received_amount, quantity, title, device, mapped_status
from judged ), paid as (
select *, (case when true then paid_at is not null when mapped_status = 'closed_unpaid' then coalesce(close_reason like '%退款%', coalesce(refund_amount, 0) > 0) when mapped_status is not null then mapped_status not in ('unpaid', 'pending_review') else coalesce(net_amount, 0) + coalesce(refund_amount, 0) > 0 end) as is_paid
from fields ), ruled as (
select * replace ((coalesce(ordered_at, paid_at))::timestamp as ordered_at, (coalesce(gross_amount, net_amount + coalesce(refund_amount, 0)))::decimal(18,2) as gross_amount, (case when is_paid then coalesce(refund_amount, 0) else 0 end)::decimal(18,2) as refund_amount, (case when device = '手机订单' then 'mobile' when true then 'desktop' end)::varchar as device), (coalesce(receiver, nick))::varchar as buyer_name, (coalesce(mobile, telephone))::varchar as buyer_phone, (buyer_account)::varchar as buyer_email, (case when is_paid then coalesce(net_amount + coalesce(refund_amount, 0), gross_amount, 0) else 0 end)::decimal(18,2) as paid_amount, (nullif(split_part(address, ' ', 1), ''))::varchar as province, (nullif(split_part(address, ' ', 2), ''))::varchar as city, (nick)::varchar as person_0, (buyer_account)::varchar as person_1, (receiver || ' ' || coalesce(mobile, telephone))::varchar as person_2
from paid ), named as (
select ('taobao')::varchar as platform, (coalesce(shop, ''))::varchar as shop, (order_id)::varchar as order_id, ('file')::varchar as source_id, (row_number)::bigint as row_number, (case when not contains(person_0, '*') then person_0 when not contains(person_1, '*') then person_1 when not contains(person_2, '*') then person_2 else coalesce(person_0, person_1, person_2) end)::varchar as customer_key, (case when not contains(person_0, '*') then 'strong' when not contains(person_1, '*') then 'strong' when not contains(person_2, '*') then 'weak' when coalesce(person_0, person_1, person_2) is not null then 'masked' else 'none' end)::varchar as customer_key_quality, (buyer_name)::varchar as buyer_name, (case when buyer_phone is null then null when regexp_full_match(buyer_phone, '1[3-9][0-9]{9}') then
case when length(buyer_phone) between 8 and 15 and right(buyer_phone, 7) <> repeat(right(buyer_phone, 1), 7) then buyer_phone end else list_transform([list_transform([trim(translate(buyer_phone, '０１２３４５６７８９＋－（）　', '0123456789+-() '))], lambda written:
case when regexp_full_match(written, '[0-9+() .\-\t]+') and not regexp_matches(written, '[0-9]{7,} *- *[0-9]{1,6}$') then list_transform([regexp_replace(written, '[^0-9]', '', 'g')], lambda number:
case when starts_with(written, '+') or starts_with(number, '00') then regexp_replace(ltrim(number, '0'), '^(86(1[0-9]{10}|[2-9][0-9]{9,10})|1([2-9][0-9]{9}))$', '\2\3') else regexp_replace(number, '^(?:86|0)(1[3-9][0-9]{9})$', '\1') end)[1] end)[1]], lambda digits:
case when length(digits) between 8 and 15 and right(digits, 7) <> repeat(right(digits, 1), 7) then digits end)[1] end)::varchar as buyer_phone, (case when contains(buyer_email, '@') and regexp_full_match(trim(buyer_email), '[^@\s*]+@[^@\s*]+\.[^@\s*]+') then lower(trim(buyer_email)) end)::varchar as buyer_email, (case when status_raw is not null and mapped_status is null then 'pending_review' else
case when mapped_status = 'closed_unpaid' and is_paid then 'refunded_full' when mapped_status is null and not is_paid then 'unpaid' when coalesce(mapped_status, 'completed') = 'completed' and refund_amount > 0 then
case when refund_amount >= paid_amount then 'refunded_full' else 'refunded_part' end else coalesce(mapped_status, 'paid') end end)::varchar as status, (status_raw)::varchar as status_raw, (close_reason)::varchar as close_reason, (ordered_at)::timestamp as ordered_at, (paid_at)::timestamp as paid_at, (shipped_at)::timestamp as shipped_at, (completed_at)::timestamp as completed_at, (coalesce(upper(currency), 'CNY'))::varchar as currency, (gross_amount)::decimal(18,2) as gross_amount, (null)::decimal(18,2) as discount_amount, (shipping_amount)::decimal(18,2) as shipping_amount, (null)::decimal(18,2) as tax_amount, (paid_amount)::decimal(18,2) as paid_amount, (refund_amount)::decimal(18,2) as refund_amount, (paid_amount - refund_amount)::decimal(18,2) as net_amount, (received_amount)::decimal(18,2) as received_amount, (quantity)::integer as quantity, (line_count)::integer as line_count, (title)::varchar as title, (province)::varchar as province, (city)::varchar as city, (null)::varchar as country, (device)::varchar as device, (null)::varchar as channel, (null)::varchar as coupon_code, reject_reason
from ruled )
select * replace (
case when reject_reason is null and ordered_at is null then 'bad_date' else reject_reason end as reject_reason )
from named;

