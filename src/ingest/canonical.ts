/** One column of a canonical relation: name, DuckDB type and meaning. */
export interface CanonicalColumn {
  name: string;
  type: "varchar" | "timestamp" | "date" | "decimal(18,2)" | "double" | "integer" | "bigint" | "boolean";
  /** one sentence, with the unit where there is one */
  meaning: string;
}

/** The order statuses of all platforms, in the order of an order's life; a closed list. */
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

/** Statuses of orders that were paid and not given back entirely, unless the notebook defines them otherwise. */
export const paidStatuses: readonly OrderStatus[] = ["paid", "part_shipped", "shipped", "completed", "refunded_part"];

/** How reliably a customer key identifies a person; `masked` and `none` never do. */
export const keyQualities = ["strong", "weak", "masked", "none"] as const;
export type KeyQuality = (typeof keyQualities)[number];

/** `stg_orders`: one row per order of a platform and shop, in its latest known state. */
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

/** The columns common to all relations (source, row, platform, shop), and the given ones. */
function placed(...columns: CanonicalColumn[]): readonly CanonicalColumn[] {
  return [
    {name: "platform", type: "varchar", meaning: "as in stg_orders"},
    {name: "shop", type: "varchar", meaning: "as in stg_orders"},
    {name: "source_id", type: "varchar", meaning: "the imported file the row came from"},
    {name: "row_number", type: "bigint", meaning: "which record of that file, from 1, header not counted"},
    ...columns
  ];
}

function count(name: string, meaning: string): CanonicalColumn {
  return {name, type: "bigint", meaning};
}

function money(name: string, meaning: string): CanonicalColumn {
  return {name, type: "decimal(18,2)", meaning};
}

function ratio(name: string, meaning: string): CanonicalColumn {
  return {name, type: "double", meaning};
}

/** `stg_customers`: one row per customer of a customers export, from the latest import. */
export const customerColumns: readonly CanonicalColumn[] = placed(
  {name: "customer_key", type: "varchar", meaning: "as in stg_orders"},
  {name: "customer_key_quality", type: "varchar", meaning: "strong, weak, masked or none"},
  {name: "buyer_name", type: "varchar", meaning: "the customer's name as the export gives it"},
  {name: "buyer_phone", type: "varchar", meaning: "their phone as digits; null when masked, lent or too short"},
  {name: "buyer_email", type: "varchar", meaning: "their e-mail in lower case; null when masked or no address"},
  {name: "gender", type: "varchar", meaning: "as the export says"},
  {name: "birth_date", type: "date", meaning: "their birthday; its year may be made up by whoever typed it"},
  {name: "tags", type: "varchar", meaning: "the shop's own marks, as the export writes them"},
  {name: "member_level", type: "varchar", meaning: "the level of membership, as the export says"},
  count("points_count", "loyalty points"),
  count("order_count", "orders by the platform's own count"),
  money("spent_amount", "what they spent by the platform's own count"),
  {name: "last_ordered_at", type: "timestamp", meaning: "their last order by the platform's own count"},
  {name: "registered_at", type: "timestamp", meaning: "when they became a customer or member"},
  {name: "province", type: "varchar", meaning: "province or state"},
  {name: "city", type: "varchar", meaning: "city"},
  {name: "country", type: "varchar", meaning: "country"}
);

/**
 * `stg_shop_daily`: one row per shop and day of the platform's own figures; visitors of several days overlap, so they
 * do not add up.
 */
export const shopDayColumns: readonly CanonicalColumn[] = placed(
  {name: "day_date", type: "date", meaning: "the day"},
  count("visitor_count", "people who looked at the shop"),
  count("new_visitor_count", "of them, for the first time"),
  count("returning_visitor_count", "of them, again"),
  count("page_view_count", "pages looked at"),
  count("favourite_count", "people who marked the shop as a favourite"),
  count("item_favourite_count", "people who marked an item as a favourite"),
  count("cart_count", "people who put something in the basket"),
  count("cart_quantity", "pieces put in the basket"),
  count("placed_buyer_count", "people who placed an order"),
  money("placed_amount", "what was ordered, paid or not"),
  count("buyer_count", "people who paid"),
  count("new_buyer_count", "of them, for the first time"),
  count("returning_buyer_count", "of them, again"),
  count("order_count", "paid orders"),
  count("quantity", "pieces paid for"),
  money("paid_amount", "what was paid"),
  money("average_order_amount", "what one buyer paid, by the platform's own division"),
  ratio("conversion_rate", "buyers per visitor, by the platform's own division, 0 to 1"),
  ratio("bounce_rate", "visits that ended on the first page, 0 to 1"),
  money("refund_amount", "what was given back that day"),
  ratio("description_score", "buyers' marks for: as described, 0 to 5"),
  ratio("service_score", "buyers' marks for service, 0 to 5"),
  ratio("logistics_score", "buyers' marks for delivery, 0 to 5"),
  money("search_ads_amount", "spent on search advertising (直通车)"),
  money("display_ads_amount", "spent on display advertising (钻石展位)"),
  money("affiliate_amount", "paid to affiliates (淘宝客)")
);

