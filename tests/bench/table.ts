import type {Measurement, Target} from "./case";

/** Measurements as a Markdown table. */
export function toTable(measurements: readonly Measurement[]): string {
  const head = ["what", "ours", "range", "beside", "ratio", "target", "met", "note"];
  const rows = measurements.map(row);
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function row(measurement: Measurement): string[] {
  const {what, ours, unit, samples, beside = {}, target, note = ""} = measurement;
  return [
    what,
    amount(ours, unit),
    samples.length > 1 ? `${digits(Math.min(...samples))}–${digits(Math.max(...samples))}` : "",
    Object.entries(beside)
      .map(([name, value]) => `${name} ${amount(value, unit)}`)
      .join(", "),
    ratioText(measurement),
    target ? targetText(target, unit) : "",
    target ? (isMet(measurement) ? "yes" : "no") : "",
    note
  ];
}

/** Whether a measurement comes to what it should; true without a target. */
export function isMet({ours, beside = {}, target}: Measurement): boolean {
  if (target === undefined) return true;
  if (target.kind === "at_most") return ours <= target.value;
  const other = beside[target.other] ?? NaN;
  return target.kind === "speed_of" ? other / ours >= target.share : ours / other <= target.factor;
}

function ratioText({ours, beside = {}, target}: Measurement): string {
  if (target?.kind === "times") return (ours / (beside[target.other] ?? NaN)).toFixed(2);
  return Object.entries(beside)
    .map(([name, value]) => `${(value / ours).toFixed(2)} of ${name}`)
    .join(", ");
}

function targetText(target: Target, unit: Measurement["unit"]): string {
  if (target.kind === "at_most") return `≤ ${amount(target.value, unit)}`;
  if (target.kind === "speed_of") return `≥ ${target.share} of ${target.other}`;
  return `≤ ${target.factor} × ${target.other}`;
}

function amount(value: number, unit: Measurement["unit"]): string {
  return `${digits(value)} ${unit}`;
}

function digits(value: number): string {
  if (Number.isNaN(value)) return "–";
  return value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString("en");
}
