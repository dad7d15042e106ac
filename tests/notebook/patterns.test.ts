import {readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import ts from "typescript";
import {describe, expect, test} from "vitest";
import {readFrontMatter} from "../../src/notebook/front-matter";
import {freeName, nearestName, problemOfName} from "../../src/notebook/names";
import {findRelations} from "../../src/engine/references";
import {revealed, suspectName} from "../../src/notebook/suspicion";
import {readYaml} from "../../src/notebook/yaml";
import {tokenize} from "../../src/engine/sql";

// B9: every regular expression of ours that meets a stranger's text, against fifty thousand characters made to hurt it
const size = 50_000;
const limit = 50;

const paths = ["src/notebook", "src/ingest", "src/charts", "src/engine", "src/persist", "src/base"]
  .flatMap((root) => readdirSync(root, {recursive: true, encoding: "utf8"}).map((name) => join(root, name)))
  .filter((path) => path.endsWith(".ts"));

interface Found {
  where: string;
  pattern: RegExp;
}

/** Every literal, and every `new RegExp` of a plain text, as the compiler sees them. */
function patternsIn(path: string): Found[] {
  const text = readFileSync(path, "utf8");
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: Found[] = [];
  const add = (node: ts.Node, body: string, flags: string) => {
    const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
    found.push({where: `${path}:${line} /${body}/${flags}`, pattern: new RegExp(body, flags)});
  };
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf("/");
      add(node, node.text.slice(1, end), node.text.slice(end + 1));
    }
    if (ts.isNewExpression(node) && node.expression.getText() === "RegExp") {
      const [body, flags] = node.arguments ?? [];
      if (body && ts.isStringLiteralLike(body))
        add(node, body.text, flags && ts.isStringLiteralLike(flags) ? flags.text : "");
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const patterns = paths.flatMap(patternsIn);

/** Letters that a pattern is about, and walls of them: what makes it try again and again. */
function wallsFor({source}: RegExp): string[] {
  const own = source
    .replace(/\\[pP]\{[^}]*\}|\\u\{?[\dA-Fa-f]+\}?|\\[a-zA-Z]|\(\?<?[\w=!:]*>?|[[\](){}^$+*?|.]/g, " ")
    .split(/\s+/)
    .map((part) => part.replaceAll("\\", ""))
    .filter((part) => part !== "");
  const pieces = [
    ...own.slice(0, 6),
    ...own.slice(0, 3).map((part) => `${part}a`),
    "a",
    " ",
    "\n",
    "0",
    "\u4e2d",
    "{",
    "-"
  ];
  return [...new Set(pieces)].map((piece) => `${piece.repeat(Math.ceil(size / piece.length)).slice(0, size)}\0`);
}

/** Milliseconds of work, however busy the machine is with others'. */
function timeOf(run: () => unknown): number {
  const start = process.cpuUsage();
  run();
  const {user, system} = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** The best of three, since other programs run meanwhile; none is measured again that was quick. */
function best(run: () => unknown): number {
  let least = Infinity;
  for (let time = 0; time < 3 && least > limit / 2; time += 1) least = Math.min(least, timeOf(run));
  return least;
}

/** What is used with `g` is used on all of a text, by `replace`, `matchAll` or `split`. */
function searchAll(pattern: RegExp, text: string): void {
  const again = new RegExp(pattern.source, pattern.flags.replace("y", ""));
  if (!again.global) again.test(text);
  else text.replace(again, "");
}

test("regular expressions are found where they stand", () => {
  expect(patterns.length).toBeGreaterThan(100);
  expect(patterns.some(({where}) => where.includes("src/notebook/text/lines.ts"))).toBe(true);
});

test("the search for slow expressions finds one", () => {
  const slow = /(a+)+$/;
  expect(best(() => searchAll(slow, `${"a".repeat(24)}!`))).toBeGreaterThan(limit);
});

describe.each(paths.filter((path) => patternsIn(path).length > 0))("%s", (path) => {
  test("has no expression that a hostile text makes slow", () => {
    const slow = patternsIn(path).flatMap(({where, pattern}) =>
      wallsFor(pattern).flatMap((text) => {
        const took = best(() => searchAll(pattern, text));
        return took > limit ? [`${where} on ${JSON.stringify(text.slice(0, 12))}… took ${Math.round(took)} ms`] : [];
      })
    );
    expect(slow).toEqual([]);
  });
});

// those that are put together while the page runs
const walls = wallsFor(/a/).concat(
  ["$a$", "e'\\", '"a""', "{{a.", "[", "- - ", "? ", "\u200b", "\u202ea", "a\u0430", "---\n", "<!--"].map((piece) =>
    piece.repeat(Math.ceil(size / piece.length)).slice(0, size)
  )
);
test.each<[string, (text: string) => unknown, number]>([
  ["split into SQL's words", tokenize, 500],
  ["searched for relations", findRelations, 500],
  ["read as YAML", (text) => readYaml(text, 1), limit],
  ["read as front matter", (text) => readFrontMatter(`---\n${text}\n---\n`), 100],
  ["refused as a name", (text) => problemOfName(text, new Set()), limit],
  ["made a name", (text) => freeName({cells: []}, text), limit],
  ["compared with names", (text) => nearestName(text, ["orders"]), limit],
  ["written out", revealed, limit],
  ["suspected", (text) => suspectName(text, ["orders"], {where: "title", cell: null}), 200]
])("a wall of anything is %s without a wait", (_, run, most) => {
  const slow = walls.flatMap((text) => {
    let took = Infinity;
    for (let time = 0; time < 3 && took > most; time += 1) took = timeOf(() => run(text));
    return took > most ? [`${JSON.stringify(text.slice(0, 12))} ${Math.round(took)} ms`] : [];
  });
  expect(slow).toEqual([]);
});
