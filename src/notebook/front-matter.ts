import * as v from "valibot";
import type {Diagnostic} from "../base/errors";
import type {LocalText} from "../base/words";
import {breakOf, ensureBreak, linesOf} from "./text/lines";
import {localText} from "./text/shape";
import {readYaml} from "./yaml";
import {editYaml} from "./yaml-edit";

/** The parsed front matter of a document, and where its body begins. */
export interface FrontMatter {
  /** offset of the first character after it; 0 when there is none */
  end: number;
  title: LocalText;
  lang: string | null;
  needs: string[];
  /** the format version; 1 when absent */
  format: number;
  problems: Diagnostic[];
}

const shapes = {
  title: localText,
  lang: v.string(),
  needs: v.array(v.string()),
  format: v.pipe(v.number(), v.integer(), v.minValue(1))
};

const notAMapping: Diagnostic = {
  code: "notebook.yaml_invalid",
  severity: "warning",
  details: {reason: "NOT_A_MAPPING"},
  at: {line: 2}
};

/** Parses the YAML between `---` lines at the very beginning; unknown keys are kept. */
export function readFrontMatter(text: string): FrontMatter {
  const fences = findFences(text);
  if (!fences) return {end: 0, title: "", lang: null, needs: [], format: 1, problems: []};
  const {value, problems} = readYaml(text.slice(fences.from, fences.to), 2);
  const isMapping = typeof value === "object" && value !== null && !Array.isArray(value);
  const fields = isMapping ? (value as Record<string, unknown>) : {};
  if (!isMapping && value !== null && value !== undefined) problems.push(notAMapping);
  const read = <Key extends keyof typeof shapes>(key: Key, otherwise: v.InferOutput<(typeof shapes)[Key]>) => {
    if (fields[key] === undefined) return otherwise;
    const result = v.safeParse(shapes[key], fields[key]);
    if (result.success) return result.output as v.InferOutput<(typeof shapes)[Key]>;
    problems.push({code: "notebook.front_matter_value", severity: "warning", details: {key}, at: {line: 1}});
    return otherwise;
  };
  const lang = fields.lang === undefined ? null : read("lang", "") || null;
  return {
    end: fences.end,
    title: read("title", ""),
    lang,
    needs: read("needs", []),
    format: read("format", 1),
    problems
  };
}

/** A document with some keys of its front matter changed; front matter is added when missing. */
export function editFrontMatter(text: string, changes: Readonly<Record<string, unknown>>): string {
  const fences = findFences(text);
  const end = breakOf(text);
  if (fences) {
    const body = editYaml(text.slice(fences.from, fences.to), changes);
    return text.slice(0, fences.from) + ensureBreak(body, end) + text.slice(fences.to);
  }
  const mark = text.startsWith("\uFEFF") ? "\uFEFF" : "";
  const body = editYaml("", changes).replaceAll("\n", end);
  return `${mark}---${end}${body}---${end}${end}${text.slice(mark.length)}`;
}

function findFences(text: string): {from: number; to: number; end: number} | null {
  let from: number | null = null;
  for (const line of linesOf(text, text.startsWith("\uFEFF") ? 1 : 0)) {
    const isFence = /^---[ \t]*$/.test(line.text);
    if (from === null) {
      if (!isFence) return null;
      from = line.to;
    } else if (isFence) return {from, to: line.from, end: line.to};
  }
  return null;
}