/** `stg_product_daily`: one row per shop, day and product of the platform's own figures. */
export const productDayColumns: readonly CanonicalColumn[] = placed(
  {name: "day_date", type: "date", meaning: "the day"},
  {name: "product_id", type: "varchar", meaning: "the platform's product number"},
  {name: "title", type: "varchar", meaning: "what it is called"},
  {name: "sku", type: "varchar", meaning: "the merchant's own code"},
  count("visitor_count", "people who looked at it"),
  count("page_view_count", "times it was looked at"),
  count("favourite_count", "people who marked it as a favourite"),
  count("cart_count", "people who put it in the basket"),
  count("cart_quantity", "pieces put in the basket"),
  count("placed_buyer_count", "people who ordered it"),
  money("placed_amount", "what was ordered, paid or not"),
  count("buyer_count", "people who paid for it"),
  count("new_buyer_count", "of them, for the first time"),
  count("returning_buyer_count", "of them, again"),
  count("quantity", "pieces paid for"),
  money("paid_amount", "what was paid"),
  ratio("conversion_rate", "buyers per visitor, by the platform's own division, 0 to 1"),
  money("refund_amount", "what was given back that day")
);

/** `stg_ads_daily`: one row per shop, day and advertising channel. */
export const adDayColumns: readonly CanonicalColumn[] = placed(
  {name: "day_date", type: "date", meaning: "the day"},
  {name: "channel", type: "varchar", meaning: "where the advertisements ran"},
  count("impression_count", "times shown"),
  count("click_count", "clicks"),
  money("cost_amount", "what they cost"),
  count("favourite_count", "items and shops marked as favourites after a click"),
  count("cart_count", "items put in the basket after a click"),
  count("order_count", "orders that the platform puts down to them"),
  money("sales_amount", "sales that the platform puts down to them"),
  count("new_buyer_count", "buyers who had not bought before")
);

/** `stg_refunds`: one row per refund of a refund report. */
export const refundColumns: readonly CanonicalColumn[] = placed(
  {name: "refund_id", type: "varchar", meaning: "the platform's refund number"},
  {name: "order_id", type: "varchar", meaning: "the order it is about"},
  {name: "line_id", type: "varchar", meaning: "the order's line it is about; null for a report that names none"},
  {name: "customer_key", type: "varchar", meaning: "as in stg_orders"},
  {name: "customer_key_quality", type: "varchar", meaning: "strong, weak, masked or none"},
  {name: "refund_status", type: "varchar", meaning: "its state in the export's words"},
  {name: "is_settled", type: "boolean", meaning: "whether the money went back"},
  money("paid_amount", "what the order or line had come to"),
  money("refund_amount", "what was, or would be, given back"),
  {name: "refund_type", type: "varchar", meaning: "all or part, money only or goods too, as the export says"},
  {name: "refund_reason", type: "varchar", meaning: "why, in the export's words"},
  {name: "title", type: "varchar", meaning: "the item"},
  {name: "sku", type: "varchar", meaning: "the merchant's own code"},
  {name: "applied_at", type: "timestamp", meaning: "when it was asked for"},
  {name: "settled_at", type: "timestamp", meaning: "when it was done"}
);

/** A canonical relation: its key and columns. */
export interface CanonicalRelation {
  columns: readonly CanonicalColumn[];
  /** rows of two files with equal values here are the same thing */
  key: readonly string[];
}

/** Every canonical relation; `stg_<name>` is the union over all files. */
export const canonicalRelations = {
  orders: {columns: orderColumns, key: ["platform", "shop", "order_id"]},
  lines: {columns: lineColumns, key: ["platform", "shop", "order_id", "line_id"]},
  customers: {columns: customerColumns, key: ["platform", "shop", "customer_key"]},
  shop_daily: {columns: shopDayColumns, key: ["platform", "shop", "day_date"]},
  product_daily: {columns: productDayColumns, key: ["platform", "shop", "day_date", "product_id"]},
  ads_daily: {columns: adDayColumns, key: ["platform", "shop", "day_date", "channel"]},
  refunds: {columns: refundColumns, key: ["platform", "shop", "refund_id"]}
} as const satisfies Record<string, CanonicalRelation>;

/** The kind of a file's rows. */
export type RelationName = keyof typeof canonicalRelations;

/** Relations besides orders and lines, with one row for each row of the file. */
export const factRelations = ["customers", "shop_daily", "product_daily", "ads_daily", "refunds"] as const;
export type FactRelation = (typeof factRelations)[number];
