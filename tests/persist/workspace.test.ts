import {createCipheriv, pbkdf2Sync} from "node:crypto";
import {crc32, deflateRawSync} from "node:zlib";
import {describe, expect, test} from "vitest";
import {AppError} from "../../src/base/errors";
import {fingerprintOf, toBlob} from "../../src/persist/blocks";
import {decrypt, encrypting} from "../../src/persist/browser/crypto";
import {
  describeWorkspace,
  exportWorkspace,
  readWorkspace,
  workspaceFileName,
  type WorkspaceContents,
  type WorkspaceFile,
  type WorkspaceParts
} from "../../src/persist/workspace";

const now = new Date("2026-11-22T08:00:00Z");
const appVersion = "0.2.0";

function file(id: string, name: string, content: BlobPart): WorkspaceFile {
  const blob = new Blob([content]);
  const meta = {mapping: {columns: {amount: "金额"}}};
  return {id, name, size: blob.size, lastModified: 1_700_000_000_000, meta, open: async () => blob};
}

const notebook = (id: string, text: string, ...earlier: string[]) => ({
  id,
  title: `title of ${id}`,
  text,
  meta: {changedAt: 12},
  versions: earlier.map((text, index) => ({text, savedAt: index}))
});

const parts: WorkspaceParts = {
  notebooks: [notebook("a", "# 沉默客户\r\n\uFEFFtext", "first", "second"), notebook("b", "\uFEFF# with a mark")],
  files: [file("f1", "订单/2026:11.csv", "order_id,amount\n1,2\n"), file("f2", "../../etc/passwd", "x")],
  settings: {mappings: [["sig", {grain: "order"}]], locale: "zh-Hans"}
};

const none: WorkspaceParts = {notebooks: [], files: [], settings: {}};
const bytesOf = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer());

async function plain({notebooks, files, settings}: WorkspaceContents | WorkspaceParts): Promise<unknown> {
  const read = async ({id, name, size, lastModified, meta, open}: WorkspaceFile) => {
    return {id, name, size, lastModified, meta, content: await (await open()).text()};
  };
  return {notebooks, settings, files: await Promise.all(files.map(read))};
}

async function problem(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "no error",
    (error: unknown) => (error instanceof AppError ? error.code : `not an AppError: ${String(error)}`)
  );
}

