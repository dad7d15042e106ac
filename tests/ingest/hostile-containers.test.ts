import {describe, expect, test} from "vitest";
import {CFB} from "@e965/xlsx";
import {AppError} from "../../src/base/errors";
import {CsvWriter} from "../../src/ingest/spreadsheets/cells";
import {Budget, type Unpacked} from "../../src/ingest/container";
import {isWrapped} from "../../src/ingest/archive/refused";
import {shownName} from "../../src/ingest/shown-name";
import {unpackFile} from "../../src/ingest/archive/unpack";
import {
  escaped,
  gridOf,
  gzipOf,
  handmade,
  htmlTable,
  plainZip,
  sheetOf,
  textRows,
  workbookOf,
  zipOf
} from "../support/containers";
import {report, sixOrders} from "../support/orders";

const csv = report(sixOrders("35"));
const grid = gridOf(sixOrders("35"));
const utf8 = (text: string) => new TextEncoder().encode(text);
const mebibyte = 1024 ** 2;

const unpack = (content: BlobPart, name = "hostile"): Promise<Unpacked> =>
  unpackFile(new File([content], name), {askPassword: () => Promise.resolve(null)});

/** The code with which a file is refused, or what came out of it. */
async function refusal(content: BlobPart, name?: string): Promise<string> {
  try {
    const {texts, unread} = await unpack(content, name);
    return unread[0]?.error.code ?? `read ${texts.map(({file}) => file.name).join()}`;
  } catch (error) {
    AppError.assert(error);
    return error.code;
  }
}

const bytesOf = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer());

describe("an archive that is made to fill the memory is stopped", () => {
  test("a file of nothing but zeros", async () => {
    const zeros = new Uint8Array(17 * mebibyte);
    expect(await refusal(await zipOf({"a.csv": zeros}, {level: 9}))).toBe("ingest.bomb");
    expect(await refusal(await gzipOf("\0".repeat(17 * mebibyte)))).toBe("ingest.bomb");
  });

  test("a thousand files and one more", async () => {
    const names = Array.from({length: 1001}, (_, index) => [`${index}.csv`, ""]);
    expect(await refusal(await zipOf(Object.fromEntries(names) as Record<string, string>))).toBe(
      "ingest.too_many_entries"
    );
  });

  test("an archive within an archive within an archive", async () => {
    const first = await bytesOf(await zipOf({"a.csv": csv}));
    const second = await bytesOf(await zipOf({"1.zip": first}));
    expect(await refusal(await zipOf({"2.zip": second}))).toBe("ingest.nested_too_deep");
  });

  test("files that lie over each other", async () => {
    const zip = plainZip([
      [utf8("a.csv"), utf8(csv)],
      [utf8("b.csv"), utf8(csv)]
    ]);
    const view = new DataView(zip.buffer);
    // the second entry of the directory is made to point at the first file
    const directory = view.getUint32(zip.length - 6, true);
    view.setUint32(directory + 46 + 5 + 42, 0, true);
    expect(await refusal(zip)).toBe("ingest.damaged");
  });

  test("a workbook whose sheet is one blank cell over and over", async () => {
    const rows = `<row>${"<c/>".repeat(50)}</row>`.repeat(120_000);
    expect(await refusal(await handmade({sheets: {Sheet1: `<sheetData>${rows}</sheetData>`}}))).toBe("ingest.bomb");
  });

  test("one long text in every cell of a workbook is counted as often as it stands there", async () => {
    const counted: number[] = [];
    const csv = new CsvWriter(2, (bytes) => counted.push(bytes));
    for (let row = 1; row <= 100; row++) csv.add(row, ["长".repeat(10_000), "b"]);
    const {size} = csv.toBlob();
    expect(size).toBe(100 * (3 * 10_000 + 3));
    expect(counted.reduce((sum, bytes) => sum + bytes, 0)).toBe(size);
    expect(() => new Budget(1000).take(1001)).toThrow("ingest.too_large_inside");
  });
});

