import {beforeAll, beforeEach, describe, expect, test} from "vitest";
import type {Database} from "../../src/engine/database";
import {invalidateModels} from "../../src/models/build";
import {checkModels} from "../../src/models/check";
import {toRows} from "../../src/base/table";
import {openTestDatabase} from "../support/database";
import {emptyStaging, given, givenShop, lines, view} from "../support/given";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
beforeEach(async () => {
  for (const name of ["identity_joining", "identity_splits"]) await db.setVariable(name, null);
});

/** Each customer's keys, as `platform/key`, customers and keys in order. */
const people = async () => {
  const table = await db.query(`select list(platform || '/' || customer_key order by platform, customer_key) as keys
    from int_customer_keys group by customer_id order by customer_id`);
  return toRows(table).map(({keys}) => [...(keys as Iterable<string>)].join(" "));
};
const shop = (rows: string) =>
  givenShop(
    db,
    `platform | customer_key | buyer_phone | buyer_email | order_id | ordered_at | paid_amount | buyer_name | customer_key_quality\n${rows
      .trim()
      .split("\n")
      .map((row, at) => {
        const [platform, key, phone = "", email = "", name = "", quality = "strong"] = row
          .split("|")
          .map((cell) => cell.trim());
        return `${platform} | ${key} | ${phone} | ${email} | ${at} | 2026-01-${String(1 + at).padStart(2, "0")} | 10 | ${name} | ${quality}`;
      })
      .join("\n")}`
  );
const choose = async (joining: string | null, splits: readonly string[] | null) => {
  await db.setVariable("identity_joining", joining);
  await db.setVariable("identity_splits", splits);
};
const markOf = async (contact: string) =>
  String(
    toRows(await db.query(`select contact_mark from identity_joins where contact = '${contact}'`))[0]?.contact_mark
  );