describe("a workspace", () => {
  test.each([["open"], ["behind a passphrase"]])("comes back as it left, %s", async (how) => {
    const passphrase = how === "open" ? undefined : "五个 词 of a pass phrase";
    const packed = await exportWorkspace(parts, {appVersion, now, passphrase});
    const contents = await readWorkspace(packed, {passphrase});
    expect(await plain(contents)).toEqual(await plain(parts));
    expect([contents.createdAt, contents.appVersion]).toEqual([now, appVersion]);
  });

  test("may hold nothing, no version, an empty file, or one longer than a block", async () => {
    expect(await plain(await readWorkspace(await exportWorkspace(none, {appVersion})))).toEqual(await plain(none));
    const noise = new Uint8Array(5 * 1024 ** 2);
    for (let at = 0; at < noise.length; at += 65536) crypto.getRandomValues(noise.subarray(at, at + 65536));
    const odd = {
      ...none,
      files: [file("a", "empty.csv", ""), file("b", "long.csv", noise), file("c", "a\u0000b", "x")]
    };
    const contents = await readWorkspace(await exportWorkspace(odd, {appVersion, passphrase: "p"}), {passphrase: "p"});
    expect(contents.files.map(({name, size}) => [name, size])).toEqual([
      ["empty.csv", 0],
      ["long.csv", 5 * 1024 ** 2],
      ["a\u0000b", 1]
    ]);
    expect(Buffer.from(await bytesOf(await contents.files[1]!.open())).equals(noise)).toBe(true);
  });

  test("that repeats one line for ever is no bomb to its own reader", async () => {
    const same = {...none, files: [file("a", "same.csv", "1,2,3,4,5,6,7\n".repeat(1_500_000))]};
    const contents = await readWorkspace(await exportWorkspace(same, {appVersion}));
    expect(await fingerprintOf(await contents.files[0]!.open())).toBe(await fingerprintOf(await same.files[0]!.open()));
  });

  test("says what would leave, and that it is customers' data", () => {
    expect(describeWorkspace(parts)).toEqual({
      notebooks: 2,
      versions: 2,
      files: [
        {name: "订单/2026:11.csv", size: 20},
        {name: "../../etc/passwd", size: 1}
      ],
      fileBytes: 21,
      facts: 0,
      hasCustomerData: true
    });
    expect(describeWorkspace(none).hasCustomerData).toBe(false);
    const event = {name: "店庆", from: "2026-06-18", to: "2026-06-20", kind: "promotion"};
    const own = {benchmarks: [], events: [event], people: [], gaps: [], leftOut: [], hasCalendar: true};
    expect(describeWorkspace({...none, settings: {own}})).toMatchObject({facts: 1, hasCustomerData: false});
    const people = [{customer: "王一", tag: "老友", birthday: ""}];
    expect(describeWorkspace({...none, settings: {own: {...own, people}}})).toMatchObject({
      facts: 2,
      hasCustomerData: true
    });
    expect(workspaceFileName(new Date(2026, 0, 5))).toBe("huitou-2026-01-05.huitou");
  });

  test("says how far it is, to the end", async () => {
    const shares: number[] = [];
    await exportWorkspace(parts, {appVersion, onProgress: (share) => shares.push(share)});
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  test("is not written when the person stops it, or when a file cannot be read", async () => {
    const abort = new AbortController();
    const stopping = {...parts, files: [{...parts.files[0]!, open: async () => (abort.abort(), new Blob(["a"]))}]};
    await expect(exportWorkspace(stopping, {appVersion, signal: abort.signal})).rejects.toThrow(/abort/i);
    const open = () => Promise.reject(new AppError("persist.lost", {name: "a"}));
    const lost = {...parts, files: [{...parts.files[0]!, open}]};
    for (const passphrase of [undefined, "p"]) {
      expect(await problem(exportWorkspace(lost, {appVersion, passphrase}))).toBe("persist.lost");
    }
  });

  test("asks for its passphrase, and tells a wrong one", async () => {
    const packed = await exportWorkspace(parts, {appVersion, passphrase: "right"});
    expect(await problem(readWorkspace(packed))).toBe("workspace.passphrase_needed");
    expect(await problem(readWorkspace(packed, {passphrase: "wrong"}))).toBe("workspace.passphrase_wrong");
    expect(await problem(readWorkspace(packed, {passphrase: ""}))).toBe("workspace.passphrase_wrong");
    // é typed as one character, or as a letter and its accent
    const accented = await exportWorkspace(none, {appVersion, passphrase: "caf\u00e9"});
    expect(await problem(readWorkspace(accented, {passphrase: "cafe\u0301"}))).toBe("no error");
  });

  test("shows nothing of its contents behind a passphrase", async () => {
    const packed = Buffer.from(await bytesOf(await exportWorkspace(parts, {appVersion, passphrase: "p"})));
    for (const word of ["PK", "manifest", "沉默", "order_id"])
      expect(packed.subarray(57).indexOf(word + "\u0003")).toBe(-1);
    const again = Buffer.from(await bytesOf(await exportWorkspace(parts, {appVersion, passphrase: "p"})));
    expect(again.subarray(9, 41).equals(packed.subarray(9, 41))).toBe(false);
  });

  test.each([
    ["text", "hello"],
    ["nothing", ""],
    ["a picture", "\u0089PNG\r\n"]
  ])("is not what any file is: %s", async (_, content) => {
    expect(await problem(readWorkspace(new Blob([content])))).toBe("workspace.not_one");
  });

  test("that was cut off, or changed in any byte that counts, is refused", async () => {
    const packed = await bytesOf(await exportWorkspace(parts, {appVersion, now}));
    for (let length = 4; length < packed.length; length += 97) {
      const outcome = await opened(new Blob([packed.subarray(0, length)]));
      expect(outcome).toMatch(/^workspace\.(damaged|not_one)$/);
    }
    const whole = await opened(new Blob([packed]));
    expect(JSON.parse(whole)).toEqual(await plain(parts));
    for (let at = 0; at < packed.length; at += 7) {
      const changed = packed.slice();
      changed[at]! ^= 0x10;
      // dates and the like do not count: what is read is then what was written
      expect([whole, "workspace.damaged", "workspace.not_one", "workspace.too_large"]).toContain(
        await opened(new Blob([changed]))
      );
    }
  });

  const opened = async (packed: Blob) => {
    try {
      return JSON.stringify(await plain(await readWorkspace(packed)));
    } catch (error) {
      AppError.assert(error);
      return error.code;
    }
  };
});

/** A container as crypto.ts describes it, made with other means; key and nonces fixed, chunks of 1024. */
function container(
  passphrase: string,
  chunks: readonly {text: Buffer; index?: number; kind?: number}[],
  iterations = 600_000
) {
  const header = Buffer.alloc(41);
  header.write("HUITOUWS");
  header[8] = 1;
  header.fill(0xab, 9, 25);
  header.writeUInt32BE(iterations, 25);
  header.writeUInt32BE(1024, 29);
  header.fill(0xcd, 33, 41);
  const key = pbkdf2Sync(passphrase, header.subarray(9, 25), iterations, 32, "sha256");
  const close = (text: Buffer, index: number, kind: number) => {
    const nonce = Buffer.concat([header.subarray(33, 41), Buffer.alloc(4)]);
    nonce.writeUInt32BE(index, 8);
    const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.concat([header, Buffer.from([kind])]));
    return Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
  };
  const closed = chunks.map(({text, index, kind}, at) =>
    close(text, index ?? at, kind ?? (at === chunks.length - 1 ? 1 : 0))
  );
  return {header, check: close(Buffer.alloc(0), 0xffffffff, 2), closed};
}

const blobOf = (...parts: Buffer[]) => new Blob(parts.map((part) => new Uint8Array(part)));

describe("the container", () => {
  const text = Buffer.from(Array.from({length: 2500}, (_, index) => index % 251));
  const pieces = [text.subarray(0, 1024), text.subarray(1024, 2048), text.subarray(2048)].map((text) => ({text}));
  const {header, check, closed} = container("vector", pieces);
  const [first, second, third] = closed as [Buffer, Buffer, Buffer];
  const read = async (blob: Blob) => bytesOf(await decrypt(blob, "vector"));

  test("is read as written by other means", async () => {
    expect(Buffer.from(await read(blobOf(header, check, first, second, third))).equals(text)).toBe(true);
  });

  test("of nothing holds one empty chunk", async () => {
    const empty = container("vector", [{text: Buffer.alloc(0)}]);
    expect(await read(blobOf(empty.header, empty.check, ...empty.closed))).toHaveLength(0);
    expect(await problem(read(blobOf(empty.header, empty.check)))).toBe("workspace.damaged");
    const stream = new Blob([]).stream().pipeThrough(await encrypting("p"));
    expect((await toBlob(stream)).size).toBe(41 + 16 + 16);
  });

  test("may end exactly where a chunk does", async () => {
    const exact = container("vector", pieces.slice(0, 2));
    expect((await read(blobOf(exact.header, exact.check, ...exact.closed))).length).toBe(2048);
    const size = 2 * 1024 ** 2;
    const written = await toBlob(new Blob([new Uint8Array(size)]).stream().pipeThrough(await encrypting("p")));
    expect(written.size).toBe(41 + 16 + size + 2 * 16);
    expect((await decrypt(written, "p")).size).toBe(size);
  });

  test.each<[string, Buffer[]]>([
    ["cut off within a chunk", [first, second, third.subarray(0, -1)]],
    ["cut off between chunks", [first, second]],
    ["cut off before the first", []],
    ["with two chunks in the other order", [second, first, third]],
    ["without one of its chunks", [first, third]],
    ["with one chunk twice", [first, first, second, third]],
    ["with something after its end", [first, second, third, Buffer.from([0])]],
    ["with its last chunk alone", [third]]
  ])("%s is refused", async (_, chunks) => {
    expect(await problem(read(blobOf(header, check, ...chunks)))).toBe("workspace.damaged");
  });

  test("with a chunk of another container under the same passphrase is refused", async () => {
    const other = container("vector", pieces, 700_000);
    expect(await problem(read(blobOf(header, check, first, other.closed[1]!, third)))).toBe("workspace.damaged");
  });

  test("with any bit of a chunk changed is refused", async () => {
    const whole = Buffer.concat([header, check, first, second, third]);
    for (const at of [57, 57 + 1023, 57 + 1039, 57 + 1040, 57 + 2080, whole.length - 17, whole.length - 1]) {
      const changed = Buffer.from(whole);
      changed[at]! ^= 1;
      expect(await problem(read(blobOf(changed)))).toBe("workspace.damaged");
    }
  });

  test("with its head changed is refused, as damaged or as another key", async () => {
    for (let at = 8; at < 57; at += 3) {
      const changed = Buffer.concat([header, check, first, second, third]);
      changed[at]! ^= 1;
      const expected = at === 8 ? /no error|too_new|damaged|wrong/ : /workspace\.(damaged|passphrase_wrong)/;
      expect(await problem(read(blobOf(changed)))).toMatch(expected);
    }
  });

  test("of a later version, or one that asks for endless work, is not tried", async () => {
    const later = Buffer.from(header);
    later[8] = 2;
    expect(await problem(read(blobOf(later, check, first, second, third)))).toBe("workspace.too_new");
    const slow = Buffer.from(header);
    slow.writeUInt32BE(0xffffffff, 25);
    expect(await problem(read(blobOf(slow, check)))).toBe("workspace.damaged");
    const huge = Buffer.from(header);
    huge.writeUInt32BE(0xffffffff, 29);
    expect(await problem(read(blobOf(huge, check)))).toBe("workspace.damaged");
  });
});

interface Entry {
  path: string;
  content: Buffer;
  /** what the archive says of its size, where it lies */
  size?: number;
}

/** A zip archive made by hand, so that it can lie. */
function zip(entries: readonly Entry[]): Blob {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const {path, content, size = content.length} of entries) {
    const name = Buffer.from(path);
    const packed = deflateRawSync(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x800, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(size, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from("PK\u0003\u0004"), common, name, packed]);
    const central = Buffer.concat([
      Buffer.from("PK\u0001\u0002"),
      Buffer.from([20, 0]),
      common,
      Buffer.alloc(14),
      name
    ]);
    central.writeUInt32LE(offset, 42);
    locals.push(local);
    centrals.push(central);
    offset += local.length;
  }
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(Buffer.concat(centrals).length, 12);
  end.writeUInt32LE(offset, 16);
  return blobOf(...locals, ...centrals, end);
}

