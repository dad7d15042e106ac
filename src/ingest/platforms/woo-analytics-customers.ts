import type {Platform} from "../columns/platform";

/** WooCommerce analytics, customers: registered ones and guests, with the shop's own counts. */
export default {
  name: "woo_analytics_customers",
  platform: "woocommerce",
  kind: "customers",
  grain: "line",
  currency: null,
  columns: {
    buyer_name: ["Name"],
    username: ["Username"],
    email: ["Email"],
    registered_at: ["Sign Up", "Sign-up", "Date registered"],
    order_count: ["Orders"],
    spent_amount: ["Total Spend"],
    country: ["Country / Region"],
    city: ["City"],
    province: ["Region"],
    billing_phone: ["Billing Phone"],
    shipping_phone: ["Shipping Phone"],
    member_level: ["Role"]
  },
  otherColumns: ["Last Active", "AOV", "Postal Code"],
  signs: {
    some: [["Name", "Username", "Email"], ["Orders"], ["Total Spend"], ["Last Active", "Sign Up", "AOV"]],
    none: []
  },
  statuses: {},
  customer: [
    {value: "lower(email)", quality: "strong"},
    {value: "username", quality: "strong"},
    {value: "coalesce(billing_phone, shipping_phone)", quality: "strong"},
    {value: "buyer_name", quality: "weak"}
  ],
  isPaid: "true",
  rules: {
    buyer_phone: "coalesce(billing_phone, shipping_phone)",
    buyer_email: "email"
  },
  status: "mapped_status"
} satisfies Platform;
