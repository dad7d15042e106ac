import {expect, test} from "vitest";
import {readNotebook} from "../../src/notebook/format";
import {analyze} from "../../src/notebook/graph";
import {findValues, parseMarkdown, type ProseNode} from "../../src/notebook/markdown";
import {freeName} from "../../src/notebook/names";
import {parseNotebook} from "../../src/notebook/parse";
import {findRelations} from "../../src/engine/references";
import {initialInputs} from "../../src/notebook/run";
import {serializeNotebook} from "../../src/notebook/serialize";
import {readYaml} from "../../src/notebook/yaml";
import {processorTime} from "../support/processor-time";

/** Everything prose can become; none of it is markup, a picture or a script. */
const harmless = new Set(
  "text inlineCode code break thematicBreak heading list link paragraph blockquote listItem strong emphasis delete table tableRow tableCell value".split(
    " "
  )
);
function walk(nodes: readonly ProseNode[]): ProseNode[] {
  return nodes.flatMap((node) => [node, ...("children" in node ? walk(node.children) : [])]);
}
const textOf = (nodes: readonly ProseNode[]) =>
  walk(nodes)
    .map((node) => ("value" in node ? node.value : ""))
    .join("");
const linksOf = (nodes: readonly ProseNode[]) =>
  walk(nodes).flatMap((node) => (node.type === "link" ? [node.url] : []));

// B1
test.each([
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "hello <svg/onload=alert(1)> there",
  "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
  '<a id="x" href="javascript:alert(1)">a</a>',
  "<style>button{position:fixed;inset:0}</style>",
  "<!-- --><iframe srcdoc='<script>alert(1)</script>'></iframe>",
  "<div style='position:fixed'>",
  "<template><script>",
  "<form action=https://evil.example><button>"
])("markup in prose stays text: %s", (text) => {
  const nodes = parseMarkdown(text);
  expect(walk(nodes).filter(({type}) => !harmless.has(type))).toEqual([]);
  expect(textOf(nodes)).toContain("<");
  expect(linksOf(nodes)).toEqual([]);
});

// B2
test.each([
  "[a](javascript:alert(1))",
  "[a](JaVaScRiPt:alert(1))",
  "[a](java&#10;script:alert(1))",
  "[a](\u0001javascript:alert(1))",
  "[a](data:text/html,<script>alert(1)</script>)",
  "[a](vbscript:a)",
  "[a](//evil.example)",
  "[a](http://evil.example)",
  "[a](relative)",
  "[a](https:evil)",
  "[a](blob:https://a)",
  "<javascript:alert(1)>",
  "[a][b]\n\n[b]: javascript:alert(1)",
  "![a](https://evil.example/pixel.png)",
  "[![a](javascript:alert(1))](javascript:alert(1))",
  "![a][b]\n\n[b]: https://evil.example/pixel.png"
])("a link that is not plainly safe is only its words, a picture its description: %s", (text) => {
  const nodes = parseMarkdown(text);
  expect(linksOf(nodes)).toEqual([]);
  expect(textOf(nodes)).toMatch(/a/);
});

test("a safe link keeps where it leads", () => {
  expect(linksOf(parseMarkdown("[a](https://example.org/x) <b@example.org> [c](#d) https://example.org/e"))).toEqual([
    "https://example.org/x",
    "mailto:b@example.org",
    "#d",
    "https://example.org/e"
  ]);
});

const codesOf = (yaml: string) => readYaml(yaml, 1).problems.map(({code}) => code);

