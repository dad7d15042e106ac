import {describe, expect, test} from "vitest";
import {BlobWriter, TextReader, Uint8ArrayReader, ZipWriter} from "@zip.js/zip.js/lib/zip-core-native.js";
import {AppError} from "../../src/base/errors";
import type {Unpacked} from "../../src/ingest/container";
import {unpackFile} from "../../src/ingest/unpack";

const header = "订单编号,买家会员名,总金额,买家实际支付金额,订单状态,订单创建时间,订单付款时间,退款金额";
const csv = `${header}\n3515313147329357,木棉,20.00,20.00,交易成功,2026-01-01 10:00:00,2026-01-01 10:01:00,0.00\n`;

/** Unpacks with the answers that a person would give, one after another. */
function unpack(bytes: BlobPart, name: string, ...passwords: (string | null)[]): Promise<Unpacked> {
  return unpackFile(new File([bytes], name), {
    askPassword: () => {
      const next = passwords.shift();
      if (next === undefined) throw new Error("asked once too often");
      return Promise.resolve(next);
    }
  });
}

const said = ({texts, unread}: Unpacked) => ({
  texts: texts.map(({file}) => file.name),
  unread: unread.map(({name, error}) => [name, error.code])
});

async function refusal(work: Promise<Unpacked>): Promise<string> {
  try {
    return `read ${(await work).texts.map(({file}) => file.name).join()}`;
  } catch (error) {
    AppError.assert(error);
    return error.code;
  }
}

async function zipOf(
  files: Readonly<Record<string, string | Uint8Array | Blob>>,
  options: {password?: string; zipCrypto?: boolean} = {}
): Promise<Blob> {
  const zip = new ZipWriter(new BlobWriter(), options);
  for (const [name, content] of Object.entries(files)) {
    const bytes = content instanceof Blob ? new Uint8Array(await content.arrayBuffer()) : content;
    await zip.add(name, typeof bytes === "string" ? new TextReader(bytes) : new Uint8ArrayReader(bytes));
  }
  return zip.close();
}

describe("a zip archive", () => {
  test("gives every file in it, one within another among them", async () => {
    const inner = await zipOf({"b.csv": csv});
    const unpacked = await unpack(await zipOf({"a.csv": csv, "七月/c.csv": csv, "inner.zip": inner}), "六月.zip");
    expect(said(unpacked)).toEqual({
      texts: ["六月.zip › a.csv", "六月.zip › 七月/c.csv", "六月.zip › inner.zip › b.csv"],
      unread: []
    });
    for (const {file} of unpacked.texts) expect(await file.text()).toBe(csv);
    expect(unpacked.texts[0]!.origin).toEqual({path: ["六月.zip", "a.csv"], isSheet: false, notes: []});
  });

  test.each([
    ["ZipCrypto", true],
    ["AES", false]
  ])("locked by %s opens with its password, and asks again after a wrong one", async (_, zipCrypto) => {
    const locked = await zipOf({"a.csv": csv, "b.csv": csv}, {password: "1234", zipCrypto});
    const unpacked = await unpack(locked, "locked.zip", "4321", "1234");
    expect(said(unpacked)).toEqual({texts: ["locked.zip › a.csv", "locked.zip › b.csv"], unread: []});
    expect(await unpacked.texts[1]!.file.text()).toBe(csv);
    expect(await refusal(unpack(locked, "locked.zip", "4321", null))).toBe("ingest.password_missing");
  });
});