describe("one person", () => {
  test("is two keys of one shop with one phone, and a key of another platform with it", async () => {
    await shop(`
      taobao  | ann   | 13912345678 |             | Ann
      taobao  | ann2  | 13912345678 |             | Ann
      shopify | a@x.y | 13912345678 | a@x.y       | Ann
      taobao  | ben   | 13887654321 |             | Ann`);
    expect(await people()).toEqual(["shopify/a@x.y taobao/ann taobao/ann2", "taobao/ben"]);
    expect(await view(db, "customers", "platform, customer_key, purchases, net_amount", "order by 1")).toBe(
      lines("shopify | a@x.y | 3 | 30\ntaobao | ben | 1 | 10")
    );
    expect(await view(db, "history", "customers, valid_orders")).toBe("2 | 4");
  });

  test("is never told by a name, by nothing, or by being hidden", async () => {
    await shop(`
      taobao | ann   |             | | Ann Lee
      taobao | bea   |             | | Ann Lee
      taobao | c**   | 13912345678 | | Ann Lee | masked
      taobao |       | 13912345678 | | Ann Lee | none
      taobao | dee   | 13912345678 | | Ann Lee`);
    expect(await people()).toEqual(["taobao/ann", "taobao/bea", "taobao/dee"]);
  });

  test("is reached over others: by a phone, then by an address, in any order and in a circle", async () => {
    const rows = [
      "taobao  | d     | 13900000001 |",
      "taobao  | c     | 13900000001 | m@x.y",
      "shopify | b     | 13900000002 | m@x.y",
      "etsy    | a     | 13900000002 | n@x.y",
      "taobao  | d     |             | n@x.y",
      "taobao  | other | 13900000003 |"
    ];
    const expected = ["etsy/a shopify/b taobao/c taobao/d", "taobao/other"];
    await shop(rows.join("\n"));
    expect(await people()).toEqual(expected);
    await shop(rows.toReversed().join("\n"));
    expect(await people()).toEqual(expected);
  });

  test("is not everybody who shares a phone: more than three buyers of one platform are a forwarder", async () => {
    const row = (key: string) => `taobao | ${key} | 13912345678 |`;
    await shop(["a", "b", "c"].map(row).join("\n"));
    expect(await people()).toEqual(["taobao/a taobao/b taobao/c"]);
    await shop(["a", "b", "c", "d"].map(row).join("\n"));
    expect(await people()).toEqual(["taobao/a", "taobao/b", "taobao/c", "taobao/d"]);
    // three there and two elsewhere are no crowd of any platform
    await shop([...["a", "b", "c"].map(row), "shopify | d | 13912345678 |", "shopify | e | 13912345678 |"].join("\n"));
    expect(await people()).toEqual(["shopify/d shopify/e taobao/a taobao/b taobao/c"]);
    // a crowd's phone joins nobody, but another of theirs does
    await shop(
      [...["a", "b", "c", "d"].map(row), "taobao | d | 13800001111 |", "taobao | e | 13800001111 |"].join("\n")
    );
    expect(await people()).toEqual(["taobao/a", "taobao/b", "taobao/c", "taobao/d taobao/e"]);
  });

  test("is told by the contacts of a customers export as by those of orders, but not by a name in it", async () => {
    await emptyStaging(db);
    await given(
      db,
      "stg_orders",
      `platform | customer_key | buyer_phone | order_id | ordered_at | paid_amount | customer_key_quality
      shopify | a@x.y |             | 1 | 2026-01-01 | 10 | strong
      taobao  | ann   | 13912345678 | 2 | 2026-01-02 | 10 | strong
      youzan  | Ben   |             | 3 | 2026-01-03 | 10 | weak
      taobao  | ben   | 13887654321 | 4 | 2026-01-04 | 10 | strong`
    );
    await given(
      db,
      "stg_customers",
      `platform | shop | source_id | row_number | customer_key | customer_key_quality | buyer_phone | buyer_email
      shopify | | c | 1 | a@x.y | strong | 13912345678 | a@x.y
      shopify | | c | 2 | z@x.y | strong | 13887654321 | z@x.y
      youzan  | | d | 1 | Ben   | weak   | 13887654321 |`
    );
    await invalidateModels(db);
    expect(await people()).toEqual(["shopify/a@x.y taobao/ann", "taobao/ben", "youzan/Ben"]);
    expect(
      await view(db, "identity_joins", "contact, platform, customer_key, orders, is_joined", "order by platform")
    ).toBe(lines("13912345678 | shopify | a@x.y | 0 | true\n13912345678 | taobao | ann | 1 | true"));
  });

  test("weakly named buyers are joined on the same evidence", async () => {
    await shop(`
      taobao | ann             | 13912345678 | | Ann
      taobao | Ann 13912345678 | 13912345678 | | Ann | weak`);
    expect(await people()).toEqual(["taobao/Ann 13912345678 taobao/ann"]);
    expect(await view(db, "int_customer_keys", "customer_key, customer_key_quality, is_main", "order by 1")).toBe(
      lines("Ann 13912345678 | weak | true\nann | strong | false")
    );
  });

  test("any tangle of phones and addresses comes apart as it must", async () => {
    let seed = 7;
    const random = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
    const parent = new Map<string, string>();
    const find = (key: string): string => (parent.get(key) === key ? key : find(parent.get(key)!));
    const buyersOf = new Map<string, Set<string>>();
    const rows = Array.from({length: 400}, () => {
      const key = `k${String(random(300)).padStart(3, "0")}`;
      const [phone, mail] = [`1390000${1000 + random(260)}`, `m${random(260)}@x.y`];
      parent.set(key, key);
      for (const contact of [phone, mail]) buyersOf.set(contact, (buyersOf.get(contact) ?? new Set()).add(key));
      return `${key} | ${phone} | ${mail}`;
    });
    for (const buyers of buyersOf.values()) {
      const [first, ...others] = [...buyers].sort();
      if (buyers.size <= 3) for (const other of others) parent.set(find(other), find(first!));
    }
    const groups = new Map<string, string[]>();
    for (const key of [...parent.keys()].sort()) groups.set(find(key), [...(groups.get(find(key)) ?? []), key]);
    await givenShop(
      db,
      ["customer_key | buyer_phone | buyer_email | order_id | ordered_at | paid_amount"]
        .concat(rows.map((row, at) => `${row} | ${at} | 2026-01-01 | 1`))
        .join("\n")
    );
    const found = (await people()).map((keys) => keys.replaceAll("other/", ""));
    expect(found.toSorted()).toEqual([...groups.values()].map((keys) => keys.join(" ")).toSorted());
    expect(Math.max(...[...groups.values()].map(({length}) => length))).toBeGreaterThan(4);
  });

  test("a long chain is one person", async () => {
    const rows = Array.from({length: 40}, (_, at) => [
      `taobao | k${at} | 138000${10000 + at} |`,
      `taobao | k${at + 1} | 138000${10000 + at} |`
    ]);
    await givenShop(
      db,
      ["platform | customer_key | buyer_phone | order_id | ordered_at | paid_amount"]
        .concat(rows.flat().map((row, at) => `${row.replace(/\|$/, "")} | ${at} | 2026-01-01 | 1`))
        .join("\n")
    );
    expect(await people()).toHaveLength(1);
  });
});

