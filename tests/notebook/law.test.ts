import {readdirSync, readFileSync} from "node:fs";
import {expect, test} from "vitest";
import {bodyOf, editCell, insertCell, moveCell, removeCell, withBody} from "../../src/notebook/edit";
import {countBreaks} from "../../src/notebook/lines";
import {parseNotebook} from "../../src/notebook/parse";
import {serializeNotebook} from "../../src/notebook/serialize";

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

const documents = Array.from({length: 1000}, (_, seed) => generate(randomFrom(seed)));

test("a thousand documents of odd pieces are written back byte for byte", () => {
  expect(documents.filter((text) => write(text) !== text)).toEqual([]);
});

test("in a thousand documents every cell begins on the line it says, under an id of its own", () => {
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

test("in a thousand documents an edit of one cell leaves the text before and after it alone", () => {
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
