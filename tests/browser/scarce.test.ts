import type {Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, inject, test} from "vitest";
import {sql} from "../support/browser";
import {dropFiles, settled, type Dropped} from "../support/checkup";
import {downloaded} from "../support/importing";
import {order, reportFile, sixOrders} from "../support/orders";
import {Profile} from "../support/profile";
import {beginNotebook, lyingIn, openStorage, writeAndWait} from "../support/writing";

const orders = reportFile("orders.csv", sixOrders("43"));
const headline = "select count(*) as orders, sum(net_amount) as net from orders";
const sixOrdersSay = [{orders: 6, net: 190.4}];

let profile: Profile;
beforeAll(async () => {
  profile = await Profile.make();
});
afterAll(() => profile.discard());

/** Begins anew: nothing of an earlier test is left. */
async function clear(): Promise<void> {
  const {page} = await profile.visit({url: new URL("nothing-here", inject("pageUrl")).href, isReady: false});
  await profile.evict(page);
  await page.close();
}

/** Opens a first file, whatever the page has complained about before. */
async function open(page: Page, file: Dropped): Promise<void> {
  await dropFiles(page, file);
  await settled(page);
}

/** What the page says went wrong with keeping, wherever it says it. */
const complaints = (page: Page) => page.locator(".failure, .notice.alert").allInnerTexts();

describe("a browser that keeps nothing", () => {
  beforeAll(clear);

  const ways: Record<string, () => void> = {
    "has no database, no folder and no place for small texts": () => {
      Object.defineProperty(window, "indexedDB", {value: undefined});
      Object.defineProperty(navigator, "storage", {value: undefined});
      Object.defineProperty(window, "localStorage", {
        get() {
          throw new DOMException("denied", "SecurityError");
        }
      });
    },
    "refuses to open its database": () => {
      IDBFactory.prototype.open = () => {
        throw new DOMException("denied", "SecurityError");
      };
    }
  };
  test.each(Object.keys(ways))("because it %s: the page works, and says so", async (way) => {
    const {page, errors} = await profile.visit({before: ways[way]!});
    await open(page, orders);
    expect(await sql(page, headline)).toEqual(sixOrdersSay);
    expect(await complaints(page)).toContainEqual(expect.stringContaining("This browser keeps nothing"));
    await beginNotebook(page);
    expect(await writeAndWait(page, "select 'held' as text")).toMatch(/^Only in this page/);
    await openStorage(page);
    expect(await page.locator("main .warning").innerText()).toContain("keeps nothing");
    expect(errors).toEqual([]);
    await page.close();
  });

  test("in its file system: files are kept in its database", async () => {
    const noFolder = () => Object.defineProperty(navigator, "storage", {value: undefined});
    const {page} = await profile.visit({before: noFolder});
    await open(page, orders);
    await expect.poll(() => lyingIn(page).then(({files}) => files)).toEqual(["orders.csv"]);
    await page.close();
    const {page: next} = await profile.visit({before: noFolder});
    await settled(next);
    expect(await sql(next, headline)).toEqual(sixOrdersSay);
    await next.close();
  });
});

/** 300 orders whose remarks cannot be packed: three million bytes. */
function largeFile(): Dropped {
  let seed = 1;
  const random = () => ((seed = (seed * 48271) % 2147483647) / 2147483647).toString(36).slice(2);
  const remark = () => Array.from({length: 1000}, random).join("").slice(0, 10_000);
  const rows = Array.from({length: 300}, (_, index) =>
    order(`44${String(index).padStart(16, "0")}`, `买家${index}`, "10.00", "2026-03-01", {订单备注: remark()})
  );
  return reportFile("large.csv", rows);
}

describe("a browser with little room", () => {
  const large = largeFile();
  beforeAll(clear);

  test.each([1, 5, 50])("of %i MB: what is not kept is told, nothing is kept by half", async (megabytes) => {
    const {page} = await profile.visit({url: new URL("nothing-here", inject("pageUrl")).href, isReady: false});
    await profile.evict(page);
    const tools = await profile.tools(page);
    const origin = new URL(page.url()).origin;
    await tools.send("Storage.overrideQuotaForOrigin", {origin, quotaSize: megabytes * 1_000_000});
    await page.goto(inject("pageUrl"));
    await open(page, large);
    expect(await sql(page, headline)).toEqual([{orders: 300, net: 3000}]);
    await beginNotebook(page);
    const said = await writeAndWait(page, "select 'in little room' as text");
    const hasRoom = megabytes >= 5;
    const complaint = expect.stringMatching(/could not be kept for the next visit/);
    if (hasRoom)
      await expect.poll(() => lyingIn(page)).toMatchObject({files: ["large.csv"], bytes: [large.buffer.length]});
    else await expect.poll(() => complaints(page)).toContainEqual(complaint);
    const lying = await lyingIn(page);
    if (!hasRoom) expect(lying).toMatchObject({files: [], bytes: []});
    if (said.startsWith("Saved")) expect(lying.texts).toEqual([expect.stringContaining("in little room")]);
    else
      expect((await downloaded(page, () => page.getByText("Take it as a file").click())).bytes.toString()).toContain(
        "in little room"
      );
    await page.close();
  });
});
