/** Some who were watched for so long, and whether it then happened to them. */
export interface Spell {
  time: number;
  happened: boolean;
  count: number;
}

/** A step of the curve. */
export interface SurvivalStep {
  time: number;
  /** watched until then, to whom it had not happened before */
  atRisk: number;
  happened: number;
  /** the share to whom it has not happened by then */
  survival: number;
  standardError: number;
  /** 95 %, on the scale of log(-log), which stays between 0 and 1 */
  low: number;
  high: number;
}

const z = 1.959963984540054;

/**
 * The share to whom something has not happened by a time, where some were watched for less long: Kaplan and Meier, Journal of
 * the American Statistical Association 53 (1958), with Greenwood's variance. A step for each time at which it happened.
 */
export function kaplanMeier(spells: readonly Spell[]): SurvivalStep[] {
  const steps: SurvivalStep[] = [];
  let atRisk = spells.reduce((sum, {count}) => sum + count, 0);
  let survival = 1;
  let greenwood = 0;
  for (const {time, happened, left} of byTime(spells)) {
    if (happened > 0) {
      survival *= 1 - happened / atRisk;
      greenwood += happened / (atRisk * (atRisk - happened));
      steps.push({time, atRisk, happened, survival, ...band(survival, greenwood)});
    }
    atRisk -= left;
  }
  return steps;
}

/** What happened at each time, in order, and how many were watched no longer. */
function byTime(spells: readonly Spell[]): {time: number; happened: number; left: number}[] {
  const times = new Map<number, {time: number; happened: number; left: number}>();
  for (const {time, happened, count} of spells) {
    const at = times.get(time) ?? {time, happened: 0, left: 0};
    times.set(time, {time, happened: at.happened + (happened ? count : 0), left: at.left + count});
  }
  return [...times.values()].sort((a, b) => a.time - b.time);
}

function band(survival: number, greenwood: number): Pick<SurvivalStep, "standardError" | "low" | "high"> {
  if (survival <= 0 || survival >= 1) return {standardError: 0, low: survival, high: survival};
  const spread = Math.exp((z * Math.sqrt(greenwood)) / Math.abs(Math.log(survival)));
  return {
    standardError: survival * Math.sqrt(greenwood),
    low: survival ** spread,
    high: survival ** (1 / spread)
  };
}
