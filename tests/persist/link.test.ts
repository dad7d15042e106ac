import {deflateSync} from "node:zlib";
import {readFileSync} from "node:fs";
import {afterEach, beforeEach, describe, expect, test, vi} from "vitest";
import {AppError} from "../../src/base/errors";
import {clearFragment, decodeLink, encodeLink, linkLimit, readFragment, unpackText} from "../../src/persist/link";
import {seeded} from "./support";
import {processorTime} from "../support/processor-time";

const page = "https://example.org/huitou/?lang=en";
const fragmentOf = (link: string) => new URL(link).hash;
const failure = (fragment: string) => decodeLink(fragment).catch((error: unknown) => error);
const codeOf = (value: unknown) => (value as AppError).code;
const pack = (bytes: string | Uint8Array) => `#n=1.${deflateSync(bytes).toString("base64url")}`;

describe("a link", () => {
  test.each([
    ["plain", "# Shop\n\nselect 1\n"],
    ["Chinese", "---\ntitle: 店铺体检\n---\n\n还有多少老客在买？\n"],
    ["of other line ends, a byte order mark and signs beyond the plane", "\uFEFFa\r\nb\rc 𝒳 🛒\u0000"],
    ["empty", ""]
  ])("carries a text: %s", async (_, text) => {
    const link = await encodeLink(text, page);
    expect(link.startsWith(`${page}#n=1.`)).toBe(true);
    expect(fragmentOf(link)).toMatch(/^#n=1\.[\w-]*$/);
    expect(await decodeLink(fragmentOf(link))).toBe(text);
    expect(await decodeLink(fragmentOf(link).slice(1))).toBe(text);
  });

  test.each(["checkup", "weekly"])("carries the shipped notebook %s", async (name) => {
    const text = readFileSync(`notebooks/${name}.md`, "utf8");
    expect(await decodeLink(fragmentOf(await encodeLink(text, page)))).toBe(text);
  });

  test("takes the place of a fragment that the address has", async () => {
    expect(await encodeLink("a", `${page}#section`)).toBe(await encodeLink("a", page));
  });

  test("sends nothing of the text to a server: it stands behind the sign", async () => {
    const url = new URL(await encodeLink("secret", page));
    expect(url.origin + url.pathname + url.search).toBe(page);
  });

  test("that would be too long says how long", async () => {
    // no packing shortens what has no pattern: 40,000 bytes are 53,000 letters
    const random = seeded(1);
    const text = Array.from({length: 40_000}, () => String.fromCharCode(33 + Math.floor(random() * 94))).join("");
    const error: unknown = await encodeLink(text, page).catch((reason: unknown) => reason);
    AppError.assert(error, {code: "link.too_long"});
    expect(error.details.limit).toBe(linkLimit);
    expect(error.details.length).toBeGreaterThan(40_000);
  });
});

describe("a fragment", () => {
  test.each(["", "#", "#n", "#n=", "#n=1", "#n=a.b", "#section-1", "#m=1.eJw", "#x&n=1.eJw", "#N=1.eJw"])(
    "that is no notebook is left alone: %s",
    async (fragment) => {
      expect(await decodeLink(fragment)).toBeNull();
    }
  );

  test.each([
    ["nothing packed", "#n=1."],
    ["letters of no code", "#n=1.!!!!"],
    ["a percent sign", "#n=1.%E4%BD%A0"],
    ["a length that no code has", "#n=1.A"],
    ["bytes that were never packed", `#n=1.${Buffer.from("hello").toString("base64url")}`],
    ["bytes that are no text", pack(Uint8Array.of(0xff, 0xfe, 0xc3))],
    ["half a letter at the end", pack(Uint8Array.of(0x61, 0xe4, 0xbd))],
    ["a line break", "#n=1.eJw\nabc"],
    ["an older form, of which there is none", "#n=0.eJw"]
  ])("that is damaged says so: %s", async (_, fragment) => {
    AppError.assert(await failure(fragment), {code: "link.damaged"});
  });

  test("of a later form says so, whatever follows", async () => {
    for (const fragment of ["#n=2.eJw", "#n=99999999999999999999.%%%"])
      AppError.assert(await failure(fragment), {code: "link.too_new"});
  });

  test("that lost its end, or any one letter, or has one changed, is never another notebook", async () => {
    const text = "---\ntitle: 店铺体检\n---\n\nselect count(*) from customers where days > 90\n";
    const whole = fragmentOf(await encodeLink(text, page));
    const at = "#n=1.".length;
    for (let index = at; index < whole.length; index += 1) {
      const other = whole[index] === "A" ? "B" : "A";
      const harmed = [
        whole.slice(0, index),
        whole.slice(0, index) + whole.slice(index + 1),
        whole.slice(0, index) + other + whole.slice(index + 1)
      ];
      for (const fragment of harmed) {
        const result = await failure(fragment);
        // the last letter may hold bits that belong to no byte
        if (result !== text) expect(codeOf(result), fragment).toBe("link.damaged");
      }
    }
  });

  test("of a thousand others is null, a text or a code", async () => {
    const random = seeded(7);
    const letters = "ABCabc019-_.=%#n&+/ \u4f60";
    for (let count = 0; count < 1000; count += 1) {
      const rest = Array.from(
        {length: Math.floor(random() * 60)},
        () => letters[Math.floor(random() * letters.length)]
      );
      const result = await failure(`#n=${count % 4}.${rest.join("")}`);
      if (result instanceof Error) expect(codeOf(result)).toMatch(/^link\.(damaged|too_new)$/);
    }
  });

  test("of two megabytes is not even looked into", async () => {
    const started = processorTime();
    AppError.assert(await failure(`#n=1.${"A".repeat(2_000_000)}`), {code: "link.too_large"});
    expect(processorTime() - started).toBeLessThan(500);
  });

  test("that unpacks into more than a notebook is refused", async () => {
    AppError.assert(await failure(pack("a".repeat(1_048_577))), {code: "link.too_large"});
    expect(await decodeLink(pack("a".repeat(1_048_576)))).toHaveLength(1_048_576);
  });
});

test("a bomb of a gigabyte stops at once", async () => {
  // a megabyte that unpacks a thousandfold: 1,000 times a part of 1 MB, as zlib would write it
  const bomb = Uint8Array.from(deflateSync(Buffer.alloc(1 << 30), {level: 9}));
  expect(bomb.length).toBeLessThan(1_100_000);
  const before = process.memoryUsage();
  const started = processorTime();
  AppError.assert(await unpackText(bomb, 1_048_576).catch((error: unknown) => error), {code: "link.too_large"});
  expect(processorTime() - started).toBeLessThan(500);
  const after = process.memoryUsage();
  const grown = after.arrayBuffers + after.heapUsed - before.arrayBuffers - before.heapUsed;
  expect(grown).toBeLessThan(16_000_000);
});

describe("the page's address", () => {
  const replaceState = vi.fn();
  beforeEach(() => {
    vi.stubGlobal("location", {hash: "#n=1.eJw", pathname: "/huitou/", search: "?lang=en"});
    vi.stubGlobal("history", {state: {at: 1}, replaceState});
  });
  afterEach(() => vi.unstubAllGlobals());

  test("gives its fragment", () => expect(readFragment()).toBe("#n=1.eJw"));

  test("loses it, and nothing else, without another entry of the history", () => {
    clearFragment();
    expect(replaceState).toHaveBeenCalledWith({at: 1}, "", "/huitou/?lang=en");
  });
});
