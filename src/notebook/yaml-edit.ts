import {
  Document,
  isCollection,
  isMap,
  isScalar,
  parseDocument,
  visit,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap
} from "yaml";
import {AppError} from "../base/errors";
import {breakOf, ensureBreak, lineEnd, lineStart} from "./text/lines";
import {readYaml, withPlainBreaks} from "./yaml";

/**
 * A YAML body with some keys changed; every other line is kept as written, including comments. `undefined` removes a
 * key, a new key is appended. Throws the first `notebook.yaml_…` problem of a body that cannot be parsed.
 */
export function editYaml(body: string, changes: Readonly<Record<string, unknown>>): string {
  return Object.entries(changes).reduce((text, [key, value]) => editKey(text, key, value), body);
}

/** The range of a top-level key's value in a body; null when it has none, or the body cannot be parsed. */
export function placeOfKey(body: string, key: string): {from: number; to: number} | null {
  if (readYaml(body, 1).problems.length > 0) return null;
  const {contents} = parse(body);
  const value = isMap(contents) ? pairOf(contents, key)?.value : null;
  return value?.range ? {from: value.range[0], to: endOf(body, value.range[1])} : null;
}

type Entry = Pair<Node, Node | null>;

function editKey(body: string, key: string, value: unknown): string {
  const before = valuesOf(body);
  if (isSame(before[key], value)) return body;
  const after = Object.fromEntries(
    Object.entries({...before, [key]: value}).filter(([name]) => name !== key || value !== undefined)
  );
  const edited = inPlace(body, key, value);
  return edited !== null && isSame(readYaml(edited, 1).value ?? {}, after) ? edited : rewritten(body, key, value);
}

function valuesOf(body: string): Record<string, unknown> {
  const {value, problems} = readYaml(body, 1);
  const [problem] = problems;
  if (problem) throw new AppError(problem.code, problem.details);
  const values = value ?? {};
  if (typeof values !== "object" || Array.isArray(values))
    throw new AppError("notebook.yaml_invalid", {reason: "NOT_A_MAPPING"});
  return values as Record<string, unknown>;
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function parse(body: string): Document.Parsed {
  return parseDocument(withPlainBreaks(body), {prettyErrors: false, logLevel: "error"});
}

function pairOf(map: YAMLMap, key: string): Entry | undefined {
  return (map.items as Entry[]).find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
}

/** The body with one key changed in place; null where keys are not on lines of their own. */
function inPlace(body: string, key: string, value: unknown): string | null {
  const {contents} = parse(body);
  if (contents === null)
    return value === undefined ? body : ensureBreak(body, breakOf(body)) + write(key, value) + breakOf(body);
  if (!isMap(contents) || contents.flow) return null;
  const pair = pairOf(contents as YAMLMap, key);
  if (!pair) return value === undefined ? body : append(body, contents as YAMLMap, write(key, value));
  return value === undefined ? removePair(body, pair) : replaceValue(body, pair, write(key, value, styleOf(pair)));
}

function append(body: string, map: YAMLMap, line: string): string {
  const pairs = map.items as Entry[];
  const first = pairs[0]?.key.range?.[0] ?? 0;
  const last = pairs.at(-1)!;
  const end = lineEnd(body, endOfPair(body, last));
  const indent = body.slice(lineStart(body, first), first);
  return ensureBreak(body.slice(0, end), breakOf(body)) + indent + line + breakOf(body) + body.slice(end);
}

function removePair(body: string, pair: Entry): string {
  const from = lineStart(body, pair.key.range?.[0] ?? 0);
  return body.slice(0, from) + body.slice(lineEnd(body, endOfPair(body, pair)));
}

/** `line` is the complete new `key: value`, of which only the value is used. */
function replaceValue(body: string, pair: Entry, line: string): string {
  const written = line.slice(line.indexOf(":", String((pair.key as Scalar).value).length));
  return body.slice(0, pair.key.range![1]) + written + body.slice(endOfPair(body, pair));
}

function endOfPair(body: string, {key, value}: Entry): number {
  return endOf(body, Math.max(value?.range?.[1] ?? 0, key.range?.[1] ?? 0));
}

/** The end of a value; YAML reports the end of a block after the blank lines below it. */
function endOf(body: string, offset: number): number {
  return body.slice(0, offset).trimEnd().length;
}

function styleOf({value}: Entry): Scalar.Type | undefined {
  const type = isScalar(value) ? (value as Scalar).type : undefined;
  return type === "QUOTE_DOUBLE" || type === "QUOTE_SINGLE" ? type : undefined;
}

const style = {lineWidth: 0, flowCollectionPadding: false, doubleQuotedMinMultiLineLength: 1e9};

/** `key: value` on one line, nested values in flow style. */
function write(key: string, value: unknown, type?: Scalar.Type): string {
  const document = new Document({[key]: value});
  const map = document.contents as unknown as YAMLMap;
  visit(map, {
    Collection: (_, node) => {
      if (node !== map) node.flow = true;
    },
    Value: (_, node) => {
      if (isScalar(node) && typeof node.value === "string" && /[\r\n]/.test(node.value)) node.type = "QUOTE_DOUBLE";
    }
  });
  const node = (map.items as Entry[])[0]?.value;
  if (type && isScalar(node) && typeof node.value === "string") (node as Scalar).type = type;
  return document.toString(style).trimEnd();
}

/** Writes the whole document again, where an edit in place is not possible. */
function rewritten(body: string, key: string, value: unknown): string {
  const document = parse(body);
  if (value === undefined) document.delete(key);
  else document.set(key, document.createNode(value));
  const node = document.get(key, true) as unknown;
  if (isCollection(node)) node.flow = true;
  const text = document.toString(style);
  return breakOf(body) === "\n" ? text : text.replaceAll("\n", breakOf(body));
}
