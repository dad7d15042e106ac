import {beforeAll, expect, test} from "vitest";
import {toRows} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import {openTestDatabase} from "../support/database";
import {csv, load} from "./given";
import {row} from "./layouts";
import {shopifyCustomers2022, shopifyCustomers2024, wooAnalyticsCustomers} from "./western";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});

async function customersOf(header: readonly string[], ...rows: Record<string, string>[]) {
  const {report, plan} = await load(db, csv([header, ...rows.map((cells) => row(header, cells))]));
  const customers = toRows(await db.query(`select * from stg_${plan.source.id}__customers order by row_number`));
  return {report, customers};
}

const ann = {
  "First Name": "Ann",
  "Last Name": "Smith",
  Email: "Ann@Example.com",
  Phone: "'+442079460100",
  "Total Spent": "1250.50",
  "Total Orders": "7",
  Tags: "vip, newsletter"
};

test.each([
  [
    "2024",
    shopifyCustomers2024,
    {
      "Customer ID": "'7012345678901",
      "Default Address City": "Leeds",
      "Default Address Province Code": "ENG",
      "Default Address Country Code": "GB",
      "Default Address Zip": "'LS1 1BA"
    }
  ],
  ["2022", shopifyCustomers2022, {City: "Leeds", Province: "ENG", "Country Code": "GB", Zip: "'LS1 1BA"}]
])("a Shopify customer reads the same in the layout of %s, by the key that orders have", async (_, header, place) => {
  const {report, customers} = await customersOf(header, {...ann, ...place});
  expect(report).toMatchObject({
    platform: "shopify_customers",
    kind: "customers",
    rowsRead: 1,
    rowsLoaded: 1,
    records: 1
  });
  expect(customers[0]).toMatchObject({
    platform: "shopify",
    customer_key: "ann@example.com",
    customer_key_quality: "strong",
    buyer_name: "Ann Smith",
    buyer_phone: "442079460100",
    buyer_email: "ann@example.com",
    tags: "vip, newsletter",
    spent_amount: 1250.5,
    city: "Leeds",
    province: "ENG",
    country: "GB"
  });
  expect(Number(customers[0]?.["order_count"])).toBe(7);
});

test.each([
  [{Email: ""}, "+442079460100", "strong"],
  [{Email: "", Phone: "", "Default Address Phone": "'+44 20 1"}, "+44 20 1", "strong"],
  [{Email: "", Phone: ""}, "7012345678901", "strong"]
])("a Shopify customer given as %o is %s (%s)", async (cells, key, quality) => {
  const {customers} = await customersOf(shopifyCustomers2024, {...ann, "Customer ID": "'7012345678901", ...cells});
  expect(customers[0]).toMatchObject({customer_key: key, customer_key_quality: quality});
});

const listed = {
  Name: "Bo Miller",
  Username: "bo",
  "Last Active": "2026-09-01 10:00:00",
  "Sign Up": "2024-02-03 08:30:00",
  Email: "Bo@Example.com",
  Orders: "3",
  "Total Spend": "210.40",
  AOV: "70.13",
  "Country / Region": "GB",
  City: "York",
  Region: "YOR",
  "Billing Phone": "+44 20 7946 0200"
};

test.each([
  [{}, "bo@example.com", "strong"],
  [{Email: ""}, "bo", "strong"],
  [{Email: "", Username: "", "Billing Phone": ""}, "Bo Miller", "weak"]
])("a WooCommerce customer given as %o is %s (%s)", async (cells, key, quality) => {
  const {report, customers} = await customersOf(wooAnalyticsCustomers, {...listed, ...cells});
  expect(report).toMatchObject({platform: "woo_analytics_customers", kind: "customers", rowsLoaded: 1});
  expect(customers[0]).toMatchObject({
    platform: "woocommerce",
    customer_key: key,
    customer_key_quality: quality,
    buyer_name: "Bo Miller",
    spent_amount: 210.4,
    registered_at: new Date("2024-02-03T08:30:00Z"),
    country: "GB",
    city: "York"
  });
});

test("rows in are rows loaded and rows rejected, for customers too", async () => {
  const {report, customers} = await customersOf(shopifyCustomers2024, ann, {}, {...ann, "Total Spent": "a lot"});
  expect(report).toMatchObject({rowsRead: 3, rowsLoaded: 1, rowsRejected: 2});
  expect(report.rejectedByReason.map(({reason}) => reason).sort()).toEqual(["bad_money", "blank_row"]);
  expect(customers).toHaveLength(1);
});
