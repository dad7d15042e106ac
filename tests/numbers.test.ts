import {existsSync, readdirSync, readFileSync} from "node:fs";
import {basename, dirname, join} from "node:path";
import {describe, test} from "vitest";
import type {Variables} from "../src/shop/pipeline";
import {openTestDatabase} from "./support/database";
import {expectStored} from "./support/golden";
import {cellLines, importShop, relationLines, type ShopFile} from "./support/numbers";

/*
 * Everything that is computed about some shops, by hash, as stored in `tests/golden/numbers/`: whoever changes how things are
 * computed sees here that the numbers stay the same, or which do not. To accept a change that is meant:
 *
 *   rm tests/golden/numbers/<shop>.txt && npx vitest run --project unit tests/numbers.test.ts
 */

interface Shop {
  name: string;
  files: () => ShopFile[];
  /** what is in force when relations are built */
  variables?: Variables;
  /** inputs that are moved afterwards; everything is compared again with them */
  moved?: Variables;
}

const filesOf = (folder: string, names: readonly string[]): ShopFile[] =>
  names.map((name) => ({name, content: readFileSync(join(folder, name))}));

/** Somebody has a tag and a birthday, so that what shows own facts has something to show. */
const ownFacts: Variables = {
  import_day: "2026-11-20",
  own_customers: ["ananfei03"],
  own_customer_tags: ["熟客"],
  own_birth_dates: ["1990-11-20"]
};

/** Some of the inputs that a reader moves first, and a page narrowed by a click. */
const moved: Variables = {returning_window: "any", cuts: [60, 120, 240, 300], stage: ["silent", "sleeping"]};

const shops: readonly Shop[] = [
  {
    name: "taobao",
    files: () => filesOf("sample-data", ["taobao-orders.csv", "taobao-items.csv"]),
    variables: ownFacts,
    moved
  },
  {name: "shopify", files: () => filesOf("sample-data", ["shopify-orders.csv"])},
  {
    name: "many-files",
    files: () =>
      filesOf("tests/samples/files", [
        "orders_export_2024.csv",
        "orders_export_2026.csv",
        "customers_export_2024.csv",
        "douyin-orders.csv",
        "tmall-refunds.csv",
        "sycm-shop-2019.csv",
        "sycm-products.csv",
        "ztc-account.csv",
        "youzan-orders.csv",
        "youzan-lines.csv",
        "youzan-customers.csv",
        "woocommerce-orders.csv"
      ])
  }
];

/**
 * Real files of shops, which may not be copied into this repository; their hashes may. They are read where they lie, if they
 * are there: `HUITOU_REAL_FILES` names the folder.
 */
const realFiles = process.env.HUITOU_REAL_FILES ?? "../shared/data";

const realShops: readonly (Shop & {path: string})[] = ["tmall/tmall_order_report.csv", "cdnow/CDNOW_sample.txt"].map(
  (path) => ({
    path: join(realFiles, path),
    name: path.split("/")[0]!,
    files: () => filesOf(join(realFiles, dirname(path)), [basename(path)])
  })
);

const notebooks = readdirSync("notebooks").filter((name) => name.endsWith(".md"));

async function linesOf({files, variables, moved: later}: Shop): Promise<string[]> {
  const db = await openTestDatabase();
  try {
    const lines = await importShop(db, files(), variables);
    lines.push(...(await relationLines(db)));
    for (const name of notebooks) lines.push(...(await cellLines(db, name, readFileSync(`notebooks/${name}`, "utf8"))));
    if (!later) return lines;
    const again = await cellLines(db, "checkup.md", readFileSync("notebooks/checkup.md", "utf8"), later);
    again.push(...(await relationLines(db)));
    return [...lines, ...again.map((line) => `moved ${line}`)];
  } finally {
    await db.close();
  }
}

async function compare(shop: Shop): Promise<void> {
  const lines = await linesOf(shop);
  expectStored(`numbers/${shop.name}.txt`, `${lines.join("\n")}\n`);
}

describe("the numbers of every relation and of every cell of every shipped notebook are as stored", () => {
  for (const shop of shops) test(`of ${shop.name}`, () => compare(shop), 300_000);

  for (const shop of realShops) {
    const isThere = existsSync(shop.path);
    const name = isThere ? `of ${shop.name}` : `of ${shop.name}: left out, there is no ${shop.path}`;
    test.skipIf(!isThere)(name, () => compare(shop), 300_000);
  }
});
