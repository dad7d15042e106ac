import {describe, expect, test} from "vitest";
import {convertToCsv} from "../../src/ingest/convert";
import {detectEncoding} from "../../src/ingest/encoding/encoding";
import {transcoder} from "../../src/ingest/encoding/transcode";
import type {Encoding} from "../../src/ingest/plan";
import {gb18030, legacy, utf16} from "./given";

const chinese = "订单编号,买家会员名,收货地址\r\n1,小红,浙江省 杭州市\r\n2,张伟,北京市 海淀区\r\n";
const taiwanese = "訂單編號,買家,地址\r\n1,陳小姐,臺北市 大安區\r\n2,林先生,高雄市 左營區\r\n";
const japanese = "注文番号,お客様名,住所\r\n1,田中 花子,東京都 渋谷区\r\n2,サトウ タロウ,大阪府\r\n";
const western = "Größe;Käufer;Straße\r\n1;Jörg Müller;Königsallee 5\r\n2;Zoë François;12 € rue\r\n";

const texts: readonly [name: string, encoding: Encoding, text: string, bytes: Uint8Array][] = [
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
