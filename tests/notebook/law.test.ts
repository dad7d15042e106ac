import {readdirSync, readFileSync} from "node:fs";
import {expect, test} from "vitest";
import {
  bodyOf,
  duplicateCell,
  editCell,
  idAt,
  insertCell,
  moveCell,
  removeCell,
  renameCell,
  withBody,
  withTitle
} from "../../src/notebook/edit";
import {countBreaks} from "../../src/notebook/text/lines";
import {parseNotebook} from "../../src/notebook/parse";
import {serializeNotebook} from "../../src/notebook/serialize";
import {soakSize} from "../support/soak";

const shipped = readdirSync("notebooks").filter((name) => name.endsWith(".md"));
const write = (text: string) => serializeNotebook(parseNotebook(text));

test.each(shipped)("%s is written back byte for byte and has nothing wrong with it", (name) => {
  const text = readFileSync(`notebooks/${name}`, "utf8");
  const notebook = parseNotebook(text);
  expect(serializeNotebook(notebook)).toBe(text);
  expect([...notebook.problems, ...notebook.cells.flatMap(({problems}) => problems)]).toEqual([]);
});

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const pieces = [
  ..."```sql a|```sql b|```chart c|```input d|```|````|~~~|~~~sql e|```js|   ```sql f|    ```|```sql\tg".split("|"),
  ..."select 1|from: a|kind: bar|kind: slider|x: [1, 2|? :|- item|  - nested|> quote|1. one|# title|***|---|===".split(
    "|"
  ),
  ..."<!-- lang: en -->|<!-- lang: zh-Hans -->|<!-- lang: all -->|<!-- open|-->|<script>|</div>|&amp;".split("|"),
  ..."中文，标点|{{a.b | sum}}|{{|a\\|b|[link](https://a.b)|[^1]: note|\tindented|two  |\0|\uFEFF|\uD83D|🙂".split("|"),
  "",
  " ",
  "\t"
];
const breaks = ["\n", "\n", "\n", "\n\n", "\r\n", "\r", ""];

function generate(random: () => number): string {
  const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)]!;
  const front = random() < 0.3 ? `---${pick(breaks)}title: a${pick(breaks)}---${pick(breaks)}` : "";
  return front + Array.from({length: Math.floor(random() * 24)}, () => pick(pieces) + pick(breaks)).join("");
}

/** How many documents each law is tried on. */
const many = soakSize(150, 1000);

const documents = Array.from({length: many}, (_, seed) => generate(randomFrom(seed)));

test("many documents of odd pieces are written back byte for byte", () => {
  expect(documents.filter((text) => write(text) !== text)).toEqual([]);
});

test("in many documents every cell begins on the line it says, under an id of its own", () => {
  for (const text of documents) {
    const {frontMatter, cells} = parseNotebook(text);
    let before = frontMatter;
    for (const {line, source} of cells) {
      expect(line).toBe(1 + countBreaks(before));
      before += source;
    }
    expect(new Set(cells.map(({id}) => id)).size).toBe(cells.length);
  }
});

test("in many documents an edit of one cell leaves the text before and after it alone", () => {
  const random = randomFrom(7);
  for (const text of documents) {
    const notebook = parseNotebook(text);
    const index = Math.floor(random() * notebook.cells.length);
    const cell = notebook.cells[index];
    if (!cell) continue;
    const before =
      notebook.frontMatter +
      notebook.cells
        .slice(0, index)
        .map(({source}) => source)
        .join("");
    const after = text.slice(before.length + cell.source.length);
    const edited = serializeNotebook(editCell(notebook, cell.id, "edited\n"));
    expect(edited).toBe(`${before}edited\n${after}`);
  }
});

test("putting a cell's own text back changes nothing", () => {
  for (const text of documents.slice(0, 200)) {
    const notebook = parseNotebook(text);
    for (const {id, source} of notebook.cells) expect(serializeNotebook(editCell(notebook, id, source))).toBe(text);
  }
});

