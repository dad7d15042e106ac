import {median} from "./case";

/** What something took, milliseconds: on the clock, and of the processor. */
export interface Cost {
  wall: number;
  /** time of all threads that worked at it; NaN where the system does not tell */
  cpu: number;
}

/** What a task takes in this process. */
export async function costOf(task: () => Promise<unknown>): Promise<Cost> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await task();
  const wall = performance.now() - start;
  const {user, system} = process.cpuUsage(cpu);
  return {wall, cpu: (user + system) / 1000};
}

/** Both times of all parts together. */
export function totalOf(costs: readonly Cost[]): Cost {
  return {
    wall: costs.reduce((sum, {wall}) => sum + wall, 0),
    cpu: costs.reduce((sum, {cpu}) => sum + cpu, 0)
  };
}

/** The medians of both times, each for itself. */
export function medianCost(costs: readonly Cost[]): Cost {
  return {wall: median(costs.map(({wall}) => wall)), cpu: median(costs.map(({cpu}) => cpu))};
}