describe("what was joined", () => {
  const three = `
    taobao  | ann   | 13912345678 |       | Ann
    taobao  | bob   | 13912345678 | m@x.y | Bob
    shopify | m@x.y |             | m@x.y | Bob`;

  test("is shown with its evidence", async () => {
    await shop(three);
    expect(
      await view(
        db,
        "identity_joins",
        "customer_id, contact_kind, contact, platform, customer_key, buyer_name, orders, is_joined"
      )
    ).toBe(
      lines(`1 | email | m@x.y | shopify | m@x.y | Bob | 1 | true
             1 | email | m@x.y | taobao | bob | Bob | 1 | true
             1 | phone | 13912345678 | taobao | ann | Ann | 1 | true
             1 | phone | 13912345678 | taobao | bob | Bob | 1 | true`)
    );
  });

  test("can be split by its evidence and joined again; the numbers follow", async () => {
    await shop(three);
    expect(await view(db, "history", "customers")).toBe("1");
    const phone = await markOf("13912345678");
    await choose(null, [phone]);
    expect(await people()).toEqual(["shopify/m@x.y taobao/bob", "taobao/ann"]);
    expect(await view(db, "history", "customers")).toBe("2");
    expect(
      await view(db, "identity_joins", "customer_key, is_joined, is_split", "where contact_kind = 'phone' order by 1")
    ).toBe(lines("ann | false | true\nbob | false | true"));
    await choose(null, [phone, await markOf("m@x.y")]);
    expect(await view(db, "history", "customers")).toBe("3");
    await choose(null, null);
    expect(await view(db, "history", "customers")).toBe("1");
  });

  test("can all be switched off", async () => {
    await shop(three);
    await choose("no", null);
    expect(await people()).toEqual(["shopify/m@x.y", "taobao/ann", "taobao/bob"]);
    expect(await view(db, "headlines", "customers, repeat_rate")).toBe("3 | 0");
    expect(await view(db, "identity_joins", "count(*) as n", "where is_joined")).toBe("0");
  });

  test("no rule of a model breaks", async () => {
    await shop(three);
    expect(await checkModels(db)).toEqual([]);
  });
});

test("one phone with several names and one name with several phones are told", async () => {
  await shop(`
    taobao  | a | 13912345678 | | Ann
    taobao  | b | 13912345678 | | Bob
    taobao  | b | 13912345678 | | Bob
    taobao  | c | 13800002222 | | Bob
    taobao  | d | 13800003333 | | Dee
    taobao  | e | 13800003333 | | D**`);
  expect(await view(db, "identity_duplicates", "duplicate, buyer_phone, buyer_name, orders")).toBe(
    lines(`phone | 13912345678 | Ann | 1
           phone | 13912345678 | Bob | 2
           name | 13800002222 | Bob | 1
           name | 13912345678 | Bob | 2`)
  );
});
