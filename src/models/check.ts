import {toRows} from "../base/table";
import type {Database} from "../engine/database";
import {quoteIdentifier} from "../engine/sql";
import {shippedModels, type Models} from "./library";
import type {Model} from "./model";

/** A rule of a model's header that some rows break. */
export interface Violation {
  relation: string;
  /** `key`: rows share a key; `check`: a condition does not hold */
  rule: "key" | "check";
  /** the key's columns or the condition, as the header has it */
  expression: string;
  /** rows too many, or rows where the condition is not true */
  rows: number;
}

/** What is checked. */
export interface CheckOptions {
  /** every model unless it says; a relation that does not stand is made for it */
  relations?: Iterable<string>;
  models?: Models;
  signal?: AbortSignal;
}

/** Counts, for each relation, the rows that break its `@key` or a `@check`; only broken rules are returned. */
export async function checkModels(
  db: Database,
  {models = shippedModels, relations = models.keys(), signal}: CheckOptions = {}
): Promise<Violation[]> {
  const violations: Violation[] = [];
  for (const name of relations) {
    const model = models.get(name);
    if (model && model.key.length + model.checks.length > 0) violations.push(...(await checkOne(db, model, signal)));
  }
  return violations;
}

async function checkOne(db: Database, model: Model, signal?: AbortSignal): Promise<Violation[]> {
  const rules = rulesOf(model);
  const counts = rules.map(({count}, index) => `${count} as rule_${index}`).join(", ");
  const [row = {}] = toRows(await db.query(`select ${counts} from ${quoteIdentifier(model.name)}`, {signal}));
  return rules
    .map(({rule, expression}, index) => ({
      relation: model.name,
      rule,
      expression,
      rows: Number(row[`rule_${index}`] ?? 0)
    }))
    .filter(({rows}) => rows > 0);
}

function rulesOf({key, checks}: Model): (Pick<Violation, "rule" | "expression"> & {count: string})[] {
  const columns = key.map(quoteIdentifier).join(", ");
  const unique = {rule: "key" as const, expression: key.join(", "), count: `count(*) - count(distinct (${columns}))`};
  const conditions = checks.map((expression) => ({
    rule: "check" as const,
    expression,
    count: `count(*) filter (where not coalesce((${expression}), false))`
  }));
  return key.length > 0 ? [unique, ...conditions] : conditions;
}
