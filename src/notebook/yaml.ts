import {isMap, isScalar, parseDocument, visit, type Document} from "yaml";
import type {Diagnostic} from "../base/errors";

/** The value of a YAML body; `undefined` when there is any problem. */
export interface ParsedYaml {
  value: unknown;
  problems: Diagnostic[];
}

const forbiddenKeys: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);
const codes: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: "notebook.yaml_duplicate_key",
  TAG_RESOLVE_FAILED: "notebook.yaml_tag"
};
/** Maximum nesting depth, so that a malicious text cannot overflow the stack. */
const deepest = 40;
/** Maximum characters, short enough to be parsed while typing. */
const longest = 20_000;

/**
 * Parses YAML 1.2 as plain data: no aliases, no custom tags, no duplicate keys, no keys that touch prototypes.
 * `firstLine` is the document's line on which the text begins.
 */
export function readYaml(text: string, firstLine: number): ParsedYaml {
  if (text.length > longest) return {value: undefined, problems: [problem("notebook.too_large", firstLine)]};
  if (nestsTooDeep(text)) return {value: undefined, problems: [problem("notebook.yaml_too_deep", firstLine)]};
  try {
    const document = parseDocument(withPlainBreaks(text), {
      uniqueKeys: true,
      prettyErrors: false,
      strict: true,
      logLevel: "error"
    });
    const problems = problemsOf(document, text, firstLine);
    return {value: problems.length > 0 ? undefined : document.toJS({maxAliasCount: 0}), problems};
  } catch (error) {
    return {value: undefined, problems: [problem("notebook.yaml_invalid", firstLine, {reason: nameOf(error)})]};
  }
}

/** The same text with the same offsets; a single CR, which the parser does not accept as a line break, becomes LF. */
export function withPlainBreaks(text: string): string {
  return text.replace(/\r(?!\n)/g, "\n");
}

function problemsOf(document: Document.Parsed, text: string, firstLine: number): Diagnostic[] {
  const lineOf = (offset = 0) => firstLine + text.slice(0, offset).split(/\r\n|\n|\r/).length - 1;
  const problems = [...document.errors, ...document.warnings].map(({code, pos}) =>
    problem(codes[code] ?? "notebook.yaml_invalid", lineOf(pos[0]), {reason: code})
  );
  if (problems.length > 0) return problems;
  visit(document, {
    Alias: (_, node) => void problems.push(problem("notebook.yaml_alias", lineOf(node.range?.[0]))),
    Pair: (_, {key}) => {
      const name = isScalar(key) ? String(key.value) : "";
      if (!isScalar(key) || forbiddenKeys.has(name)) {
        const range = isScalar(key) || isMap(key) ? key.range : null;
        problems.push(problem("notebook.yaml_key", lineOf(range?.[0]), {name}));
      }
    }
  });
  return problems;
}

function nestsTooDeep(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === "[" || character === "{") depth += 1;
    else if (character === "]" || character === "}") depth -= 1;
    if (depth > deepest) return true;
  }
  return /^(?:[ ]*[-?:] ){40}/m.test(text) || new RegExp(`^ {${deepest * 2}}`, "m").test(text);
}

function problem(code: string, line: number, details: Record<string, unknown> = {}): Diagnostic {
  return {code, severity: "error", details, at: {line}};
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "unknown";
}
