/** Header lists of western exports, as they are published; Shopify's orders stand in `layouts.ts`. */
const columns = (text: string) => text.split("|");

/** Amazon, All Orders: `.txt`, tab-separated. */
export const amazonOrders = columns(
  "amazon-order-id|merchant-order-id|purchase-date|last-updated-date|order-status|fulfillment-channel|sales-channel|order-channel|url|ship-service-level|product-name|sku|asin|item-status|quantity|currency|item-price|item-tax|shipping-price|shipping-tax|gift-wrap-price|gift-wrap-tax|item-promotion-discount|ship-promotion-discount|ship-city|ship-state|ship-postal-code|ship-country|promotion-ids|is-business-order|purchase-order-number|price-designation"
);

/** Etsy, sold orders. */
export const etsyOrders = columns(
  "Sale Date|Order ID|Buyer User ID|Full Name|First Name|Last Name|Number of Items|Payment Method|Date Shipped|Street 1|Street 2|Ship City|Ship State|Ship Zipcode|Ship Country|Currency|Order Value|Coupon Code|Coupon Details|Discount Amount|Shipping Discount|Shipping|Sales Tax|Order Total|Status|Card Processing Fees|Order Net|Adjusted Order Total|Adjusted Card Processing Fees|Adjusted Net Order Amount|Buyer|Order Type|Payment Type|InPerson Discount|InPerson Location|SKU"
);

/** Etsy, sold order items. */
export const etsyItems = columns(
  "Sale Date|Item Name|Buyer|Quantity|Price|Coupon Code|Discount Amount|Order Shipping|Order Sales Tax|Item Total|Currency|Transaction ID|Listing ID|Date Shipped|Order ID|Variations"
);

/** eBay, orders report. */
export const ebayOrders = columns(
  "Sales Record Number|Order Number|Buyer Username|Buyer Name|Buyer Email|Buyer Note|Buyer Address 1|Buyer Address 2|Buyer City|Buyer State|Buyer Zip|Buyer Country|Ship To Name|Ship To Phone|Ship To Address 1|Ship To Address 2|Ship To City|Ship To State|Ship To Zip|Ship To Country|Item Number|Item Title|Custom Label|Sold Via Promoted Listings|Quantity|Sold For|Shipping And Handling|Seller Collected Tax|eBay Collected Tax|Total Price|eBay Collected Tax Included in Total|Payment Method|Sale Date|Paid On Date|Ship By Date|Minimum Estimated Delivery Date|Maximum Estimated Delivery Date|Shipped On Date|Feedback Left|Feedback Received|My Item Note|PayPal Transaction ID|Shipping Service|Tracking Number|Transaction ID|Variation Details|Global Shipping Program|Global Shipping Reference ID|Click And Collect|Click And Collect Reference Number|eBay Plus"
);

/** Square, transactions. */
export const squareTransactions = columns(
  "Date|Time|Time Zone|Gross Sales|Discounts|Service Charges|Net Sales|Gift Card Sales|Tax|Tip|Partial Refunds|Total Collected|Source|Card|Card Entry Methods|Cash|Square Gift Card|Other Tender|Other Tender Type|Tender Note|Fees|Net Total|Transaction ID|Payment ID|Card Brand|PAN Suffix|Device Name|Staff Name|Staff ID|Details|Description|Event Type|Location|Dining Option|Customer ID|Customer Name|Customer Reference ID|Device Nickname|Third Party Fees|Deposit ID|Deposit Date|Deposit Details|Fee Percentage Rate|Fee Fixed Rate|Refund Reason|Discount Name|Transaction Status|Cash App|Order Reference ID|Fulfillment Note|Free Processing Applied|Channel|Unattributed Tips|Table Info|International Fee"
);

/** Stripe, payments. */
export const stripePayments = columns(
  "id|Description|Seller Message|Created (UTC)|Amount|Amount Refunded|Currency|Converted Amount|Converted Amount Refunded|Fee|Tax|Converted Currency|Mode|Status|Statement Descriptor|Customer ID|Customer Description|Customer Email|Captured|Card ID|Card Last4|Card Brand|Card Funding|Card Exp Month|Card Exp Year|Card Name|Card Address Line1|Card Address Line2|Card Address City|Card Address State|Card Address Country|Card Address Zip|Card Issue Country|Card Fingerprint|Card CVC Status|Card AVS Zip Status|Card AVS Line1 Status|Card Tokenization Method"
);

/** WooCommerce analytics, orders. */
export const wooAnalyticsOrders = columns(
  "Date|Order #|N. Revenue (formatted)|Status|Customer|Customer type|Product(s)|Items sold|Coupon(s)|Net Sales|Attribution"
);

/** WooCommerce analytics, customers. */
export const wooAnalyticsCustomers = columns(
  "Name|Username|Last Active|Sign Up|Email|Orders|Total Spend|AOV|Country / Region|City|Region|Postal Code|Billing Phone|Shipping Phone|Role"
);

/** Shopify customers since 2024. */
export const shopifyCustomers2024 = columns(
  "Customer ID|First Name|Last Name|Email|Accepts Email Marketing|Default Address Company|Default Address Address1|Default Address Address2|Default Address City|Default Address Province Code|Default Address Country Code|Default Address Zip|Default Address Phone|Phone|Accepts SMS Marketing|Total Spent|Total Orders|Note|Tax Exempt|Tags"
);

/** Shopify customers before. */
export const shopifyCustomers2022 = columns(
  "First Name|Last Name|Email|Accepts Email Marketing|Company|Address1|Address2|City|Province|Province Code|Country|Country Code|Zip|Phone|Accepts SMS Marketing|Total Spent|Total Orders|Tags|Note|Tax Exempt"
);

/** WooCommerce orders as the plug-in writes them: for orders of up to `items` items. */
export function wooPluginOrders(items: number): string[] {
  const numbers = Array.from({length: items}, (_, index) => index + 1);
  return [
    ...wooPluginOwn,
    ...numbers.map((number) => `line_item_${number}`),
    ...numbers.flatMap((number) =>
      ["Name", "id", "SKU", "Quantity", "Total", "Subtotal"].map((part) => `Product Item ${number} ${part}`)
    )
  ];
}

const wooPluginOwn = columns(
  "order_id|order_number|order_date|paid_date|status|shipping_total|shipping_tax_total|fee_total|fee_tax_total|tax_total|cart_discount|order_discount|discount_total|order_total|order_subtotal|order_currency|payment_method|payment_method_title|transaction_id|customer_ip_address|customer_user_agent|shipping_method|customer_id|customer_user|customer_email|billing_first_name|billing_last_name|billing_company|billing_email|billing_phone|billing_address_1|billing_address_2|billing_postcode|billing_city|billing_state|billing_country|shipping_first_name|shipping_last_name|shipping_company|shipping_phone|shipping_address_1|shipping_address_2|shipping_postcode|shipping_city|shipping_state|shipping_country|customer_note|wt_import_key|shipping_items|fee_items|tax_items|coupon_items|refund_items|order_notes|download_permissions"
);
