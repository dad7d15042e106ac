import type {Platform} from "../columns/platform";

/**
 * Shopify customers export, in its layouts of 2022 and of 2024 (`Default Address …`); columns of a shop's own metafields
 * may follow. Ids, postcodes and phones are guarded by an apostrophe. `Total Spent` is Shopify's own sum, refunds taken off.
 */
export default {
  name: "shopify_customers",
  platform: "shopify",
  kind: "customers",
  grain: "line",
  currency: null,
  columns: {
    first_name: ["First Name"],
    last_name: ["Last Name"],
    email: ["Email"],
    phone: ["Phone"],
    address_phone: ["Default Address Phone"],
    city: ["Default Address City", "City"],
    province: ["Default Address Province Code", "Province", "Province Code"],
    country: ["Default Address Country Code", "Country Code", "Country"],
    spent_amount: ["Total Spent"],
    order_count: ["Total Orders"],
    tags: ["Tags"],
    customer_id: ["Customer ID"]
  },
  otherColumns: [
    "Accepts Email Marketing",
    "Accepts SMS Marketing",
    "Accepts WhatsApp Marketing",
    "Accepts Marketing",
    "Default Address Company",
    "Default Address Address1",
    "Default Address Address2",
    "Default Address Zip",
    "Company",
    "Address1",
    "Address2",
    "Province",
    "Province Code",
    "Country",
    "Country Code",
    "Zip",
    "Note",
    "Tax Exempt"
  ],
  signs: {
    some: [
      ["Total Spent"],
      ["Total Orders"],
      ["First Name", "Last Name", "Accepts Email Marketing", "Default Address Company", "Tax Exempt"]
    ],
    none: ["Financial Status", "Lineitem name"]
  },
  statuses: {},
  customer: [
    {value: "lower(email)", quality: "strong"},
    {value: "coalesce(phone, address_phone)", quality: "strong"},
    {value: "customer_id", quality: "strong"}
  ],
  isPaid: "true",
  rules: {
    buyer_name: "nullif(trim(concat_ws(' ', first_name, last_name)), '')",
    buyer_phone: "coalesce(phone, address_phone)",
    buyer_email: "email"
  },
  status: "mapped_status"
} satisfies Platform;
