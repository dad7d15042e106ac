import type {Platform} from "../columns/platform";

/**
 * Square transactions: payments and refunds as rows of their own. The buyer paid `Total Collected`, tax and tip included; a
 * refund's is negative, and takes back from the payment of its `Transaction ID`, or stands alone where that is in no row.
 * `Fees` and what is net of them are never read. Day, clock and zone stand in three columns; the clock is the shop's own.
 */
export default {
  name: "square_transactions",
  platform: "square",
  kind: "orders",
  grain: "line",
  currency: null,
  columns: {
    order_id: ["Transaction ID"],
    ordered_at: ["Date"],
    returned_at: ["Date"],
    clock: ["Time"],
    collected_amount: ["Total Collected"],
    discounts_amount: ["Discounts"],
    taxes_amount: ["Tax"],
    event: ["Event Type"],
    status_raw: ["Transaction Status"],
    title: ["Description"],
    location: ["Location"],
    customer_id: ["Customer ID"],
    reference: ["Customer Reference ID"],
    buyer_name: ["Customer Name"],
    channel: ["Source"],
    price_text: ["Total Collected"]
  },
  otherColumns: [
    "Time Zone",
    "Gross Sales",
    "Service Charges",
    "Net Sales",
    "Gift Card Sales",
    "Tip",
    "Partial Refunds",
    "Card",
    "Card Entry Methods",
    "Cash",
    "Square Gift Card",
    "Other Tender",
    "Other Tender Type",
    "Other Tender Note",
    "Tender Note",
    "Fees",
    "Net Total",
    "Payment ID",
    "Card Brand",
    "PAN Suffix",
    "Device Name",
    "Staff Name",
    "Staff ID",
    "Details",
    "Dining Option",
    "Device Nickname",
    "Third Party Fees",
    "Deposit ID",
    "Deposit Date",
    "Deposit Details",
    "Fee Percentage Rate",
    "Fee Fixed Rate",
    "Refund Reason",
    "Discount Name",
    "Cash App",
    "Order Reference ID",
    "Fulfillment Note",
    "Free Processing Applied",
    "Channel",
    "Unattributed Tips",
    "Table Info",
    "International Fee"
  ],
  signs: {
    some: [["Transaction ID"], ["Total Collected"], ["Gross Sales", "Net Sales", "PAN Suffix", "Event Type"]],
    none: ["Item", "Order ID"]
  },
  statuses: {
    complete: "completed",
    completed: "completed",
    pending: "unpaid",
    open: "unpaid",
    authorized: "unpaid",
    failed: "closed_unpaid",
    canceled: "closed_unpaid",
    cancelled: "closed_unpaid",
    voided: "closed_unpaid"
  },
  customer: [
    {value: "customer_id", quality: "strong"},
    {value: "reference", quality: "strong"}
  ],
  timeForms: ["%m/%d/%y", "%m/%d/%Y"],
  returns: "coalesce(lower(event) = 'refund', false) or coalesce(collected_amount < 0, false)",
  isItem: "false",
  derived: {
    taken_amount: "case when not is_return then collected_amount end",
    returned_amount: "case when is_return then abs(collected_amount) end",
    off_amount: "case when not is_return then abs(discounts_amount) end",
    tax_taken_amount: "case when not is_return then taxes_amount end"
  },
  sums: ["taken_amount", "returned_amount", "off_amount", "tax_taken_amount"],
  isPaid: "status_raw is null or mapped_status = 'completed'",
  rules: {
    ordered_at: "coalesce(ordered_at, returned_at)",
    paid_at: "case when is_paid then coalesce(ordered_at, returned_at) end",
    currency: `case
      when contains(price_text, '£') then 'GBP'
      when contains(price_text, '€') then 'EUR'
      when contains(price_text, '¥') then 'JPY'
    end`,
    gross_amount: "coalesce(taken_amount, 0)",
    discount_amount: "off_amount",
    tax_amount: "tax_taken_amount",
    paid_amount: "case when is_paid then coalesce(taken_amount, 0) else 0 end",
    refund_amount: "case when is_paid then coalesce(returned_amount, 0) else 0 end",
    line_count: "null"
  },
  status: `case
    when not is_paid then coalesce(mapped_status, 'unpaid')
    when refund_amount > 0 and refund_amount >= paid_amount then 'refunded_full'
    when refund_amount > 0 then 'refunded_part'
    else 'completed'
  end`
} satisfies Platform;
