import {readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, test} from "vitest";
import {parseMessage, type MessageNode} from "../../src/i18n/translation/message";
import {platforms} from "../../src/ingest/columns/platform";

const root = "src/i18n/messages";
const read = (language: string, file: string) =>
  JSON.parse(readFileSync(join(root, language, file), "utf8")) as Record<string, string>;
const languages = readdirSync(root);
const files = readdirSync(join(root, "en"));

/** Platforms whose names are written in Latin letters in Chinese too. */
const brands = Object.entries(read("zh-Hans", "models.json"))
  .filter(([key, name]) => key.startsWith("value.platform.") && /^[\w ]+$/.test(name))
  .map(([, name]) => name);

/** Names, signs and units that Chinese readers write in Latin letters, or that are placeholders only. */
const latinInChinese = new RegExp(
  `^[^\\p{L}]*((CSV|TSV|XLSX?|PNG|SVG|SQL|RFM|YAML|Excel|Huitou|GitHub|MIT|R|F|M|DuckDB|${brands.join("|")})[^\\p{L}]*)*$`,
  "u"
);

const sentences = languages.flatMap((language) =>
  files.flatMap((file) => Object.entries(read(language, file)).map(([key, text]) => ({language, file, key, text})))
);

/** Joints between sentences, which keep the spaces around them. */
const isJoint = (key: string) => /\.(and|comma|enumeration|sentence_gap)$/.test(key);
/** Forms of dates and times as files write them. */
const isTimeForm = (key: string) => key.startsWith("mapping.time.");
/** File names as the platforms give them. */
const isFileName = (key: string) => key.endsWith(".pattern");

/** What a translator must fill in: placeholders and how they are written, not the words around them. */
function placeholders(nodes: readonly MessageNode[]): Set<string> {
  const found = new Set<string>();
  for (const node of nodes) {
    if (node.kind === "value") found.add(node.name);
    if (node.kind !== "plural" && node.kind !== "select") continue;
    found.add(node.name);
    for (const branch of node.branches.values()) for (const name of placeholders(branch)) found.add(name);
  }
  return found;
}

/** The words of a message without its placeholders. */
function wordsOf(nodes: readonly MessageNode[]): string {
  const text = (node: MessageNode): string =>
    node.kind === "text"
      ? node.text
      : node.kind === "plural" || node.kind === "select"
        ? [...node.branches.values()].map(wordsOf).join(" ")
        : "";
  return nodes.map(text).join("");
}

function boldMarks(nodes: readonly MessageNode[]): number {
  const inside = nodes.flatMap((node) => ("branches" in node ? [...node.branches.values()].map(boldMarks) : []));
  if (inside.some((count) => count % 2 === 1)) return NaN;
  return nodes.filter(({kind}) => kind === "bold").length;
}

test("every language has the same files", () => {
  for (const language of languages) expect(readdirSync(join(root, language)).sort()).toEqual([...files].sort());
});

describe.each(files)("%s", (file) => {
  const english = read("en", file);
  test.each(languages)("has the same sentences in %s", (language) => {
    expect(Object.keys(read(language, file)).sort()).toEqual(Object.keys(english).sort());
  });
  test.each(languages)("names the same facts in %s", (language) => {
    const differing = Object.entries(read(language, file)).filter(([key, text]) => {
      const own = [...placeholders(parseMessage(text))].sort().join();
      return own !== [...placeholders(parseMessage(english[key] ?? ""))].sort().join();
    });
    expect(differing).toEqual([]);
  });
});

test("a key stands in one file only", () => {
  const keys = files.flatMap((file) => Object.keys(read("en", file)));
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
});

test("no sentence holds markup, an empty text or an odd star", () => {
  const wrong = sentences.filter(({key, text}) => {
    const isMarkup = /<\/?[a-z!][^>]*>|&[a-z]+;|&#/i.test(text);
    return (
      isMarkup ||
      text.trim() === "" ||
      (text !== text.trim() && !isJoint(key)) ||
      boldMarks(parseMessage(text)) % 2 !== 0
    );
  });
  expect(wrong).toEqual([]);
});

test("every Chinese sentence is in Chinese", () => {
  const wrong = sentences.filter(({language, key, text}) => {
    const words = wordsOf(parseMessage(text));
    return language === "zh-Hans" && !isFileName(key) && !/\p{Script=Han}/u.test(words) && !latinInChinese.test(words);
  });
  expect(wrong).toEqual([]);
});

test("Chinese sentences have full-width punctuation, and no space typed between Han and Latin", () => {
  const wrong = sentences.filter(({language, key, text}) => {
    // what is quoted is to be typed as it stands
    const words = wordsOf(parseMessage(text)).replace(/“[^”]*”|「[^」]*」/g, "“”");
    const isHalfWidth = /\p{Script=Han}[,;:?!]|[,;?!]\p{Script=Han}|\p{Script=Han}\./u.test(words);
    const isSpaced = /\p{Script=Han} [\p{Script=Latin}\d]|[\p{Script=Latin}\d] \p{Script=Han}/u.test(words);
    return language === "zh-Hans" && !isTimeForm(key) && (isHalfWidth || isSpaced);
  });
  expect(wrong).toEqual([]);
});

test("no English sentence has a Chinese word, unless it names a thing of the platforms", () => {
  const wrong = sentences.filter(({language, key, text}) => {
    const isName = /^(ingest|import|platform|landing)\./.test(key);
    return language === "en" && !isName && /\p{Script=Han}/u.test(text);
  });
  expect(wrong).toEqual([]);
});

test.each(languages)("every platform and each of its exports has a name in %s", (language) => {
  const names = files.reduce<Record<string, string>>((all, file) => ({...all, ...read(language, file)}), {});
  const keys = platforms.flatMap(({name, platform, kind}) => [
    ...[`platform.${name}`, `value.platform.${platform}`],
    // how its orders are exported with their buyers
    ...(kind === "orders" ? [`ingest.with_buyers.${platform}`] : [])
  ]);
  expect(keys.filter((key) => !names[key])).toEqual([]);
});