describe("names that lead elsewhere lead nowhere", () => {
  test.each([
    ["../../etc/passwd.csv", "etc/passwd.csv"],
    ["/root/a.csv", "root/a.csv"],
    ["C:\\Windows\\a.csv", "Windows/a.csv"],
    ["a\u202Evsc.exe.csv", "avsc.exe.csv"],
    ["a\u0000\nb.csv", "ab.csv"],
    ["..", "?"],
    ["<img src=x onerror=alert(1)>.csv", "<img src=x onerror=alert(1)>.csv"]
  ])("%j is shown as %j", (path, shown) => {
    expect(shownName(path)).toBe(shown);
  });

  test("in an archive they are names to be shown, and the files are read", async () => {
    const zip = plainZip([
      [utf8("../../a.csv"), utf8(csv)],
      [utf8("__proto__"), utf8(csv)]
    ]);
    const {texts} = await unpack(zip, "a.zip");
    expect(texts.map(({file}) => file.name)).toEqual(["a.zip › a.csv", "a.zip › __proto__"]);
  });
});

describe("a workbook is data and nothing else", () => {
  test("entities are never defined, files never fetched", async () => {
    const sheet = `<sheetData>${textRows(grid)}</sheetData>`;
    const attack =
      '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>';
    const more = {"xl/styles.xml": `${attack}<styleSheet><cellXfs/></styleSheet>`};
    expect(await refusal(await handmade({sheets: {Sheet1: sheet}, more}))).toBe("ingest.damaged");
    const ods = {"content.xml": `${attack}<office:document-content/>`, "META-INF/manifest.xml": "<x/>", mimetype: "x"};
    expect(await refusal(await zipOf(ods))).toMatch(/^ingest\.(damaged|no_table)$/);
  });

  test("an undefined entity stays as it is written", async () => {
    const rows =
      textRows([["a", "b"]]) + '<row r="2"><c t="inlineStr"><is><t>&f;&constructor;</t></is></c><c><v>1</v></c></row>';
    const {texts} = await unpack(await handmade({sheets: {Sheet1: `<sheetData>${rows}</sheetData>`}}));
    expect(await texts[0]!.file.text()).toBe("a,b\n&f;&constructor;,1\n");
  });

  test("links to other workbooks are not followed: what the cell said last is what it says", async () => {
    const rows =
      textRows([["a", "b"]]) +
      "<row r=\"2\"><c><f>'http://evil.example/[x.xlsx]S'!A1</f><v>7</v></c><c><v>1</v></c></row>";
    const more = {"xl/externalLinks/externalLink1.xml": "<externalLink/>"};
    const {texts} = await unpack(await handmade({sheets: {Sheet1: `<sheetData>${rows}</sheetData>`}, more}));
    expect(await texts[0]!.file.text()).toBe("a,b\n7,1\n");
  });

  test.each(["__proto__", "constructor", "toString", "<img src=x onerror=1>"])(
    "a sheet called %s is a sheet",
    async (name) => {
      const sheets = {[escaped(name)]: `<sheetData>${textRows(grid)}</sheetData>`};
      const {texts} = await unpack(await handmade({sheets: Object.assign(Object.create(null), sheets)}));
      expect(texts.map(({origin}) => origin!.path[1])).toEqual([name]);
      const old = workbookOf({[name.replaceAll("<", "(")]: sheetOf(grid)}, "biff8");
      expect((await unpack(old)).texts).toHaveLength(1);
    }
  );

  test("formulas that were typed as texts are texts, to the letter", async () => {
    const attack = ['=HYPERLINK("http://evil.example","x")', "+1+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0"];
    const {texts} = await unpack(
      await handmade({
        sheets: {Sheet1: `<sheetData>${textRows([["a", "b"], ...attack.map((cell) => [cell, "x"])])}</sheetData>`}
      })
    );
    const lines = (await texts[0]!.file.text()).trimEnd().split("\n").slice(1);
    expect(
      lines.map((line) =>
        line
          .replace(/,x$/, "")
          .replace(/^"(.*)"$/, "$1")
          .replaceAll('""', '"')
      )
    ).toEqual(attack);
  });

  test("HTML in a table is text, and scripts beside it are nothing", async () => {
    const html = `<html><script>alert(1)</script><table><tr><td>a</td><td>b</td></tr><tr><td>&lt;script&gt;alert(2)&lt;/script&gt;</td><td onclick="alert(3)">x</td></tr></table></html>`;
    const {texts} = await unpack(html, "a.xls");
    expect(await texts[0]!.file.text()).toBe("a,b\n<script>alert(2)</script>,x\n");
  });

  test("rows out of order, merges over everything and columns beyond the last do no harm", async () => {
    const rows =
      '<row r="5"><c r="A5"><v>1</v></c><c r="B5"><v>2</v></c></row><row r="2"><c r="ZZZZZ2"><v>9</v></c><c r="A2"><v>3</v></c><c r="B2"><v>4</v></c></row><row r="99999999"><c><v>5</v></c><c><v>6</v></c></row>';
    const merge = '<mergeCells><mergeCell ref="A1:XFD1048576"/><mergeCell ref="nonsense"/></mergeCells>';
    const {texts} = await unpack(await handmade({sheets: {Sheet1: `<sheetData>${rows}</sheetData>${merge}`}}));
    expect(await texts[0]!.file.text()).toBe("\n\n\n\n1,2\n3,4\n5,6\n");
  });

  test.each([
    ["sheets without end tags", "<sheetData><row><c><v>1"],
    ["tags without end", `<sheetData><row ${"x".repeat(1000)}`],
    ["attributes without quotes", "<sheetData><row r=1><c r=A1 t=n><v>1</v></c></row></sheetData>"],
    ["nothing at all", ""]
  ])("%s come to a message", async (_, sheet) => {
    expect(await refusal(await handmade({sheets: {Sheet1: sheet}}))).toBe("ingest.no_table");
  });
});

