import {createHash} from "node:crypto";
import {Gb18030Encoder} from "./gb18030";
import {knownItems, knownOrders, knownOverseas, type KnownNumbers} from "./known-numbers";
import {simulateOverseasShop} from "./overseas";
import {readme} from "./readme";
import {linenShop, simulateShop} from "./shop";
import {shopifyExport} from "./shopify";
import {itemReport, orderReport} from "./taobao";

/** Everything that `sample-data/` holds by generation: name → bytes. The same bytes every time. */
export function sampleFiles(): Map<string, Uint8Array> {
  const orders = simulateShop(linenShop);
  const overseas = simulateOverseasShop();
  const gb18030 = new Gb18030Encoder();
  const utf8 = new TextEncoder();
  const data: [string, Uint8Array, KnownNumbers][] = [
    ["taobao-orders.csv", gb18030.encode(orderReport(orders, linenShop.name)), knownOrders(orders)],
    ["taobao-items.csv", gb18030.encode(itemReport(orders)), knownItems(orders)],
    ["shopify-orders.csv", utf8.encode(shopifyExport(overseas)), knownOverseas(overseas)]
  ];
  const known = Object.fromEntries(data.map(([name, bytes, numbers]) => [name, {...fingerprint(bytes), ...numbers}]));
  const files = new Map(data.map(([name, bytes]) => [name, bytes]));
  files.set("known-numbers.json", utf8.encode(`${JSON.stringify(known, null, 2)}\n`));
  return files.set("README.md", utf8.encode(readme(known)));
}

function fingerprint(bytes: Uint8Array): KnownNumbers {
  return {bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex")};
}
