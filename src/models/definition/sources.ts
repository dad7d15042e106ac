import type {SourceName} from "../model";

/**
 * What the tables that ingest fills hold, in the words of a model's header: their rows, their units, and which columns
 * identify a person or an order. `ingest/canonical.ts` says what each column is.
 */
export const sourceHeaders: Readonly<Record<SourceName, string>> = {
  stg_orders: `
-- One row per order of the files.
-- @metric none
-- @counts rows
-- @identity order_id
-- @masked customer_key, buyer_name, buyer_phone, buyer_email
-- @unit money: gross_amount, discount_amount, shipping_amount, tax_amount, paid_amount, refund_amount, net_amount,
--  received_amount
-- @unit count: line_count
-- @unit pieces: quantity
-- @unit number: row_number
-- @unit date: ordered_at, paid_at, shipped_at, completed_at
-- @unit text: platform, shop, order_id, source_id, customer_key, customer_key_quality, buyer_name, buyer_phone,
--  buyer_email, status, status_raw, close_reason, currency, title, province, city, country, device, channel,
--  coupon_code`,
  stg_lines: `
-- One row per item line of an order.
-- @metric none
-- @counts rows
-- @identity order_id, line_id
-- @unit money: unit_price, line_amount, refund_amount
-- @unit pieces: quantity
-- @unit number: row_number
-- @unit text: platform, shop, order_id, line_id, source_id, product_id, sku, title, attributes, line_status`,
  stg_customers: `
-- One row per customer of a customers export.
-- @metric none
-- @counts rows
-- @identity birth_date
-- @masked customer_key, buyer_name, buyer_phone, buyer_email
-- @unit money: spent_amount
-- @unit count: points_count, order_count
-- @unit number: row_number
-- @unit date: birth_date, last_ordered_at, registered_at
-- @unit text: platform, shop, source_id, customer_key, customer_key_quality, buyer_name, buyer_phone, buyer_email,
--  gender, tags, member_level, province, city, country`,
  stg_shop_daily: `
-- One row per shop and day of the platform's own figures.
-- @metric none
-- @counts rows
-- @unit money: placed_amount, paid_amount, average_order_amount, refund_amount, search_ads_amount, display_ads_amount,
--  affiliate_amount
-- @unit percent: conversion_rate, bounce_rate
-- @unit count: visitor_count, new_visitor_count, returning_visitor_count, page_view_count, favourite_count,
--  item_favourite_count, cart_count, placed_buyer_count, buyer_count, new_buyer_count, returning_buyer_count,
--  order_count
-- @unit pieces: cart_quantity, quantity
-- @unit number: row_number, description_score, service_score, logistics_score
-- @unit date: day_date
-- @unit text: platform, shop, source_id
-- @good higher: conversion_rate, description_score, service_score, logistics_score
-- @good lower: bounce_rate`,
  stg_product_daily: `
-- One row per shop, day and product of the platform's own figures.
-- @metric none
-- @counts rows
-- @unit money: placed_amount, paid_amount, refund_amount
-- @unit percent: conversion_rate
-- @unit count: visitor_count, page_view_count, favourite_count, cart_count, placed_buyer_count, buyer_count,
--  new_buyer_count, returning_buyer_count
-- @unit pieces: cart_quantity, quantity
-- @unit number: row_number
-- @unit date: day_date
-- @unit text: platform, shop, source_id, product_id, title, sku
-- @good higher: conversion_rate`,
  stg_ads_daily: `
-- One row per shop, day and advertising channel.
-- @metric none
-- @counts rows
-- @unit money: cost_amount, sales_amount
-- @unit count: impression_count, click_count, favourite_count, cart_count, order_count, new_buyer_count
-- @unit number: row_number
-- @unit date: day_date
-- @unit text: platform, shop, source_id, channel`,
  stg_refunds: `
-- One row per refund of a refund report.
-- @metric none
-- @counts rows
-- @identity refund_id, order_id, line_id
-- @masked customer_key
-- @unit money: paid_amount, refund_amount
-- @unit number: row_number
-- @unit date: applied_at, settled_at
-- @unit flag: is_settled
-- @unit text: platform, shop, source_id, refund_id, order_id, line_id, customer_key, customer_key_quality,
--  refund_status, refund_type, refund_reason, title, sku`,
  stg_rejects: `
-- One row per row of a file that was not loaded.
-- @metric none
-- @counts rows
-- @unit number: row_number
-- @unit text: source_id, reason`
};
