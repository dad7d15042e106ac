import {readdirSync} from "node:fs";
import {join, resolve} from "node:path";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {attackerLog, attackerUrl, clearAttackerLog} from "../support/attacker";
import {closeBrowser, openPage, refusal, sql, type OpenPage} from "../support/browser";
import {cellsIn, settled, type Dropped} from "../support/checkup";
import {importFiles, openReport} from "../support/importing";
import {order, reportFile, sixOrders} from "../support/orders";
import {serveFolder, type RunningServer} from "../support/servers";

afterAll(closeBrowser);

const figures = `select
    (select count(*) from orders) as orders,
    (select sum(net_amount) from orders) as net,
    (select count(*) from customers) as customers,
    (select count(*) from order_lines) as lines`;

const items: Dropped = reportFile(
  "items.csv",
  [1, 2].map((last) => ({
    子订单编号: `="43000000000000001${last}"`,
    主订单编号: '="430000000000000001"',
    标题: "毛巾",
    价格: "50.00",
    购买数量: "1",
    订单状态: "交易成功"
  })),
  ["子订单编号", "主订单编号", "标题", "价格", "购买数量", "订单状态"]
);

describe("a page that has read a file", () => {
  let opened: OpenPage;
  let host: RunningServer;
  /** what its own host has been asked, as the host saw it: the browser also announces what the policy then refuses */
  const served: string[] = [];
  beforeAll(async () => {
    const folder = resolve(process.env.HUITOU_DIST ?? "dist");
    host = await serveFolder(folder, "/", {onRequest: (request) => served.push(request)});
    opened = await openPage({url: host.url});
    await importFiles(opened.page, reportFile("orders.csv", sixOrders("43")), items);
    clearAttackerLog();
  });
  afterAll(async () => {
    await opened.close();
    await host.close();
  });

  test("was used up to here without a violation, an error, or a request to another host", () => {
    expect({errors: opened.errors, violations: opened.violations}).toEqual({errors: [], violations: []});
    expect(opened.requests.filter((url) => !url.startsWith(host.url))).toEqual([]);
    expect(served.length).toBeGreaterThan(5);
  });

  test("has all of itself: nothing that a later press needs is still on the host", () => {
    const names = readdirSync(join(resolve(process.env.HUITOU_DIST ?? "dist"), "assets"));
    const needed = names.filter((name) => /\.(js|css)$/.test(name));
    const missing = needed.filter((name) => !served.some((request) => request.includes(`/assets/${name}`)));
    expect(missing).toEqual([]);
    expect(needed.length).toBeGreaterThan(10);
  });

  test("says that it is sealed, and that nothing was sent, also when its contents were used", async () => {
    for (const link of await opened.page.locator("nav.rail a").all()) await link.click();
    expect(opened.violations).toEqual([]);
    expect(await opened.page.locator(".seal.is-sealed").innerText()).toContain("0");
  });

  test.each(["own host", "attacker"])("sends nothing to the %s, by whatever way it is asked", async (target) => {
    const before = [...served];
    const address = target === "attacker" ? `${attackerUrl}/` : host.url;
    const answers = await opened.page.evaluate(askEveryWay, address);
    expect(Object.entries(answers).filter(([, answer]) => answer !== "refused")).toEqual([]);
    expect(served).toEqual(before);
    expect(await attackerLog()).toEqual([]);
  });

  test.each(["own host", "attacker"])(
    "sends nothing to the %s from a worker either: all began after it",
    async (target) => {
      const before = [...served];
      const address = target === "attacker" ? `${attackerUrl}/` : host.url;
      const workers = opened.page.workers();
      const answers = await Promise.all(workers.map((worker) => worker.evaluate(askFromWorker, address)));
      expect(answers.length).toBeGreaterThan(0);
      const refused = {fetch: "refused", request: "refused", script: "refused", socket: "refused"};
      expect(answers).toEqual(answers.map(() => refused));
      expect(served).toEqual(before);
      expect(await attackerLog()).toEqual([]);
    }
  );

  test("counts on its badge what it was asked to send", async () => {
    const text = await opened.page.locator(".seal").innerText();
    expect(Number(/\d+/.exec(text)?.[0])).toBeGreaterThan(5);
  });
});