describe("an archive made by somebody else", () => {
  const manifest = (changes: object = {}): Entry => ({
    path: "manifest.json",
    content: Buffer.from(
      JSON.stringify({
        app: "huitou",
        format: 1,
        appVersion,
        createdAt: now.toISOString(),
        notebooks: [],
        files: [],
        settings: {},
        entries: [],
        ...changes
      })
    )
  });
  const read = (...entries: Entry[]) => problem(readWorkspace(zip(entries)));

  test("is read where it is one of ours", async () => expect(await read(manifest())).toBe("no error"));

  test.each<[string, Entry]>([
    ["of another program", manifest({app: "other"})],
    ["without a manifest", {path: "a.txt", content: Buffer.from("a")}]
  ])("%s is not one of ours", async (_, entry) => expect(await read(entry)).toBe("workspace.not_one"));

  test.each([
    ["a later format", {format: 2}, "workspace.too_new"],
    ["no list of entries", {entries: undefined}, "workspace.damaged"],
    ["an entry that is not there", {entries: [{path: "files/x", size: 1, fingerprint: ""}]}, "workspace.damaged"],
    ["a notebook that is not listed", {notebooks: [{id: "a", title: "", path: "notebooks/1.md"}]}, "workspace.damaged"],
    ["a time that is none", {createdAt: "yesterday"}, "workspace.damaged"]
  ])("with %s is refused", async (_, changes, expected) => expect(await read(manifest(changes))).toBe(expected));

  test.each(["../up.md", "/absolute.md", "a/../../b", "a\\b", "C:\\a", "a//b", "./a", "a\u0000b", "", "folder/"])(
    "with an entry named %j is refused",
    async (path) => {
      expect(await read(manifest(), {path, content: Buffer.from("a")})).toMatch(/workspace\.damaged/);
    }
  );

  test("with what the manifest does not list, or one name twice, is refused", async () => {
    expect(await read(manifest(), {path: "a.exe", content: Buffer.from("a")})).toBe("workspace.damaged");
    expect(await read(manifest(), manifest())).toBe("workspace.damaged");
  });

  test("with another text than was packed is refused", async () => {
    const content = Buffer.from("text");
    const entry = {path: "notebooks/1.md", size: 4, fingerprint: await fingerprintOf(new Blob(["tExt"]))};
    const changed = manifest({entries: [entry], notebooks: [{id: "a", title: "", path: entry.path}]});
    expect(await read(changed, {path: entry.path, content})).toBe("workspace.damaged");
  });

  test("that unpacks to far too much is refused before it is unpacked", async () => {
    const zeros = Buffer.alloc(17 * 1024 ** 2);
    expect(await read(manifest(), {path: "files/zeros", content: zeros})).toBe("workspace.too_large");
    const claimed = {path: "files/a", content: Buffer.from("a"), size: 0xfffffffe};
    expect(await read(manifest(), claimed)).toBe("workspace.too_large");
    const many = Array.from({length: 2000}, (_, index) => ({path: `f${index}`, content: Buffer.alloc(0)}));
    expect(await read(manifest(), ...many)).toBe("workspace.too_large");
  });

  test("that lies about a size is found out while it is unpacked", async () => {
    const content = Buffer.alloc(1024 ** 2);
    const entry = {path: "files/a", size: 10, fingerprint: ""};
    const file = {id: "a", name: "a", size: 10, lastModified: 0, path: entry.path};
    const contents = readWorkspace(
      zip([manifest({entries: [entry], files: [file]}), {path: "files/a", content, size: 10}])
    );
    expect(await problem(contents.then(({files}) => files[0]!.open()))).toBe("workspace.damaged");
  });

  test("with names of the language's own objects does no harm", async () => {
    const settings = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}') as object;
    const text = JSON.stringify({...(JSON.parse(manifest().content.toString()) as object)}).replace(
      '"settings":{}',
      `"settings":${JSON.stringify(settings)}`
    );
    await readWorkspace(zip([{path: "manifest.json", content: Buffer.from(text)}]));
    expect(({} as {polluted?: boolean}).polluted).toBeUndefined();
  });
});