/** Documents as people write them: cells of every kind, in either language, with either line break, whole or cut short. */
function compose(random: () => number): string {
  const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)]!;
  const end = pick(["\n", "\n", "\r\n", "\r"]);
  const names = ["stages", "orders_of", "\u8ba2\u5355", "top_2", "least", "tier"];
  const name = () => pick(names);
  const fence = (kind: string, body: string) => {
    const mark = pick(["```", "````", "~~~", "   ```"]);
    return `${mark}${kind} ${name()}\n${body}\n${random() < 0.9 ? mark : ""}\n`;
  };
  const cells = [
    () => `select ${name()}.x, '${name()}' from ${name()} /* ${name()} */ where $${name()} > 1`,
    () => `with ${name()} as (from ${name()})\n-- ${name()}\nfrom "${name()}", notebook.${name()}\n~~~\n`,
    () => ""
  ];
  const makers = [
    () => fence("sql", pick(cells)()),
    () => fence("chart", `# from: ${name()}\nkind: bar\nfrom: ${name()}   # ${name()}\nx: x\nselect: ${name()}`),
    () => fence("chart", "kind: [broken"),
    () => fence("input", `kind: number\nlabel: {en: "a: b"}\nfrom: ${name()}`),
    () => fence("js", "a()"),
    () =>
      `# Title of ${name()}\n\nThere are {{${name()}.x | sum}} of {{ ${name()}.y }} \u{1F642}, \u8ba2\u5355\u3002\n`,
    () => `<!-- lang: ${pick(["en", "zh-Hans", "all"])} -->\nProse of one language.\n`,
    () => "> quoted\n\n- item\n  - nested\n\n| a | b |\n| - | - |\n",
    () => "---\n"
  ];
  const front = random() < 0.5 ? "---\ntitle: a # why\nneeds: [orders]\nown: kept\n---\n" : "";
  const parts = Array.from({length: 1 + Math.floor(random() * 8)}, () => pick(makers)() + pick(["", "\n", "\n"]));
  const text = front + parts.join("");
  return (random() < 0.2 ? text.trimEnd() : text).replaceAll("\n", end);
}

const composed = Array.from({length: many}, (_, seed) => compose(randomFrom(seed + 5000)));

const read = new Map<string, ReturnType<typeof parseNotebook>>();
/** Read once: the laws do not change what they look at. */
function parsed(text: string): ReturnType<typeof parseNotebook> {
  const notebook = read.get(text) ?? parseNotebook(text);
  read.set(text, notebook);
  return notebook;
}

test("many documents as people write them are written back byte for byte", () => {
  expect(composed.filter((text) => write(text) !== text)).toEqual([]);
});