describe("an engine that had to be ended after the seal", () => {
  let opened: OpenPage;
  let before: unknown;
  beforeAll(async () => {
    opened = await openPage();
    await importFiles(opened.page, reportFile("orders.csv", sixOrders("43")), items);
    await importFiles(
      opened.page,
      reportFile("more.csv", [
        order("430000000000000001", "王一", "100.00", "2026-03-01", {
          买家实际支付金额: "70.00",
          退款金额: "30.00"
        })
      ])
    );
    const {page} = opened;
    await page.locator("[role=slider]").first().focus();
    await page.keyboard.press("PageDown");
    await settled(page);
    before = await sql(page, figures);
  });
  afterAll(() => opened.close());

  test("is replaced without a request, and every file is loaded again to the same figures", async () => {
    const {page} = opened;
    const requests = opened.requests.length;
    const nestedLoop = "select count(*) from range(100000) a, range(100000) b where a.range + b.range = 7";
    const ending = refusal(page, nestedLoop, {timeoutMilliseconds: 300});
    const queued = sql(page, figures);
    expect(await ending).toBe("engine.stopped");
    // what had not begun, and what is asked meanwhile, is answered of the whole shop
    expect(await sql(page, figures)).toEqual(before);
    expect(await queued).toEqual(before);
    await settled(page);
    expect(before).toEqual([{orders: 6, net: 160.4, customers: 2, lines: 2}]);
    expect(await sql(page, figures)).toEqual(before);
    expect(await cellsIn(page, "failed")).toEqual([]);
    expect(opened.requests.length).toBe(requests);
  });

  test("keeps the reader's settings", async () => {
    const {page} = opened;
    expect(await sql(page, "select to_days from lifecycle where stage = 'active'")).toEqual([{to_days: 60}]);
    expect(await page.locator("[role=slider]").first().getAttribute("aria-valuenow")).toBe("60");
  });

  test("keeps the import reports", async () => {
    const {page} = opened;
    for (const name of ["orders.csv", "items.csv", "more.csv"]) await openReport(page, name);
    // above them the list of all; below them the buyers, what a person knows, and what this computer keeps
    expect(await page.locator("nav.rail .imports button").count()).toBe(7);
  });

  test("is as locked as the first", async () => {
    expect(await refusal(opened.page, "from read_text('/etc/passwd')")).toBe("engine.permission");
    expect(opened.errors).toEqual([]);
  });
});

/** Asks the page for a request in every way there is; each answers "refused", or how it got through. */
/** The ways out of a worker. Runs in the worker, so it stands by itself. */
async function askFromWorker(url: string): Promise<Record<string, string>> {
  const scope = globalThis as unknown as {importScripts(address: string): void};
  const refusedWhen = (call: () => unknown) => {
    try {
      call();
      return "answered";
    } catch {
      return "refused";
    }
  };
  const request = new XMLHttpRequest();
  return {
    fetch: await fetch(`${url}fetch`, {mode: "no-cors"}).then(String, () => "refused"),
    request: refusedWhen(() => {
      request.open("GET", `${url}request`, false);
      request.send();
    }),
    script: refusedWhen(() => scope.importScripts(`${url}script.js`)),
    socket: await new Promise<string>((resolve) => {
      try {
        const socket = new WebSocket(url.replace("http", "ws"));
        socket.onopen = () => resolve("opened");
        socket.onerror = () => resolve("refused");
      } catch {
        resolve("refused");
      }
    })
  };
}

async function askEveryWay(url: string): Promise<Record<string, string>> {
  const refused = () => "refused";
  const loading = (element: HTMLElement & {src?: string; href?: string}, attribute: "src" | "href") =>
    new Promise<string>((resolve) => {
      element.onload = () => resolve("loaded");
      element.onerror = () => resolve("refused");
      try {
        element[attribute] = `${url}${element.localName}`;
        document.head.append(element);
      } catch {
        resolve("refused");
      }
    });
  const socket = () =>
    new Promise<string>((resolve) => {
      try {
        const opening = new WebSocket(url.replace("http", "ws"));
        opening.onopen = () => resolve("opened");
        opening.onerror = () => resolve("refused");
      } catch {
        resolve("refused");
      }
    });
  const events = () =>
    new Promise<string>((resolve) => {
      const source = new EventSource(`${url}events`);
      source.onopen = () => resolve("opened");
      source.onerror = () => (source.close(), resolve("refused"));
    });
  const workers = () => {
    try {
      return String(new Worker(`${url}worker.js`));
    } catch {
      return "refused";
    }
  };
  const style = document.createElement("link");
  style.rel = "stylesheet";
  // a beacon is taken and then dropped by the policy; what matters is that no request is made of it
  navigator.sendBeacon(`${url}beacon`, "data");
  return {
    fetch: await fetch(`${url}fetch`).then(String, refused),
    opaque: await fetch(`${url}opaque`, {mode: "no-cors", method: "POST", body: "data"}).then(String, refused),
    image: await loading(document.createElement("img"), "src"),
    script: await loading(document.createElement("script"), "src"),
    style: await loading(style, "href"),
    socket: await socket(),
    events: await events(),
    worker: workers()
  };
}