// B4
test.each([
  ["a key __proto__", "__proto__:\n  polluted: true", "notebook.yaml_key"],
  ["a key constructor", "constructor: {prototype: {polluted: true}}", "notebook.yaml_key"],
  ["a quoted key __proto__", '"__proto__": 1', "notebook.yaml_key"],
  ["a nested key prototype", "a: {b: [{prototype: 1}]}", "notebook.yaml_key"],
  ["an escaped key", '"\\x5f_proto__": 1', "notebook.yaml_key"],
  ["a key that is a list", "? [a, b]\n: 1", "notebook.yaml_key"],
  ["an alias", "a: &x [1]\nb: *x", "notebook.yaml_alias"],
  ["a merge of an alias", "a: &x {b: 1}\nc:\n  <<: *x", "notebook.yaml_alias"],
  ["a tag of its own", "a: !run echo", "notebook.yaml_tag"],
  ["a JavaScript tag", "a: !!js/function 'function () {}'", "notebook.yaml_tag"],
  ["a key twice", "a: 1\nb: 2\na: 3", "notebook.yaml_duplicate_key"],
  ["two documents", "a: 1\n---\nb: 2", "notebook.yaml_invalid"],
  ["deep brackets", "[".repeat(5000), "notebook.yaml_too_deep"],
  ["deep lists", "- ".repeat(5000), "notebook.yaml_too_deep"]
])("YAML with %s is refused", (_, yaml, code) => {
  expect(codesOf(yaml)).toContain(code);
  expect(readYaml(yaml, 1).value).toBeUndefined();
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test("an alias bomb is refused before it grows", () => {
  const levels = Array.from({length: 20}, (_, level) => {
    const item = level === 0 ? "lol" : `*a${level - 1}`;
    return `a${level}: &a${level} [${Array.from({length: 10}, () => item).join(", ")}]`;
  });
  expect(codesOf(levels.join("\n"))).toContain("notebook.yaml_alias");
});

test("words that look like switches stay words, numbers are numbers", () => {
  expect(readYaml("a: no\nb: on\nc: 1e3\nd: 2026-11-22\ne: 0o17\nf: null", 1).value).toEqual({
    ...{a: "no", b: "on", c: 1000, d: "2026-11-22", e: 15, f: null}
  });
});

test("what is refused in a cell is shown at its line of the document", () => {
  const {cells} = parseNotebook("Prose\n\n```input a\nkind: text\ndefault: !run x\n```\n");
  expect(cells[1]).toMatchObject({spec: null, problems: [{code: "notebook.yaml_tag", at: {line: 5}}]});
});

test("a polluted front matter is a problem, and the document still opens", () => {
  const notebook = parseNotebook("---\n__proto__: {title: x}\n---\ntext\n");
  expect(notebook.problems).toMatchObject([{code: "notebook.yaml_key", at: {line: 2}}]);
  expect(notebook.title).toBe("");
});

// B9
const size = 50_000;
const wall = (text: string, length = size) => text.repeat(Math.ceil(length / text.length)).slice(0, length);
const walls = [
  ..."[|](|*|_|**a |`|<|<a |<!--|![|> |>|- |1. |#|\\|&|&#|~|~~~|```|| |{{|}}|{{a.|{{a.b | |\t| |\r|\r\n|a|中|'|\"|$|$a$|(|/*|-- |<!-- lang: |---\n|: |- [|? |a: b\n|with a as (|from a, |from |www.|a@b|https://".split(
    "|"
  ),
  "| a ",
  "|-",
  "a|b\n",
  "[^a]: ",
  "*a_ ",
  "[a][b] ",
  "<a b='"
].filter((text) => text !== "");

function timeOf(run: () => unknown): number {
  const start = processorTime();
  run();
  return processorTime() - start;
}

/** Those that take longer at the best of three times: other programs may run meanwhile. */
function slowest(run: (text: string) => unknown, limit: number): string[] {
  return walls.flatMap((text) => {
    const took = Math.min(...[1, 2, 3].map(() => timeOf(() => run(wall(text)))));
    return took < limit ? [] : [`${JSON.stringify(text)} ${Math.round(took)} ms`];
  });
}

test("fifty thousand characters of anything are searched for values in under 50 ms", () => {
  expect(slowest(findValues, 50)).toEqual([]);
});

test("fifty thousand characters of anything are searched for relations without a wait", () => {
  expect(slowest(findRelations, 500)).toEqual([]);
});

test("a notebook of any wall of text opens, and is written back", () => {
  for (const text of walls) {
    const long = wall(text, 20_000);
    for (const hostile of [long, `---\n${long}\n---\n`, `\`\`\`input a\n${long}\n\`\`\`\n`]) {
      const notebook = parseNotebook(hostile);
      expect(serializeNotebook(notebook) === hostile).toBe(true);
      analyze(notebook, new Map(), {models: new Map()});
    }
    expect(textOf(parseMarkdown(wall(text))).length).toBeGreaterThan(0);
  }
});

// B7
test.each(
  "window document location self frames globalthis navigator history prototype __proto__ constructor tostring valueof hasownproperty main notebook temp".split(
    " "
  )
)("a cell cannot be called %s, and is still shown and never run under that name", (name) => {
  const notebook = parseNotebook(`\`\`\`input ${name}\nkind: number\ndefault: 7\n\`\`\`\n`);
  expect(notebook.cells).toMatchObject([{name, problems: [{code: "notebook.name_reserved", severity: "error"}]}]);
  expect(initialInputs(notebook)).toEqual({});
  expect(freeName(notebook, name)).not.toBe(name);
});

// B8, as far as a text goes: what a link unpacks to is refused by its size before it is read
test("a text of two million characters is refused at once", () => {
  const start = processorTime();
  expect(() => readNotebook("[".repeat(2_000_000))).toThrow("notebook.too_large");
  expect(processorTime() - start).toBeLessThan(500);
});
