const plainTime =
  /^(19|20)\d\d([-/.年](0?[1-9]|1[0-2])[-/.月](0?[1-9]|[12]\d|3[01])日?([ T].*)?|(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(\d{6})?)$/;

/** Whether a text is a time that is parsed without a format, because its year comes first. */
export function looksLikeTime(text: string): boolean {
  return plainTime.test(text);
}

const parts: Readonly<Record<string, string>> = {
  "%d": "(?<d>0?[1-9]|[12]\\d|3[01])",
  "%m": "(?<m>0?[1-9]|1[0-2])",
  "%Y": "(?<Y>(?:19|20)\\d\\d)",
  "%y": "(?<y>\\d\\d)",
  "%b": "(?<b>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
  "%B": "(?<b>january|february|march|april|may|june|july|august|september|october|november|december)",
  "%H": "(?:[01]?\\d|2[0-3])",
  "%I": "(?:0?[1-9]|1[0-2])",
  "%M": "[0-5]\\d",
  "%S": "[0-5]\\d",
  "%p": "[ap]m"
};

const dayForms = [
  "%m/%d/%Y",
  "%d/%m/%Y",
  "%m-%d-%Y",
  "%d-%m-%Y",
  "%d.%m.%Y",
  "%m/%d/%y",
  "%d/%m/%y",
  "%d.%m.%y",
  "%b-%d-%y",
  "%b-%d-%Y",
  "%d-%b-%Y",
  "%d-%b-%y",
  "%d %b %Y",
  "%b %d, %Y",
  "%d %B %Y",
  "%B %d, %Y"
];
const clocks = ["", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p", ", %H:%M", ", %H:%M:%S"];

/** Time formats that must be confirmed, because the year does not come first. */
export const timeFormats: readonly string[] = dayForms.flatMap((day) => clocks.map((clock) => day + clock));

const patterns = new Map(timeFormats.map((format) => [format, patternOf(format)]));

function patternOf(format: string): RegExp {
  const escaped = format.replace(/[.]/g, "\\.");
  return new RegExp(`^${escaped.replace(/%\w/g, (part) => parts[part] ?? part)}$`, "i");
}

/**
 * The format that fits every value. Where day and month are interchangeable, the one under which the rows are in date
 * order; where that does not decide, month first, with `isAmbiguous`.
 */
export function bestFormat(values: readonly string[]): {format: string | null; isAmbiguous: boolean} {
  const [sample] = values;
  if (sample === undefined || looksLikeTime(sample)) return {format: null, isAmbiguous: false};
  const fitting = [...patterns].filter(([, pattern]) => values.every((value) => pattern.test(value)));
  if (fitting.length < 2) return {format: fitting[0]?.[0] ?? null, isAmbiguous: false};
  const jumps = fitting.map(([format, pattern]) => ({
    format,
    jumps: jumpsIn(values.map((value) => dayOf(value, pattern)))
  }));
  const best = jumps.reduce((a, b) => (b.jumps < a.jumps ? b : a));
  const isClear = jumps.every((other) => other === best || other.jumps > best.jumps);
  return {format: best.format, isAmbiguous: !isClear};
}

/** A text's date as a number that increases with it. */
function dayOf(text: string, pattern: RegExp): number {
  const {d = "1", m, b, Y, y = "0"} = pattern.exec(text)?.groups ?? {};
  const month =
    m === undefined
      ? "jan feb mar apr may jun jul aug sep oct nov dec".split(" ").indexOf((b ?? "").slice(0, 3).toLowerCase()) + 1
      : Number(m);
  return (Number(Y ?? 2000 + Number(y)) * 12 + month) * 31 + Number(d);
}

/** How often a sequence changes direction. */
function jumpsIn(days: readonly number[]): number {
  const steps = days.slice(1).map((day, index) => Math.sign(day - days[index]!));
  return Math.min(steps.filter((step) => step < 0).length, steps.filter((step) => step > 0).length);
}
