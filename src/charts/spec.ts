import * as v from "valibot";
import type {Diagnostic} from "../base/errors";
import type {LocalText} from "../base/words";
import {commonEntries, schemaOf, type ChartKind} from "./kind";
import {chartKinds} from "./registry";

/** The content of a chart cell: data, kind and channels, all plain values; no function, URL or markup. */
export interface ChartSpec {
  /** the cell or relation that provides the rows */
  from: string;
  /** a name in `charts/kinds/` */
  kind: string;
  title?: LocalText;
  /** a remark under the title: unit, denominator, period */
  note?: LocalText;
  /** width in reading mode: two halves stand side by side, or a third beside two thirds; `full` by default */
  width?: "full" | "half" | "third" | "two_thirds";
  /** the input variable set by a click on a mark or by a range */
  select?: string;
  /** what the data must contain for the chart to be drawn: `customers`, `refunds` … */
  need?: string;
  /** channels and options of the kind */
  [key: string]: unknown;
}

/** The usable part of a spec, and its problems. */
export interface ParsedChartSpec {
  /** null when one of the problems is an error */
  spec: ChartSpec | null;
  problems: Diagnostic[];
}

/** The input variables that selections in the chart set. */
export function selectedBy({select, selectY}: ChartSpec): string[] {
  return [select, selectY].filter((name): name is string => typeof name === "string");
}

const refusedKeys = new Set([
  "href",
  "src",
  "image",
  "classname",
  "class",
  "style",
  "render",
  "transform",
  "id",
  "html"
]);
const ignoredKeys = new Set(["__proto__", "constructor", "prototype"]);

/**
 * Parses the value of a chart cell's YAML. Unknown keys are kept with a warning; keys that could carry a link, a style
 * or code are refused; keys that touch prototypes are dropped.
 */
export function parseChartSpec(value: unknown): ParsedChartSpec {
  if (!isPlainObject(value)) return {spec: null, problems: [problem("charts.not_a_mapping", {})]};
  const {spec, problems} = copyKeys(value);
  const kind = chartKinds.get(String(spec.kind));
  if (spec.kind === undefined) problems.push(problem("charts.missing_key", {key: "kind"}));
  else if (!kind) problems.push(problem("charts.unknown_kind", {kind: String(spec.kind)}));
  else problems.push(...checkKeys(spec, kind), ...checkValues(spec, kind));
  return {spec: problems.some(({severity}) => severity === "error") ? null : (spec as ChartSpec), problems};
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function problem(
  code: string,
  details: Record<string, unknown>,
  severity: Diagnostic["severity"] = "error"
): Diagnostic {
  return {code, severity, details};
}

function copyKeys(value: Record<string, unknown>): {spec: Record<string, unknown>; problems: Diagnostic[]} {
  const spec: Record<string, unknown> = {};
  const problems: Diagnostic[] = [];
  for (const key of Object.keys(value)) {
    if (ignoredKeys.has(key)) problems.push(problem("charts.ignored_key", {key}, "warning"));
    else if (refusedKeys.has(key.toLowerCase()) || typeof value[key] === "function")
      problems.push(problem("charts.refused_key", {key}));
    else spec[key] = value[key];
  }
  return {spec, problems};
}

function checkKeys(spec: Record<string, unknown>, kind: ChartKind): Diagnostic[] {
  const known = {...commonEntries, ...kind.channels, ...kind.options};
  return Object.keys(spec)
    .filter((key) => !Object.hasOwn(known, key))
    .map((key) => problem("charts.unknown_key", {key, kind: kind.name}, "warning"));
}

function checkValues(spec: Record<string, unknown>, kind: ChartKind): Diagnostic[] {
  const {issues = []} = v.safeParse(schemaOf(kind), spec);
  const keys = new Set(issues.map((issue) => String(issue.path?.[0]?.key ?? "")));
  return [...keys].map((key) => {
    return spec[key] === undefined
      ? problem("charts.missing_key", {key})
      : problem("charts.bad_value", {key, value: shown(spec[key])});
  });
}

/** A value as quoted in a message, truncated. */
function shown(value: unknown): string {
  return (typeof value === "string" ? value : (JSON.stringify(value) ?? String(value))).slice(0, 80);
}
