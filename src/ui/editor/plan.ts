/** An operator of a query plan, with its inputs. */
export interface PlanStep {
  /** DuckDB's name of the operator: `HASH_JOIN` */
  operator: string;
  /** its table, conditions, groups */
  facts: readonly string[];
  /** estimated rows; null without an estimate */
  rows: number | null;
  inputs: readonly PlanStep[];
}

/** Parses the result of `explainSelect`; empty when it is not a plan. */
export function readPlan(plan: string): PlanStep[] {
  try {
    const roots = JSON.parse(plan) as unknown;
    return Array.isArray(roots) ? roots.map(readStep) : [];
  } catch {
    return [];
  }
}

/** Details that are left out. */
const silent = new Set([
  "Type",
  "Join Type",
  "Estimated Cardinality",
  "CTE Index",
  "Table Index",
  "Index",
  "Scan Type"
]);

function readStep(step: unknown): PlanStep {
  const {name, children, extra_info: facts} = (step ?? {}) as Record<string, unknown>;
  const told = typeof facts === "object" && facts !== null ? (facts as Record<string, unknown>) : {};
  const rows = Number(told["Estimated Cardinality"] ?? NaN);
  return {
    operator: String(name ?? "").trim(),
    facts: Object.entries(told).flatMap(([key, value]) => (silent.has(key) ? [] : detailTexts(key, value))),
    rows: Number.isFinite(rows) ? rows : null,
    inputs: Array.isArray(children) ? children.map(readStep) : []
  };
}

/** A detail as texts, without column positions (`#1`) and internal compression functions. */
function detailTexts(key: string, value: unknown): string[] {
  const texts = [value].flat().map((each) => String(each).trim());
  const known = texts.filter((text) => text !== "" && !/^#\d+$|__internal_/.test(text));
  // such as memory.main.orders
  return key === "Table" ? known.map((text) => text.split(".").at(-1)!) : known;
}
