import type {Platform} from "../columns/platform";

/**
 * Stripe payments: one row per charge, times in UTC as the column says. The buyer paid `Amount` in `Currency`; `Amount
 * Refunded` is what went back. `Fee`, `Tax` (that on the fee) and the converted amounts are not read. A charge that was only authorised is not paid,
 * and a charge in test mode is nobody's order.
 */
export default {
  name: "stripe_payments",
  platform: "stripe",
  kind: "orders",
  grain: "order",
  currency: null,
  columns: {
    order_id: ["id"],
    title: ["Description"],
    ordered_at: ["Created (UTC)", "Created date (UTC)"],
    charged_amount: ["Amount"],
    refunded_amount: ["Amount Refunded"],
    currency: ["Currency"],
    mode: ["Mode"],
    status_raw: ["Status"],
    captured: ["Captured"],
    customer_id: ["Customer ID"],
    email: ["Customer Email"],
    card_name: ["Card Name"],
    city: ["Card Address City"],
    province: ["Card Address State"],
    country: ["Card Address Country", "Card Issue Country"]
  },
  otherColumns: [
    "Seller Message",
    "Converted Amount",
    "Converted Amount Refunded",
    "Fee",
    "Tax",
    "Converted Currency",
    "Statement Descriptor",
    "Customer Description",
    "Card ID",
    "Card Last4",
    "Card Brand",
    "Card Funding",
    "Card Exp Month",
    "Card Exp Year",
    "Card Address Line1",
    "Card Address Line2",
    "Card Address Country",
    "Card Address Zip",
    "Card Issue Country",
    "Card Fingerprint",
    "Card CVC Status",
    "Card AVS Zip Status",
    "Card AVS Line1 Status",
    "Card Tokenization Method",
    "Taxes On Fee",
    "Disputed Amount",
    "Dispute Date (UTC)",
    "Dispute Evidence Due (UTC)",
    "Dispute Reason",
    "Dispute Status",
    "Refunded date (UTC)",
    "Decline Reason",
    "Is Link",
    "Link Funding",
    "Interchange Costs",
    "Merchant Service Charge",
    "Invoice ID",
    "Invoice Number",
    "Checkout Session ID",
    "Checkout Custom Field 1 Key",
    "Checkout Custom Field 1 Value",
    "Checkout Custom Field 2 Key",
    "Checkout Custom Field 2 Value",
    "Checkout Custom Field 3 Key",
    "Checkout Custom Field 3 Value",
    "Checkout Line Item Summary",
    "Checkout Promotional Consent",
    "Checkout Terms of Service Consent",
    "Client Reference ID",
    "Payment Link ID",
    "Payment Source Type",
    "PaymentIntent ID",
    "Transfer",
    "Transfer Group",
    "Destination",
    "UTM Campaign",
    "UTM Content",
    "UTM Medium",
    "UTM Source",
    "UTM Term",
    "User Agent",
    "Terminal Location ID",
    "Terminal Reader ID",
    "Application Fee",
    "Application ID",
    "Shipping Name",
    "Shipping Address Line1",
    "Shipping Address Line2",
    "Shipping Address City",
    "Shipping Address State",
    "Shipping Address Country",
    "Shipping Address Postal Code"
  ],
  signs: {
    some: [
      ["id"],
      ["Created (UTC)", "Created date (UTC)"],
      ["Amount"],
      ["Amount Refunded", "Card Fingerprint", "Seller Message"]
    ],
    none: ["Order ID"]
  },
  statuses: {
    paid: "paid",
    succeeded: "paid",
    refunded: "refunded_full",
    "partially refunded": "refunded_part",
    "partial refund": "refunded_part",
    disputed: "paid",
    failed: "closed_unpaid",
    blocked: "closed_unpaid",
    canceled: "closed_unpaid",
    cancelled: "closed_unpaid",
    expired: "closed_unpaid",
    pending: "unpaid",
    incomplete: "unpaid",
    uncaptured: "unpaid",
    "requires capture": "unpaid",
    requires_capture: "unpaid",
    "requires payment method": "unpaid",
    requires_payment_method: "unpaid",
    "requires action": "unpaid",
    requires_action: "unpaid",
    "requires confirmation": "unpaid",
    requires_confirmation: "unpaid"
  },
  customer: [
    {value: "lower(email)", quality: "strong"},
    {value: "customer_id", quality: "strong"}
  ],
  rejects: {test_payment: "lower(mode) = 'test'"},
  isPaid: `(status_raw is null or mapped_status not in ('unpaid', 'closed_unpaid'))
    and coalesce(lower(captured) <> 'false', true)`,
  rules: {
    buyer_name: "card_name",
    buyer_email: "email",
    paid_at: "case when is_paid then ordered_at end",
    gross_amount: "coalesce(charged_amount, 0)",
    paid_amount: "case when is_paid then coalesce(charged_amount, 0) else 0 end",
    refund_amount: `case
      when not is_paid then 0
      when not has_refunded_amount and mapped_status = 'refunded_full' then coalesce(charged_amount, 0)
      else coalesce(refunded_amount, 0)
    end`
  },
  status: `case
    when mapped_status = 'closed_unpaid' then 'closed_unpaid'
    when not is_paid then 'unpaid'
    when refund_amount > 0 and refund_amount >= paid_amount then 'refunded_full'
    when refund_amount > 0 then 'refunded_part'
    else 'paid'
  end`
} satisfies Platform;
