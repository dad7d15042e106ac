import {beforeAll, describe, expect, test} from "vitest";
import type {Database} from "../../src/engine/database";
import {convertToCsv} from "../../src/ingest/convert";
import {detectEncoding} from "../../src/ingest/encoding/encoding";
import {transcoder} from "../../src/ingest/encoding/transcode";
import type {Encoding} from "../../src/ingest/plan";
import {openTestDatabase} from "../support/database";
import {gb18030, legacy, load, utf16} from "./given";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});

const chinese = "订单编号,买家会员名,收货地址\r\n1,小红,浙江省 杭州市\r\n2,张伟,北京市 海淀区\r\n";
const taiwanese = "訂單編號,買家,地址\r\n1,陳小姐,臺北市 大安區\r\n2,林先生,高雄市 左營區\r\n";
const japanese = "注文番号,お客様名,住所\r\n1,田中 花子,東京都 渋谷区\r\n2,サトウ タロウ,大阪府\r\n";
const western = "Größe;Käufer;Straße\r\n1;Jörg Müller;Königsallee 5\r\n2;Zoë François;12 € rue\r\n";

const texts: [name: string, encoding: Encoding, text: string, bytes: Uint8Array][] = [
  ["UTF-8", "utf-8", chinese, new TextEncoder().encode(chinese)],
  ["UTF-8 of the West", "utf-8", western, new TextEncoder().encode(western)],
  ["GB18030", "gb18030", chinese, gb18030(chinese)],
  [
    "GB18030 with four bytes a character",
    "gb18030",
    `${chinese}3,𠮷野家,🍵茶庄\r\n`,
    gb18030(`${chinese}3,𠮷野家,🍵茶庄\r\n`)
  ],
  ["UTF-16, small end first, without a mark", "utf-16le", chinese, utf16(chinese, false, false)],
  ["UTF-16, big end first, without a mark", "utf-16be", western, utf16(western, true, false)],
  ["Big5", "big5", taiwanese, legacy(taiwanese, "big5")],
  ["Shift-JIS", "shift_jis", japanese, legacy(japanese, "shift_jis")],
  ["Windows-1252", "windows-1252", western, legacy(western, "windows-1252")],
  ["Windows-1252, one letter", "windows-1252", "a,b\n1,caf\u00e9\n", legacy("a,b\n1,caf\u00e9\n", "windows-1252")]
];

/** A text in one byte a character, by the code page's table in `characters` (0x80 and up). */
function oneByte(text: string, characters: Readonly<Record<string, number>>): Uint8Array {
  return Uint8Array.from([...text], (each) => (each.charCodeAt(0) < 0x80 ? each.charCodeAt(0) : characters[each]!));
}

const people =
  "Nummer;Kunde;Ort\r\n1;Jörg Müßig;Köln\r\n2;Åsa Öberg;Malmö\r\n3;José Peña;Málaga\r\n4;Élise Façon;Orléans\r\n";
const dos = {
  ü: 0x81,
  é: 0x82,
  å: 0x86,
  ç: 0x87,
  ä: 0x84,
  ö: 0x94,
  Å: 0x8f,
  Ö: 0x99,
  É: 0x90,
  ß: 0xe1,
  ñ: 0xa4,
  á: 0xa0
};
const mac = {
  ü: 0x9f,
  é: 0x8e,
  å: 0x8c,
  ç: 0x8d,
  ä: 0x8a,
  ö: 0x9a,
  Å: 0x81,
  Ö: 0x85,
  É: 0x83,
  ß: 0xa7,
  ñ: 0x96,
  á: 0x87
};
texts.push(
  ["code page 850", "ibm850", people, oneByte(people, dos)],
  ["Macintosh", "macintosh", people, oneByte(people, mac)]
);

test("one foreign letter in a file is enough", async () => {
  for (const [encoding, byte] of [
    ["windows-1252", 0xfc],
    ["ibm850", 0x81],
    ["macintosh", 0x9f]
  ] as const) {
    const bytes = oneByte("no,who\n1,Ann M\u00FCller\n2,Bob Lee\n", {ü: byte});
    expect(await detectEncoding(new Blob([bytes as BlobPart]))).toEqual({encoding, hasBom: false});
  }
});

describe.each(texts)("%s", (_, encoding, text, bytes) => {
  test("is found by itself", async () => {
    expect(await detectEncoding(new Blob([bytes as BlobPart]))).toEqual({encoding, hasBom: false});
  });

  test("is the same text however its bytes are cut", () => {
    for (const size of [1, 2, 3, 5, 7, 64]) {
      const toUtf8 = transcoder(encoding);
      const decoder = new TextDecoder();
      let found = "";
      for (let from = 0; from < bytes.length; from += size) {
        const isLast = from + size >= bytes.length;
        found += decoder.decode(toUtf8(bytes.slice(from, from + size), isLast), {stream: !isLast});
      }
      expect(found).toBe(text);
    }
  });

  test("comes out as clean UTF-8", async () => {
    let csv = "";
    for await (const piece of convertToCsv(new Blob([bytes as BlobPart]))) csv += piece;
    expect(csv).toBe(text.replaceAll("\r\n", "\n").replaceAll(";", ","));
  });
});

/** Bytes one after another. */
function together(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

describe("a file of which some rows are written otherwise", () => {
  const header = "订单编号,买家会员名,总金额,买家实际支付金额,订单状态,订单创建时间,订单付款时间 \r\n";
  const row = (at: number, who: string) =>
    `="58000000000000000${at}",${who},30.00,30.00,交易成功,2026-04-0${at} 09:00:00,2026-04-0${at} 09:01:00\r\n`;
  const utf8 = (text: string) => new TextEncoder().encode(text);

  test("rows of UTF-8 among GB18030 are read, those of UTF-16 rejected with the reason", async () => {
    const bytes = together(
      gb18030(header + row(1, "周小姐")),
      utf8(row(2, "吴先生")),
      utf16(row(3, "郑老师"), false, false),
      gb18030(row(4, "王阿姨"))
    );
    const {report, orders, plan} = await load(db, bytes);
    expect(plan.source.encoding).toBe("utf-8+gb18030");
    expect(orders.map((order) => order["customer_key"])).toEqual(["周小姐", "吴先生", "王阿姨"]);
    expect(report.rowsLoaded + report.rowsRejected).toBe(report.rowsRead);
    expect(report.rejectedByReason.map(({reason}) => reason)).toContain("unreadable_text");
  });

  test("zero bytes in cells are left out", async () => {
    const {report, orders} = await load(db, header + row(1, "周\0小姐") + row(2, "吴先生"));
    expect(report).toMatchObject({rowsRead: 2, rowsLoaded: 2});
    expect(orders.map((order) => order["customer_key"])).toEqual(["周小姐", "吴先生"]);
  });

  test("bytes that no encoding knows cost their own row", async () => {
    const broken = together(gb18030(header + row(1, "周小姐")), gb18030(row(2, "吴先生")), gb18030(row(3, "郑老师")));
    const at = broken.lastIndexOf(0x2c, broken.length - 60);
    const damaged = broken.with(at - 1, 0xff);
    const {report} = await load(db, damaged);
    expect(report).toMatchObject({
      rowsRead: 3,
      rowsLoaded: 2,
      rejectedByReason: [{reason: "unreadable_text", rows: 1}]
    });
  });

  test("what has no lines of text is refused", async () => {
    const bytes = Uint8Array.from({length: 4000}, (_, at) => (at * 7919) % 32);
    await expect(detectEncoding(new Blob([bytes]))).rejects.toMatchObject({code: "ingest.not_text"});
  });
});
