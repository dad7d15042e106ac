import {describe, expect, test} from "vitest";
import {AppError} from "../../src/base/errors";
import {decodeChunks, type DecodeOptions} from "../../src/ingest/encoding/decode";
import {isUtf8Window} from "../../src/ingest/encoding/encoding";
import {Gb18030Transcoder} from "../../src/ingest/encoding/gb18030";
import {openSource} from "../../src/ingest/background/open";
import {file, gb18030, utf16} from "./given";

const text =
  '订单编号,买家,备注\r\n="35153131473293579",小红,"第一行\r\n第二行，""引号"""\r\n2,𠮷野家😀,é£€\r\n3,,\r\n';
const plain = '订单编号,买家,备注\r\n1,小红,"第一行\r\n第二行，""引号"""\r\n2,𠮷野家😀,￥\r\n3,,\r\n';
const utf8 = (content: string) => new TextEncoder().encode(content);

const encodings = [
  ["utf-8", false, utf8(plain)],
  ["utf-8", true, utf8(`\uFEFF${plain}`)],
  ["utf-16le", true, utf16(plain, false, true)],
  ["utf-16le", false, utf16(plain, false, false)],
  ["utf-16be", true, utf16(plain, true, true)],
  ["utf-16be", false, utf16(plain, true, false)],
  ["gb18030", false, gb18030(plain)]
] as const;

describe.each(encodings)("%s, byte order mark %s", (encoding, hasBom, bytes) => {
  test("is found by itself, and its head is text", async () => {
    expect(await openSource(file(bytes))).toMatchObject({encoding, hasBom, head: plain, size: bytes.length});
  });

  test.each([1, 2, 3, 5, 7, 64, 4096, 65536])("comes out the same when read %i bytes at a time", async (readBytes) => {
    expect(await decoded(bytes, {encoding, hasBom, readBytes, chunkBytes: 16})).toBe(plain);
  });
});

async function decoded(bytes: Uint8Array, options: Partial<DecodeOptions>): Promise<string> {
  const whole: DecodeOptions = {
    encoding: "utf-8",
    isPadded: options.delimiter === " ",
    hasBom: false,
    delimiter: ",",
    quote: '"',
    newline: "\n",
    isGuarded: false,
    skipBytes: 0,
    chunkBytes: 1024,
    ...options
  };
  let joined = "";
  for await (const chunk of decodeChunks(file(bytes), whole)) {
    const part = new TextDecoder("utf-8", {fatal: true, ignoreBOM: true}).decode(chunk.bytes);
    expect(part.split('"').length % 2, "a chunk never ends inside a quoted cell").toBe(1);
    expect(part.endsWith("\n")).toBe(true);
    joined += part;
  }
  return joined;
}

test.each([1, 2, 3, 64, 65536])("guards come off however the file is cut (%i bytes at a time)", async (readBytes) => {
  const cleaned = text.replace('="35153131473293579"', '"35153131473293579"');
  expect(await decoded(utf8(text), {isGuarded: true, readBytes})).toBe(cleaned);
  const inside = '="a,b",x=1,"say =""no"""\n="","=",=2\n';
  expect(await decoded(utf8(inside), {isGuarded: true, readBytes})).toBe('"a,b",x=1,"say =""no"""\n"","=",=2\n');
});

test.each([1, 2, 3, 65536])("runs of blanks divide once (%i bytes at a time)", async (readBytes) => {
  const blanks = " 00001 19970101  1   11.77\r\n00002\t19970112 12 77.00  \r\n";
  expect(await decoded(utf8(blanks), {delimiter: " ", readBytes})).toBe(
    "00001 19970101 1 11.77\r\n00002 19970112 12 77.00\r\n"
  );
});

test("what stands before the first record is left out", async () => {
  const skipBytes = utf8("订单编号,买家,备注\r\n").length;
  const body = plain.slice(plain.indexOf("\n") + 1);
  for (const readBytes of [1, 5, 4096]) {
    expect(await decoded(gb18030(plain), {encoding: "gb18030", skipBytes, readBytes})).toBe(body);
  }
});

test("every two-byte code, and four-byte ones, come out as the platform decodes them", () => {
  const bytes: number[] = [];
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) if (trail !== 0x7f) bytes.push(lead, trail);
    for (let third = 0x81; third <= 0xfe; third++) bytes.push(0x81, 0x30 + (lead % 8), third, 0x30 + (third % 10));
  }
  const all = new Uint8Array(bytes);
  const expected = new TextEncoder().encode(new TextDecoder("gb18030").decode(all));
  const transcoder = new Gb18030Transcoder();
  const found: number[] = [];
  for (let from = 0; from < all.length; from += 997) {
    for (const byte of transcoder.push(all.subarray(from, from + 997), from + 997 >= all.length)) found.push(byte);
  }
  expect(new Uint8Array(found)).toEqual(expected);
});

test("bytes that are no characters do not stop the reading of those that are", () => {
  const broken = new Uint8Array([0x41, 0xff, 0x42, 0xb0, 0x0a, 0x43, 0xb0]);
  const decodedText = new TextDecoder().decode(new Gb18030Transcoder().push(broken, true));
  expect(decodedText.replaceAll("\uFFFD", "")).toBe("AB\nC");
});

test("a file that is ASCII for long and GB18030 at its end is GB18030", async () => {
  const ascii = utf8("order,note\n" + "1234567890,nothing to say\n".repeat(40_000));
  const bytes = new Uint8Array([...ascii, ...gb18030("99,中文备注\n")]);
  expect((await openSource(file(bytes))).encoding).toBe("gb18030");
});

test("a character cut at a window's edge is no mistake; a wrong byte is one", () => {
  const bytes = utf8("中文");
  for (let from = 0; from < 3; from++)
    for (let to = 4; to <= 6; to++) expect(isUtf8Window(bytes.subarray(from, to))).toBe(true);
  expect(isUtf8Window(gb18030("中文字"))).toBe(false);
});

test.each([
  ["ingest.empty", new Uint8Array(0)],
  ["ingest.empty", utf8(" \r\n\r\n")],
  ["ingest.spreadsheet", utf8("PK\u0003\u0004....[Content_Types].xml....xl/workbook.xml")],
  ["ingest.spreadsheet", new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1])],
  ["ingest.spreadsheet", utf8("<html><table><tr><td>1</td></tr></table></html>")],
  ["ingest.archive", utf8("PK\u0003\u0004....orders.csv")],
  ["ingest.archive", new Uint8Array([0x1f, 0x8b, 8, 0])],
  ["ingest.not_text", new Uint8Array([1, 0, 0, 2, 3, 0, 0, 9, 0, 0, 7, 7])]
])("what is no text is refused: %s", async (code, bytes) => {
  const error = await openSource(file(bytes)).catch((reason: unknown) => reason);
  AppError.assert(error, {code});
});

test("the same name and text are the same source, another text is another", async () => {
  const openText = (text: string) => openSource(new File([text], "orders.csv"));
  const [first, second] = await Promise.all([openText("a,b\n1,2\n"), openText("a,b\n1,2\n")]);
  expect(first).toMatchObject({encoding: "utf-8", head: "a,b\n1,2\n"});
  expect(first.id).toBe(second.id);
  expect((await openText("a,b\n1,3\n")).id).not.toBe(first.id);
  expect(first.id).toMatch(/^\w+$/);
});
