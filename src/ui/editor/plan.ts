/** One step of a query plan, and those it takes its rows from. */
export interface PlanStep {
  /** DuckDB's name of what is done: `HASH_JOIN` */
  operator: string;
  /** what it works on: a table, conditions, groups */
  facts: readonly string[];
  /** rows it is expected to give; null where DuckDB does not guess */
  rows: number | null;
  inputs: readonly PlanStep[];
}

/** Reads the plan that `explainSelect` gives; nothing for what is none. */
export function readPlan(plan: string): PlanStep[] {
  try {
    const roots = JSON.parse(plan) as unknown;
    return Array.isArray(roots) ? roots.map(readStep) : [];
  } catch {
    return [];
  }
}

/** keys that say how rather than what */
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
    facts: Object.entries(told).flatMap(([key, value]) => (silent.has(key) ? [] : sayFact(key, value))),
    rows: Number.isFinite(rows) ? rows : null,
    inputs: Array.isArray(children) ? children.map(readStep) : []
  };
}

/** A fact as texts; places in a row (`#1`) and DuckDB's own compression mean nothing to a reader. */
function sayFact(key: string, value: unknown): string[] {
  const texts = [value].flat().map((each) => String(each).trim());
  const known = texts.filter((text) => text !== "" && !/^#\d+$|__internal_/.test(text));
  // memory.main.orders
  return key === "Table" ? known.map((text) => text.split(".").at(-1)!) : known;
}