describe("what cannot be read says what it is", () => {
  const ascii = (text: string) => utf8(text) as BlobPart;
  const locked = (): Uint8Array<ArrayBuffer> => {
    const file = CFB.utils.cfb_new();
    CFB.utils.cfb_add(file, "/EncryptionInfo", new Uint8Array(64));
    CFB.utils.cfb_add(file, "/EncryptedPackage", new Uint8Array(64));
    return new Uint8Array(CFB.write(file, {type: "array"}) as ArrayBuffer);
  };
  const letter = (): Uint8Array<ArrayBuffer> => {
    const file = CFB.utils.cfb_new();
    CFB.utils.cfb_add(file, "/WordDocument", new Uint8Array(64));
    return new Uint8Array(CFB.write(file, {type: "array"}) as ArrayBuffer);
  };
  const sevenZip = new Uint8Array([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0, 4]);
  const files: Readonly<Record<string, readonly [string, BlobPart | (() => Promise<BlobPart>)]>> = {
    "an empty file": ["ingest.empty", ""],
    "a 7z archive": ["ingest.archive", sevenZip],
    "a rar archive": ["ingest.archive", ascii("Rar!\x1a\x07\x00")],
    "a tar within gzip": ["ingest.archive", async () => (await gzipOf(`${"a".repeat(257)}ustar\0`)) as BlobPart],
    "a PDF": ["ingest.pdf", ascii("%PDF-1.7")],
    "a photograph": ["ingest.picture", new Uint8Array([0xff, 0xd8, 0xff, 0xe0])],
    "a screenshot": ["ingest.picture", new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10])],
    "a Numbers document": [
      "ingest.numbers",
      () => zipOf({"Index/Document.iwa": "x", "Metadata/Properties.plist": "x"})
    ],
    "a Word document": [
      "ingest.document",
      () => zipOf({"[Content_Types].xml": "<Types/>", "word/document.xml": "<x/>"})
    ],
    "an old Word document": ["ingest.document", letter()],
    "a locked workbook": ["ingest.workbook_locked", locked()],
    "half a workbook": ["ingest.damaged", workbookOf({A: sheetOf(grid)}, "xlsx").slice(0, 3000)],
    "half an old workbook": ["ingest.damaged", workbookOf({A: sheetOf(grid)}, "biff8").slice(0, 1500)],
    "half a gzip": ["ingest.damaged", async () => (await gzipOf(csv)).slice(0, 200)],
    "half a Parquet file": ["ingest.damaged", ascii("PAR1....")],
    "HTML without a table": ["ingest.no_table", ascii("<html><p>Please log in.</p></html>")],
    "a page of an old workbook's beginning": [
      "ingest.damaged",
      new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])
    ]
  };
  test.each(Object.keys(files))("%s", async (name) => {
    const [code, content] = files[name]!;
    expect(await refusal(typeof content === "function" ? await content() : content)).toBe(code);
  });

  test("and all of these, but no text, go to where they are looked into", async () => {
    for (const [code, content] of Object.values(files)) {
      const blob = new Blob([typeof content === "function" ? await content() : content]);
      const head = new Uint8Array(await blob.slice(0, 4096).arrayBuffer());
      expect([code, isWrapped(head)]).toEqual([code, blob.size > 0]);
    }
    for (const text of [csv, "PK", "a<b,c\n1,2", "\uFEFF订单编号", htmlTable(grid, "utf-8").slice(0, 3)])
      expect([text, isWrapped(utf8(text))]).toEqual([text, text === "PK"]);
  });
});

