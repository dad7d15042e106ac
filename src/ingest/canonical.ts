/** One column of a canonical relation: what it is called, its DuckDB type, and what it means. */
export interface CanonicalColumn {
  name: string;
  type: "varchar" | "timestamp" | "date" | "decimal(18,2)" | "integer" | "bigint" | "boolean";
  /** one sentence; the unit where there is one */
  meaning: string;
}

/** The life of an order, from every platform's own words to ours; closed. */
export const orderStatuses = [
  "pending_review",
  "unpaid",
  "paid",
  "part_shipped",
  "shipped",
  "completed",
  "refunded_part",
  "refunded_full",
  "closed_unpaid",
  "cancelled"
] as const;
export type OrderStatus = (typeof orderStatuses)[number];

/** How well a customer key tells people apart: masked and none never identify anyone. */
export const keyQualities = ["strong", "weak", "masked", "none"] as const;
export type KeyQuality = (typeof keyQualities)[number];

/** `stg_orders`: one row per order of a platform and shop, the newest state known of it. */
export const orderColumns: readonly CanonicalColumn[] = [
  {name: "platform", type: "varchar", meaning: "where the order was placed: taobao, shopify, other …"},
  {name: "shop", type: "varchar", meaning: "the shop's name as the file gives it; empty where it gives none"},
  {name: "order_id", type: "varchar", meaning: "the platform's order number, text to the last digit"},
  {name: "source_id", type: "varchar", meaning: "the imported file the row came from"},
  {name: "row_number", type: "bigint", meaning: "which record of that file, from 1, header not counted"},
  {name: "customer_key", type: "varchar", meaning: "who bought, as far as the export says; null when nobody is named"},
  {name: "customer_key_quality", type: "varchar", meaning: "strong, weak, masked or none"},
  {name: "buyer_name", type: "varchar", meaning: "the buyer's or receiver's name as the export gives it"},
  {name: "buyer_phone", type: "varchar", meaning: "their phone as digits; null when masked, lent or too short"},
  {name: "buyer_email", type: "varchar", meaning: "their e-mail in lower case; null when masked or no address"},
  {name: "status", type: "varchar", meaning: "the order's state in our words"},
  {name: "status_raw", type: "varchar", meaning: "the order's state in the export's words"},
  {name: "close_reason", type: "varchar", meaning: "why the platform says the order was closed"},
  {name: "ordered_at", type: "timestamp", meaning: "when it was placed, on the export's own clock"},
  {name: "paid_at", type: "timestamp", meaning: "when it was paid; null if never"},
  {name: "shipped_at", type: "timestamp", meaning: "when it left"},
  {name: "completed_at", type: "timestamp", meaning: "when the buyer confirmed it"},
  {name: "currency", type: "varchar", meaning: "ISO code; CNY where a Chinese export names none"},
  {name: "gross_amount", type: "decimal(18,2)", meaning: "the order's total as billed, shipping included"},
  {name: "discount_amount", type: "decimal(18,2)", meaning: "what was taken off"},
  {name: "shipping_amount", type: "decimal(18,2)", meaning: "what the buyer was billed for shipping"},
  {name: "tax_amount", type: "decimal(18,2)", meaning: "tax within the total"},
  {name: "paid_amount", type: "decimal(18,2)", meaning: "what the buyer paid, before any refund; 0 if never paid"},
  {name: "refund_amount", type: "decimal(18,2)", meaning: "what was given back"},
  {name: "net_amount", type: "decimal(18,2)", meaning: "paid_amount − refund_amount"},
  {name: "received_amount", type: "decimal(18,2)", meaning: "what the platform paid out to the merchant"},
  {name: "quantity", type: "integer", meaning: "pieces in the order"},
  {name: "line_count", type: "integer", meaning: "different items in the order"},
  {name: "title", type: "varchar", meaning: "the items' titles as one text"},
  {name: "province", type: "varchar", meaning: "province or state of delivery"},
  {name: "city", type: "varchar", meaning: "city of delivery"},
  {name: "country", type: "varchar", meaning: "country of delivery"},
  {name: "device", type: "varchar", meaning: "mobile, desktop or null"},
  {name: "channel", type: "varchar", meaning: "where the order came from, as the export says"},
  {name: "coupon_code", type: "varchar", meaning: "the code used, if any"}
];

/** `stg_lines`: one row per item line of an order. */
export const lineColumns: readonly CanonicalColumn[] = [
  {name: "platform", type: "varchar", meaning: "as in stg_orders"},
  {name: "shop", type: "varchar", meaning: "as in stg_orders"},
  {name: "order_id", type: "varchar", meaning: "the order it belongs to"},
  {name: "line_id", type: "varchar", meaning: "the platform's line number, or the line's position within its order"},
  {name: "source_id", type: "varchar", meaning: "the imported file the row came from"},
  {name: "row_number", type: "bigint", meaning: "which record of that file, from 1, header not counted"},
  {name: "product_id", type: "varchar", meaning: "the platform's product number"},
  {name: "sku", type: "varchar", meaning: "the merchant's own code"},
  {name: "title", type: "varchar", meaning: "what it is called"},
  {name: "attributes", type: "varchar", meaning: "colour, size and the like, as the export writes them"},
  {name: "unit_price", type: "decimal(18,2)", meaning: "price of one piece"},
  {name: "quantity", type: "integer", meaning: "pieces"},
  {name: "line_amount", type: "decimal(18,2)", meaning: "what the line came to"},
  {name: "refund_amount", type: "decimal(18,2)", meaning: "what of it was given back"},
  {name: "line_status", type: "varchar", meaning: "the line's state in the export's words"}
];
