import type {Measurement, Target} from "./case";

/** Measurements as a Markdown table; every ratio is ours over the other's, so less is better everywhere. */
export function toTable(measurements: readonly Measurement[]): string {
  const head = ["what", "ours", "range", "CPU", "beside", "ratio", "CPU ratio", "target", "met", "note"];
  const rows = measurements.map(row);
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function row(measurement: Measurement): string[] {
  const {what, ours, unit, samples, cpu, beside, besideCpu, target, note = ""} = measurement;
  return [
    what,
    amount(ours, unit),
    samples.length > 1 ? `${digits(Math.min(...samples))}–${digits(Math.max(...samples))}` : "",
    cpu === undefined ? "" : amount(cpu, "ms"),
    besideText(measurement),
    ratios(ours, beside),
    ratios(cpu, besideCpu),
    target ? targetText(target, unit) : "",
    target ? (isMet(measurement) ? "yes" : "no") : "",
    note
  ];
}

/** Whether a measurement comes to what it should; true without a target, false where either side is missing. */
export function isMet({ours, cpu, beside, besideCpu, target}: Measurement): boolean {
  if (target === undefined) return true;
  if (target.kind === "at_most") return ours <= target.value;
  const [mine, others] = target.by === "cpu" ? [cpu, besideCpu] : [ours, beside];
  return (mine ?? NaN) / (others?.[target.other] ?? NaN) <= target.factor;
}

/** `native 1,150 ms (CPU 1,140)` */
function besideText({unit, beside = {}, besideCpu = {}}: Measurement): string {
  const texts = Object.entries(beside).map(([name, value]) => {
    const cpu = besideCpu[name];
    return `${name} ${amount(value, unit)}${cpu === undefined ? "" : ` (CPU ${digits(cpu)})`}`;
  });
  return texts.join(", ");
}

/** `2.41 × native` */
function ratios(ours: number | undefined, others: Readonly<Record<string, number>> = {}): string {
  if (ours === undefined) return "";
  return Object.entries(others)
    .map(([name, value]) => `${(ours / value).toFixed(2)} × ${name}`)
    .join(", ");
}

function targetText(target: Target, unit: Measurement["unit"]): string {
  if (target.kind === "at_most") return `≤ ${amount(target.value, unit)}`;
  return `${target.by === "cpu" ? "CPU " : ""}≤ ${target.factor.toFixed(2)} × ${target.other}`;
}

function amount(value: number, unit: Measurement["unit"]): string {
  return `${digits(value)} ${unit}`;
}

function digits(value: number): string {
  if (Number.isNaN(value)) return "–";
  return value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString("en");
}
