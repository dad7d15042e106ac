import {expect, test} from "vitest";
import {describeNumbers, describeText, findData} from "../../src/exports/outgoing";
import {shippedNotebooks} from "../../src/notebook/library";
import {parseNotebook} from "../../src/notebook/parse";
import {serializeNotebook} from "../../src/notebook/serialize";

const text = [
  "---",
  "title: Review",
  "---",
  "",
  "Ask anna@example.com about 2026-11-22 and order 1234567890123456.",
  "",
  "```sql one",
  "select count(*) as customers",
  "from customers",
  "where customer_key = 'tb_anna' and stage = 'lost'",
  "```",
  "",
  "```input who",
  "kind: text",
  "label: Buyer",
  "default: tb_ben",
  "```",
  "",
  "```sql two",
  "select * from orders where order_id in ('77', '78') -- not a phone: 1380013",
  "union all select * from stg_orders where buyer_phone like '139%' and buyer_name <> 'Ann'",
  "```",
  ""
].join("\n");

test("what looks like data is shown at its line", () => {
  expect(findData(text, parseNotebook(text)).map(({key, line, text: place}) => [line, key, place])).toEqual([
    [5, "sharing.finding_mail", "anna@example.com"],
    [10, "sharing.finding_name", "'tb_anna'"],
    [16, "sharing.finding_default", "tb_ben"],
    [20, "sharing.finding_name", "'77'"],
    [21, "sharing.finding_name", "'139%'"],
    [21, "sharing.finding_name", "'Ann'"]
  ]);
});

test("the shipped notebooks hold nothing that looks like data", () => {
  for (const {notebook} of shippedNotebooks.values())
    expect(findData(serializeNotebook(notebook), notebook)).toEqual([]);
});

test("a link and a file are the text; a report shows no SQL, so only its prose is looked through", () => {
  const notebook = parseNotebook(text);
  expect(describeText("link", text, notebook)).toMatchObject({text, manifest: null});
  const manifest = {title: "Review", items: [], inputs: [], suppressed: 0, withheld: 0};
  const numbers = describeNumbers("report", manifest, text, notebook);
  expect(numbers.findings.map(({line}) => line)).toEqual([5]);
  expect(numbers.text).toBeNull();
});
