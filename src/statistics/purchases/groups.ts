/**
 * Customers who look the same to a model of purchases: `repeats` purchases after the first, the last of them `recency` after
 * the first, watched for `age` since the first. Times in any unit, the same in all.
 */
export interface CustomerGroup {
  repeats: number;
  recency: number;
  age: number;
  /** how many customers */
  customers: number;
}

/** All customers together. */
export function countCustomers(groups: readonly CustomerGroup[]): number {
  return groups.reduce((sum, {customers}) => sum + customers, 0);
}

/** The mean time that a customer was watched. */
export function meanAge(groups: readonly CustomerGroup[]): number {
  return groups.reduce((sum, {age, customers}) => sum + age * customers, 0) / countCustomers(groups);
}

/** A function of a whole number, computed once for each. */
export function remember(compute: (count: number) => number): (count: number) => number {
  const known = new Map<number, number>();
  return (count) => {
    const found = known.get(count) ?? compute(count);
    known.set(count, found);
    return found;
  };
}

/** log(exp(a) + exp(b)), without overflow. */
export function logAdd(a: number, b: number): number {
  const most = Math.max(a, b);
  return most === -Infinity ? most : most + Math.log1p(Math.exp(Math.min(a, b) - most));
}
