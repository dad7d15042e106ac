import {describe, expect, test} from "vitest";
import {openSource} from "../../src/ingest/background/open";
import {LayoutMemory, sniff} from "../../src/ingest/sniff";

const header = "订单编号,买家会员名,买家实际支付金额,订单状态,订单创建时间,订单付款时间\n";
const row = (id: string, rest = "tb1,59.00,交易成功,2026-03-01 10:00:00,2026-03-01 10:01:00") => `${id},${rest}\n`;
const first = header + row("1001") + row("1002");

const open = (content: BlobPart, name = "orders.csv") => openSource(new File([content], name));

/** What a memory that has seen the first text finds in another, and what is found without it. */
async function foundIn(other: BlobPart) {
  const memory = new LayoutMemory();
  const known = memory.sniff(await open(first));
  const source = await open(other);
  return {known, found: memory.sniff(source), alone: sniff(source)};
}

describe("a file after another", () => {
  test("with its header and regular rows is not judged anew", async () => {
    const {known, found, alone} = await foundIn(header + row("2001", '"tb,2",8.00,交易关闭,2026-04-01 09:00:00,'));
    expect(found).toEqual(alone);
    expect(found.header).toBe(known.header);
  });

  const others: [string, string][] = [
    ["with guards", header + row('="2001"') + row('="2002"')],
    ["with single quotes", header + row("'2001'", "'tb2','8.00','交易成功','2026-04-01 09:00:00',''")],
    ["with escaped quotes", header + row("2001", '"tb \\"2\\"",8.00,交易成功,2026-04-01 09:00:00,')],
    ["with a misplaced quote", header + row('20"01')],
    ["with a row of another width", header + row("2001") + row("2002", "tb2,8.00,交易成功,2026-04-01 09:00:00,,,")],
    ["with other delimiters under the header", header + row("2001").replaceAll(",", ";")],
    ["with another header", header.replace("订单状态", "状态") + row("2001")],
    ["with a title above the header", `三月\n${header}${row("2001")}`],
    ["with the same header and no rows", header],
    ["whose last row ends the file", header + row("2001").trimEnd()]
  ];
  test.each(others)("%s is read as it is by itself", async (_, text) => {
    const {known, found, alone} = await foundIn(text);
    expect(found).toEqual(alone);
    expect(found.header).not.toBe(known.header);
  });

  test("in another encoding is read as it is by itself", async () => {
    const ascii = "order_id,customer,amount,paid_at\n";
    const memory = new LayoutMemory();
    memory.sniff(await open(`${ascii}1,ann,5.00,2026-01-01\n`));
    const bytes = new Uint8Array([...new TextEncoder().encode(`${ascii}2,`), 0xb0, 0xa1, 0xb5, 0xc4]);
    const source = await open(new Blob([bytes, ",6.00,2026-01-02\n"]));
    expect(source.encoding).toBe("gb18030");
    expect(memory.sniff(source)).toEqual(sniff(source));
  });

  test("of a layout that was irregular is judged anew", async () => {
    const memory = new LayoutMemory();
    const text = header + row("1001") + row("1002", "tb2,8.00,交易成功,2026-04-01 09:00:00,,,");
    const known = memory.sniff(await open(text));
    const again = memory.sniff(await open(text));
    expect(again).toEqual({...known, source: again.source});
    expect(again.header).not.toBe(known.header);
  });
});
