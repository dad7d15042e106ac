import type {Row} from "../../base/table";
import type {Matrix} from "../fitting/matrix";
import type {BetaGeometric, BetaGeometricKind} from "../purchases/beta-geometric";
import type {CustomerGroup} from "../purchases/groups";

/** Models measure time in weeks, as the literature does. */
export const daysPerWeek = 7;

/** Rows by their column `forecast`, in order of first mention. */
export function byForecast(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const forecast = String(row.forecast);
    const group = groups.get(forecast);
    if (group) group.push(row);
    else groups.set(forecast, [row]);
  }
  return groups;
}

/** A row `repeats, recency_days, age_days, customers`. */
export function groupOf(row: Row): CustomerGroup {
  return {
    repeats: Number(row.repeats),
    recency: Number(row.recency_days) / daysPerWeek,
    age: Number(row.age_days) / daysPerWeek,
    customers: Number(row.customers)
  };
}

/** A fitted model as rows carry it. */
export interface FittedModel {
  kind: BetaGeometricKind;
  parameters: BetaGeometric;
  /** the same with one parameter's logarithm raised or lowered by a step, in pairs */
  around: readonly (readonly [BetaGeometric, BetaGeometric])[];
  /** a root of the covariances of the logarithms: lower triangular, row by row */
  root: Matrix;
}

/** Step of the slopes along the logarithm of a parameter. */
const slopeStep = 1e-4;

/** The model in columns `model, r, alpha, a, b, covariances`, the last of them four rows with bars between them. */
export function modelOf(row: Row): FittedModel {
  const parameters = {r: Number(row.r), alpha: Number(row.alpha), a: Number(row.a), b: Number(row.b)};
  const names = ["r", "alpha", "a", "b"] as const;
  const moved = (name: (typeof names)[number], by: number) => ({
    ...parameters,
    [name]: parameters[name] * Math.exp(by)
  });
  const covariance = String(row.covariances)
    .split("|")
    .map((line) => line.split(" ").map(Number));
  return {
    kind: row.model as BetaGeometricKind,
    parameters,
    around: names.map((name) => [moved(name, slopeStep), moved(name, -slopeStep)] as const),
    root: cholesky(covariance)
  };
}

/**
 * What a number that depends on the parameters gains by each of four independent errors of one standard deviation: the squares
 * of their sums over customers add up to the variance of the sum (delta method).
 */
export function errorsOf({around, root}: FittedModel, of: (parameters: BetaGeometric) => number): number[] {
  const slopes = around.map(([up, down]) => (of(up) - of(down)) / (2 * slopeStep));
  return root.map((_, column) => slopes.reduce((sum, slope, row) => sum + slope * root[row]![column]!, 0));
}

/** The lower triangular matrix whose product with its transpose a matrix of covariances is. */
function cholesky(matrix: Matrix): Matrix {
  const root = matrix.map((row) => row.map(() => 0));
  for (let i = 0; i < matrix.length; i++)
    for (let j = 0; j <= i; j++) {
      const known = root[i]!.reduce((sum, value, k) => (k < j ? sum + value * root[j]![k]! : sum), 0);
      const rest = matrix[i]![j]! - known;
      root[i]![j] = i === j ? Math.sqrt(Math.max(rest, 0)) : root[j]![j] ? rest / root[j]![j]! : 0;
    }
  return root;
}
