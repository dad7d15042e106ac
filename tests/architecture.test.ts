import {readdirSync, readFileSync} from "node:fs";
import {dirname, join, normalize} from "node:path";
import {describe, expect, test} from "vitest";
import {AppError} from "../src/base/errors";
import {topologicalSort} from "../src/base/graph";

/** The rooms from the bottom up, and what each may import. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  base: [],
  i18n: ["base"],
  statistics: ["base"],
  engine: ["base"],
  ingest: ["base", "engine"],
  models: ["base", "engine", "statistics"],
  shop: ["base", "engine", "ingest", "models"],
  charts: ["base"],
  grid: ["base", "engine", "models"],
  notebook: ["base", "engine", "models", "charts/spec"],
  exports: ["base", "engine", "models", "charts", "notebook"],
  persist: ["base", "notebook", "shop/own-facts"],
  session: "base engine ingest models shop charts grid notebook exports persist".split(" "),
  ui: "base i18n engine ingest models shop charts grid notebook exports persist session".split(" ")
};

/** Folders of equals outside `src`, and the room that reads them. */
const shelves: Readonly<Record<string, string>> = {notebooks: "notebook"};

/** Things that exactly one room, or these few, may name. */
const owners: readonly {what: RegExp; rooms: readonly string[]; name: string}[] = [
  {name: "DuckDB", what: /["']@duckdb\/duckdb-wasm/, rooms: ["engine"]},
  {name: "PapaParse", what: /["']papaparse["']/, rooms: ["ingest"]},
  {name: "Plot", what: /["']@observablehq\/plot["']/, rooms: ["charts"]},
  {
    name: "browser storage",
    what: /\b(localStorage|sessionStorage|indexedDB|location\.hash|navigator\.(storage|serviceWorker|locks))\b|\bcaches\.|["']idb["']|\bBroadcastChannel\b/,
    rooms: ["persist"]
  },
  {
    name: "Svelte",
    what: /["']svelte(\/[^"']*)?["']|\.svelte["']|\$(state|derived|effect|props)\b/,
    rooms: ["session", "ui"]
  },
  {name: "Chinese", what: /\p{Script=Han}/u, rooms: ["i18n", "ingest"]}
];

type Files = ReadonlyMap<string, string>;

const files: Files = readTree("src");
const code = filter(files, /\.(ts|svelte)$/);
const components = filter(files, /\.svelte$/);
/** Commands outside `src` that import a room. */
const outside: Files = filter(readTree("build"), /\.ts$/);

describe("the house", () => {
  test("every room imports only the rooms below it", () => expect(findArrows(code)).toEqual([]));
  test("what belongs to one room is named in no other", () => expect(findTrespass(code)).toEqual([]));
  test("rooms are one level deep and have no barrels", () => expect(findOddPaths(files)).toEqual([]));
  test("every room of the map exists", () => expect(findMissingRooms(files)).toEqual([]));
  test("the root of a room holds only what others import", () => expect(findPrivateRoots(files, outside)).toEqual([]));
  test("no file imports itself through others", () => expect(findCycle(code)).toEqual([]));
  test("nobody assigns a callback of a session or the shop", () => expect(findCallbacks(code)).toEqual([]));
  test("no component holds a word of its own", () => expect(findWords(components)).toEqual([]));
});

describe("the check of the house", () => {
  const plant = (path: string, text: string): Files => new Map([[path, text]]);

  test.each([
    ["an upward import", "src/engine/a.ts", `import {b} from "../models/build";`],
    ["a type from above", "src/base/a.ts", `import type {b} from "../engine/database";`],
    ["a sideways import", "src/charts/a.ts", `import {b} from "../engine/database";`],
    ["more of charts than its spec", "src/notebook/a.ts", `import {render} from "../charts/render";`],
    ["translation below ui", "src/session/a.ts", `import {makeWords} from "../i18n/translate";`],
    ["a lazy import upwards", "src/persist/a.ts", `const b = await import("../session/shop.svelte");`],
    ["an import that goes around", "src/ingest/platforms/a.ts", `export {b} from "../../ui/kit/b";`],
    ["the composition root", "src/ui/a.ts", `import {b} from "../main";`],
    ["a rib of another room", "src/session/a.ts", `import b from "../charts/kinds/bar";`],
    ["a glob into another room", "src/base/a.ts", `import.meta.glob("../models/marts/*.sql");`],
    ["the notebooks, anywhere but in their room", "src/ui/a.ts", `import.meta.glob("../../notebooks/*.md");`],
    ["a file outside src", "src/base/a.ts", `import {b} from "../../tests/support/database";`]
  ])("finds %s", (_, path, text) => {
    expect(findArrows(plant(path, text))).toHaveLength(1);
  });

  test.each([
    ["Plot in base", "src/base/a.ts", `import * as Plot from "@observablehq/plot";`],
    ["Plot in ui", "src/ui/A.svelte", `<script>import("@observablehq/plot")</script>`],
    ["DuckDB in ingest", "src/ingest/a.ts", `import {AsyncDuckDB} from "@duckdb/duckdb-wasm";`],
    ["a worker of DuckDB in ui", "src/ui/a.ts", `import url from "@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url";`],
    ["PapaParse in engine", "src/engine/a.ts", `import Papa from 'papaparse';`],
    ["localStorage in ui", "src/ui/A.svelte", `<script>const a = localStorage.getItem("a")</script>`],
    ["the URL's fragment in session", "src/session/a.ts", `const a = window.location.hash;`],
    ["a cache in engine", "src/engine/a.ts", `await caches.open("a");`],
    ["Svelte in notebook", "src/notebook/a.ts", `import {tick} from "svelte";`],
    ["a rune in persist", "src/persist/a.svelte.ts", `let a = $state(1);`],
    ["a sentence in charts", "src/charts/a.ts", `const title = "没有数据";`]
  ])("finds %s", (_, path, text) => {
    expect(findTrespass(plant(path, text))).toHaveLength(1);
  });

  test.each([
    ["a barrel", "src/charts/index.ts"],
    ["a room nobody planned", "src/utils/a.ts"],
    ["a drawer within a drawer", "src/ui/kit/buttons/a.ts"],
    ["a loose file", "src/helpers.ts"]
  ])("finds %s", (_, path) => {
    expect(findOddPaths(plant(path, ""))).toHaveLength(1);
  });

  test("finds a room of the map that has no file", () => {
    expect(findMissingRooms(plant("src/base/a.ts", ""))).toHaveLength(Object.keys(rooms).length - 1);
  });

  test("finds a file at a room's root that no other room imports", () => {
    const house = (importer: string): Files =>
      new Map([
        ["src/engine/a.ts", ""],
        [importer, `import {a} from "../${importer.startsWith("src/engine/") ? "" : "engine/"}a";`]
      ]);
    expect(findPrivateRoots(house("src/engine/inner/b.ts"), new Map())).toContain("src/engine/a.ts");
    expect(findPrivateRoots(house("src/models/b.ts"), new Map())).not.toContain("src/engine/a.ts");
    const command: Files = new Map([["build/b.ts", `import {a} from "../src/engine/a";`]]);
    expect(findPrivateRoots(plant("src/engine/a.ts", ""), command)).toEqual([]);
  });

  test.each([
    ["assigned by a component", "src/ui/panels/A.svelte", `<script>shop.onchange = () => notebook.refresh();</script>`],
    ["assigned where rooms are put together", "src/app.ts", `storage.onfacts = follow;`],
    ["left open by a session", "src/session/a.svelte.ts", `class A {\n  onbuild: () => void = () => undefined;\n}`],
    ["left open by the shop", "src/shop/a.ts", `class A {\n  onRemoved: ((id: string) => void) | null = null;\n}`]
  ])("finds a callback %s", (_, path, text) => {
    expect(findCallbacks(plant(path, text))).toHaveLength(1);
  });

  test("lets callbacks be that are handed in, or belong to the browser", () => {
    expect(findCallbacks(plant("src/ui/a.ts", `port.onmessage = answer; const b = a.onLine == c;`))).toEqual([]);
    expect(findCallbacks(plant("src/shop/a.ts", `interface Options {\n  onBuilt?: () => void;\n}`))).toEqual([]);
  });

  test("finds a circle of imports, one of types too", () => {
    const circle = (how: string): Files =>
      new Map([
        ["src/base/a.ts", `import {b} from "./b";`],
        ["src/base/b.ts", `${how} {a} from "./a";`]
      ]);
    expect(findCycle(circle("import"))).not.toEqual([]);
    expect(findCycle(circle("import type"))).not.toEqual([]);
  });

  test.each([
    ["between tags", "<p>Hello there</p>"],
    ["beside an expression", "<p>{count} customers</p>"],
    ["in Chinese", "<p>你好</p>"],
    ["in a block", "{#if a}Yes{:else}{b}{/if}"],
    ["in a label for readers", `<button aria-label="Close" onclick={() => a > b}></button>`],
    ["in a title", `<a title='More about it' href={url}>{a}</a>`],
    ["in a placeholder", `<input placeholder="Name" />`],
    ["in a picture's text", `<img alt="A shop" src={url} />`],
    ["in an expression that is a text", `<button title={"Close"}></button>`],
    ["in a property of a component", `<Button label="Close" />`]
  ])("finds a word %s", (_, text) => {
    expect(findWords(plant("src/ui/A.svelte", text))).toHaveLength(1);
  });

  test.each([
    `<p class="lead" id="top">{words.t("landing.lead", {n: 1})} · {a} %</p>`,
    `<script lang="ts">const title = "not markup";</script><style>p { content: "not words"; }</style>`,
    `<!-- a remark --><button title={words.t("a")} onclick={() => open("drawer")}>CSV</button>`,
    `{#each [...rows] as row (row.id)}<td>{row.name}</td>{/each}{@render children()}`
  ])("lets a component be that speaks only through i18n: %s", (text) => {
    expect(findWords(plant("src/ui/A.svelte", text))).toEqual([]);
  });
});

function readTree(root: string): Files {
  const names = readdirSync(root, {recursive: true, encoding: "utf8"}).map((name) => join(root, name));
  const inside = names.filter((name) => /\.\w+$/.test(name));
  return new Map(inside.map((name) => [name.replaceAll("\\", "/"), readFileSync(name, "utf8")]));
}

function filter(all: Files, pattern: RegExp): Files {
  return new Map([...all].filter(([path]) => pattern.test(path)));
}

/** The room of a file; empty for the composition root. */
function roomOf(path: string): string {
  return /^src\/([^/]+)\//.exec(path)?.[1] ?? "";
}

/** Comments name what they like; a text such as "./*.ts" begins none. */
function withoutComments(text: string): string {
  const pattern =
    /("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)|<!--[\s\S]*?-->|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
  return text.replace(pattern, (_, kept: string | undefined) => kept ?? "");
}

function importsOf(text: string): {target: string}[] {
  const pattern =
    /\b(?:import|export)\s+(?:type\s)?(?:[^;"'`()]*?\bfrom\s*)?["']([^"']+)["']|\b(?:import|glob)(?:<[^>]*>)?\(\s*["'`]([^"'`]+)["'`]/g;
  return [...withoutComments(text).matchAll(pattern)].map(([, target, lazy]) => ({target: target ?? lazy ?? ""}));
}

/** Where a relative import leads, without its ending. */
function resolve(path: string, target: string): string {
  return normalize(join(dirname(path), target)).replaceAll("\\", "/");
}

function findArrows(all: Files): string[] {
  return [...all].flatMap(([path, text]) => {
    const room = roomOf(path);
    if (room === "") return [];
    const wrong = importsOf(text).filter(
      ({target}) => target.startsWith(".") && !isAllowed(room, resolve(path, target))
    );
    return wrong.map(({target}) => `${path} imports ${target}`);
  });
}

function isAllowed(room: string, target: string): boolean {
  const [root, other, file, ...deeper] = target.split("/");
  if (root !== undefined && shelves[root] === room) return true;
  if (root !== "src" || other === undefined || file === undefined) return false;
  if (other === room) return true;
  const name = `${other}/${file.replace(/\.ts$/, "")}`;
  const allowed = rooms[room] ?? [];
  return deeper.length === 0 && (allowed.includes(other) || allowed.includes(name));
}

function findTrespass(all: Files): string[] {
  return [...all].flatMap(([path, text]) => {
    const room = roomOf(path);
    if (room === "") return [];
    const named = owners.filter((owner) => !owner.rooms.includes(room) && owner.what.test(withoutComments(text)));
    return named.map(({name}) => `${path} names ${name}`);
  });
}

function findOddPaths(all: Files): string[] {
  const roots = ["src/main.ts", "src/App.svelte", "src/app.ts", "src/globals.d.ts"];
  return [...all.keys()].filter((path) => {
    const parts = path.split("/");
    const isOdd = !Object.hasOwn(rooms, roomOf(path)) || /\/index\.\w+$/.test(path);
    // languages are folders of their own within a room's messages
    const isDeep = parts.length > (path.startsWith("src/i18n/messages/") ? 5 : 4);
    return !roots.includes(path) && (isOdd || isDeep);
  });
}

function findMissingRooms(all: Files): string[] {
  const existing = new Set([...all.keys()].map(roomOf));
  return Object.keys(rooms).filter((room) => !existing.has(room));
}

/** Files that stand at the root of their room, its public part, though only the room itself imports them. */
function findPrivateRoots(all: Files, commands: Files): string[] {
  const imported = new Set<string>();
  for (const [path, text] of [...filter(all, /\.(ts|svelte)$/), ...commands])
    for (const {target} of importsOf(text)) {
      const name = resolve(path, target.replace(/\?.*$/, ""));
      if (target.startsWith(".") && roomOf(path) !== roomOf(name)) imported.add(name).add(`${name}.ts`);
    }
  return [...all.keys()].filter((path) => path.split("/").length === 3 && !imported.has(path));
}

/** Callbacks that browsers give their ports and workers. */
const native = /\.on(message|messageerror|error)\s*=/;

/**
 * Callbacks that somebody else has to assign: in `ui` and where rooms are put together the assignment, in `session` and `shop`
 * the field. Whoever follows is handed in when a session is made, or nothing fails while nobody does.
 */
function findCallbacks(all: Files): string[] {
  return [...all].flatMap(([path, text]) => {
    const isBelow = /^src\/(session|shop)\//.test(path);
    const isAbove = ["", "ui"].includes(roomOf(path));
    const pattern = isBelow
      ? /^ +(?:readonly )?on[A-Za-z]+(?:\s*:[^;{\n]*=>[^;\n]*)?\s*=[^>=]/gm
      : /[\w\])!]\.on[A-Za-z]+\s*=(?![=>])/g;
    const found = isBelow || isAbove ? [...withoutComments(text).matchAll(pattern)].map(([match]) => match.trim()) : [];
    return found.filter((match) => !native.test(match)).map((match) => `${path} has ${match}`);
  });
}

function findCycle(all: Files): string[] {
  const edges = new Map(
    [...all].map(([path, text]) => {
      const relative = importsOf(text).filter(({target}) => target.startsWith("."));
      const paths = relative.map(({target}) => resolve(path, target));
      const found = paths.flatMap((name) => [name, `${name}.ts`].filter((each) => all.has(each)));
      // a component that draws a tree draws itself
      return [path, found.filter((each) => each !== path)];
    })
  );
  try {
    topologicalSort(edges);
    return [];
  } catch (error) {
    AppError.assert(error, {code: "graph.cycle"});
    return error.details.names as string[];
  }
}

/** Attributes that a person reads or hears. */
const spoken =
  /\b(?:title|aria-label|aria-description|aria-valuetext|placeholder|alt|label)=(?:"([^"]*)"|'([^']*)'|\{\s*["'`]([^"'`]*)["'`]\s*\})/g;
/** A word of any script; names of file formats are the same in every language. */
const word = /\p{Script=Han}|\p{L}{2,}/u;
const formats = /\b(CSV|PNG|SVG|SQL|GitHub)\b/g;

function findWords(all: Files): string[] {
  return [...all].flatMap(([path, text]) => {
    const markup = withoutComments(text).replace(/<(script|style)\b[\s\S]*?<\/\1>/g, "");
    const labels = [...markup.matchAll(spoken)].map(
      ([, double, single, expression]) => double ?? single ?? expression ?? ""
    );
    const between = withoutExpressions(markup)
      .replace(/<[^>]*>/g, "\n")
      .split("\n");
    const found = [...labels.map(withoutExpressions), ...between].filter((each) =>
      word.test(each.replace(formats, ""))
    );
    return found.map((each) => `${path} says ${each.trim()}`);
  });
}

/** Without what stands in braces, however deep. */
function withoutExpressions(text: string): string {
  let depth = 0;
  let rest = "";
  for (const character of text) {
    if (character === "{") depth += 1;
    if (depth === 0) rest += character;
    if (character === "}") depth = Math.max(0, depth - 1);
  }
  return rest;
}