describe("a table that says it is without end", () => {
  const odsOf = (table: string) =>
    zipOf({
      mimetype: "application/vnd.oasis.opendocument.spreadsheet",
      "META-INF/manifest.xml": "<manifest/>",
      "styles.xml": "<office:document-styles/>",
      "content.xml": `<office:document-content><office:body><office:spreadsheet><table:table table:name="S">${table}</table:table></office:spreadsheet></office:body></office:document-content>`
    });
  const cell = (text: string, more = "") =>
    `<table:table-cell office:value-type="string"${more}><text:p>${text}</text:p></table:table-cell>`;

  test("in OpenDocument, by blank rows and columns behind it", async () => {
    const rows = [
      `<table:table-row>${cell("a")}${cell("b")}<table:table-cell table:number-columns-repeated="16382"/></table:table-row>`,
      `<table:table-row>${cell("1")}${cell("2")}</table:table-row>`,
      '<table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    ];
    const {texts} = await unpack(await odsOf(rows.join("")));
    expect(await texts[0]!.file.text()).toBe("a,b\n1,2\n");
  });

  test("in OpenDocument, by one cell that is to stand everywhere", async () => {
    const everywhere = `<table:table-row table:number-rows-repeated="1048576">${cell("x", ' table:number-columns-repeated="16384"')}</table:table-row>`;
    expect(await refusal(await odsOf(everywhere))).toBe("ingest.bomb");
  });

  test("in HTML, by a cell over four thousand million columns", async () => {
    const html =
      '<table><tr><td>a</td><td>b</td></tr><tr><td>1</td><td>2</td><td colspan="4000000000" rowspan="4000000000">3</td><td>4</td></tr></table>';
    const {texts} = await unpack(html, "a.xls");
    expect(await texts[0]!.file.text()).toBe("a,b,\n1,2,3\n");
  });

  test("in XML, by rows far below", async () => {
    const row = (index: number, text: string) =>
      `<Row ss:Index="${index}"><Cell><Data ss:Type="String">${text}</Data></Cell><Cell><Data ss:Type="String">b</Data></Cell></Row>`;
    const xml = `<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="S"><Table>${row(1, "a")}${row(2_000_000_000, "c")}</Table></Worksheet></Workbook>`;
    const {texts} = await unpack(xml, "a.xls");
    expect(await texts[0]!.file.text()).toBe("a,b\n");
  });
});