/** A cell's text without what may come to stand between it and its neighbours: blank lines, a marker, an open fence's end. */
function core({source}: {source: string}): string {
  const marker = /^ {0,3}<!--[ \t]*lang:[^>]*-->[ \t]*(\r\n|\n|\r)/;
  const trailing = /((\r\n|\n|\r)?[ \t]*|<!-- lang: [\w-]+ -->|[`~]{3,})$/;
  let text = source.replace(marker, "");
  for (let cut = text.replace(trailing, ""); cut !== text; cut = text.replace(trailing, "")) text = cut;
  return text;
}

type Change = (notebook: ReturnType<typeof parseNotebook>, index: number, other: number) => typeof notebook;
/** [what is done, how, what the cells' texts then are] */
const changes: [string, Change, (cores: string[], index: number, other: number) => string[]][] = [
  [
    "removed",
    (notebook, index) => removeCell(notebook, idAt(notebook, index)),
    (cores, index) => cores.toSpliced(index, 1)
  ],
  [
    "moved",
    (notebook, index, other) => moveCell(notebook, idAt(notebook, index), other),
    (cores, index, other) => cores.toSpliced(index, 1).toSpliced(other, 0, cores[index]!)
  ],
  [
    "put in",
    (notebook, index) => insertCell(notebook, index, "```sql brand_new\nselect 1\n```\n"),
    (cores, index) => cores.toSpliced(index, 0, "```sql brand_new\nselect 1")
  ],
  [
    "put in as prose",
    (notebook, index) => insertCell(notebook, index, "Brand new.\n"),
    (cores, index) => cores.toSpliced(index, 0, "Brand new.")
  ]
];
test.each(changes)("in many documents a cell is %s, and every other cell is what it was", (_, change, expected) => {
  const random = randomFrom(11);
  const wrong = composed.filter((text) => {
    const notebook = parsed(text);
    if (notebook.cells.length === 0) return false;
    const [index, other] = [random(), random()].map((share) => Math.floor(share * notebook.cells.length)) as [
      number,
      number
    ];
    const changed = change(notebook, index, other);
    const wanted = expected(notebook.cells.map(core), index, other);
    const languages = (each: typeof notebook) =>
      each.cells.map((cell) => `${cell.kind === "text" ? cell.lang : ""} ${core(cell)}`);
    const now = new Set(languages(changed));
    const isKept = languages(notebook).filter((cell) => !now.has(cell)).length <= 1;
    return !isKept || changed.cells.map(core).join("\0") !== wanted.join("\0");
  });
  expect(wrong.slice(0, 3)).toEqual([]);
});

test("in many documents a copy stands below its cell, and every other cell is what it was", () => {
  const random = randomFrom(12);
  for (const text of composed) {
    const notebook = parsed(text);
    const index = Math.floor(random() * notebook.cells.length);
    const id = idAt(notebook, index);
    if (id === "") continue;
    const {notebook: copied, id: copy} = duplicateCell(notebook, id);
    expect(idAt(copied, index + 1)).toBe(copy);
    expect(copied.cells.map(core).toSpliced(index + 1, 1)).toEqual(notebook.cells.map(core));
    expect(bodyOf(copied.cells[index + 1]!).trim()).toBe(bodyOf(notebook.cells[index]!).trim());
  }
});

test("in many documents a new name changes its cell's first line and lines that held the old name, and no other", () => {
  const random = randomFrom(13);
  for (const text of composed) {
    const notebook = parsed(text);
    const cell = notebook.cells[Math.floor(random() * notebook.cells.length)];
    if (!cell || cell.kind === "text") continue;
    const renamed = serializeNotebook(renameCell(notebook, cell.id, "brand_new"));
    const [before, after] = [text.split(/(?<=\r\n|\n|\r(?!\n))/), renamed.split(/(?<=\r\n|\n|\r(?!\n))/)];
    expect(after).toHaveLength(before.length);
    const different = after.flatMap((line, index) => (line === before[index] ? [] : [[before[index]!, line] as const]));
    expect(different.length).toBeGreaterThan(0);
    for (const [old, now] of different) {
      expect(old).toContain(cell.name);
      expect(now).toContain("brand_new");
    }
    const problems = (each: typeof notebook) => each.cells.flatMap((one) => one.problems.map(({code}) => code)).sort();
    const twice = (codes: string[]) => codes.filter((code) => code !== "notebook.name_twice");
    expect(twice(problems(parseNotebook(renamed)))).toEqual(twice(problems(notebook)));
  }
});

test("in many documents a new title changes the line of the title, or puts a front matter above", () => {
  for (const text of composed) {
    const notebook = parsed(text);
    if (notebook.problems.length > 0) {
      // what cannot be read is not written over
      expect(() => withTitle(notebook, "Brand: new")).toThrow(/notebook\.yaml_/);
      continue;
    }
    const titled = serializeNotebook(withTitle(notebook, "Brand: new"));
    const isThere = text.startsWith("---") && /^---(\r\n|\n|\r)title: a/.test(text);
    if (isThere) expect(titled).toBe(text.replace("title: a #", 'title: "Brand: new" #'));
    else if (titled.endsWith(text)) expect(titled.slice(0, -text.length).trimEnd()).toMatch(/^---\s+title: .*\s+---$/);
    else expect(titled.replace(/title: "Brand: new"(\r\n|\n|\r)/, "")).toBe(text);
    expect(parseNotebook(titled).title).toBe("Brand: new");
  }
});

const two = "---\ntitle: t\n---\n\nProse.\n\n```sql a\r\nselect 1\r\n```\r\n\n~~~input b\nkind: text\n~~~\n";

test("a cell's body is replaced between its fences, with its line ends", () => {
  const notebook = parseNotebook(two);
  const [prose, a, b] = notebook.cells;
  expect(bodyOf(a!)).toBe("select 1");
  expect(bodyOf(b!)).toBe("kind: text\n");
  expect(withBody(a!, "select 2\nfrom c")).toBe("```sql a\r\nselect 2\r\nfrom c\r\n```\r\n\n");
  expect(withBody(b!, "kind: list\n")).toBe("~~~input b\nkind: list\n~~~\n");
  expect(withBody(prose!, "Other.\n\n")).toBe("Other.\n\n");
});

test("a body is what was put there, blank lines at its end included", () => {
  const [sql] = parseNotebook("```sql a\nselect 1\n```\n").cells;
  for (const body of ["select 2", "select 2\n", "select 2\n\n", "", "\n"])
    expect(bodyOf(parseNotebook(withBody(sql!, body)).cells[0]!)).toBe(body);
  const [prose] = parseNotebook("<!-- lang: en -->\nlang").cells;
  expect(withBody(prose!, "other")).toBe("<!-- lang: en -->\nother");
});

test("a body that holds a fence gets a longer one", () => {
  const [cell] = parseNotebook("```sql a\nselect 1\n```\n").cells;
  const source = withBody(cell!, "select '\n```\n'");
  expect(source).toBe("````sql a\nselect '\n```\n'\n````\n");
  expect(parseNotebook(source).cells).toMatchObject([{kind: "sql", sql: "select '\n```\n'"}]);
});

test("cells are added, moved and removed without touching the others", () => {
  const notebook = parseNotebook("One.\n\n```sql a\nselect 1\n```\n\n```sql b\nselect 2\n```");
  const ids = (each: typeof notebook) => each.cells.map(({id}) => id);
  expect(serializeNotebook(removeCell(notebook, "a"))).toBe("One.\n\n```sql b\nselect 2\n```");
  expect(serializeNotebook(moveCell(notebook, "b", 1))).toBe(
    "One.\n\n```sql b\nselect 2\n```\n\n```sql a\nselect 1\n```\n\n"
  );
  expect(ids(moveCell(notebook, "a", 2))).toEqual(["text-1", "b", "a"]);
  expect(serializeNotebook(insertCell(notebook, 3, "```sql c\nselect 3\n```\n"))).toBe(
    "One.\n\n```sql a\nselect 1\n```\n\n```sql b\nselect 2\n```\n\n```sql c\nselect 3\n```\n"
  );
  expect(() => removeCell(notebook, "nobody")).toThrow(/notebook.no_cell/);
});
