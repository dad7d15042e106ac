/** Number and date formats of one locale; dates have no time zone and are read as UTC. */
export interface Formatter {
  /** 12,345 */
  count(value: number): string;
  /** at most two decimals: 1.37 */
  number(value: number): string;
  /** ¥1,234.56, ¥1,235 (`whole`), ¥12.3万 / ¥123K (`short`) */
  money(value: number, style?: "full" | "whole" | "short"): string;
  /** a fraction with a fixed number of decimals: 0.1234 → 12.3% */
  percent(value: number, digits?: number): string;
  /** 12.3万 / 123K: one decimal, none from 100 on or when whole */
  short(value: number): string;
  /** 35 days, 35天 */
  days(value: number): string;
  /** a time that passed, in its largest fitting unit: 10 seconds, 2.5 hours; whole from 3 on */
  seconds(value: number): string;
  /** many days as years and months: 4 years 8 months, 4年8个月 */
  span(days: number): string;
  /** 22 Nov 2026, 2026年11月22日; `short` 22 Nov, 11/22; `month` Nov 2026, 2026年11月 */
  date(value: Date, style?: "full" | "short" | "month"): string;
  /** the days of the week, Monday to Sunday, that holds a day: 9–15 Nov 2026, 2026年11月9日—15日 */
  week(value: Date): string;
  /** a time in this computer's time zone: 09:41 if today, otherwise with its date */
  moment(value: Date, now?: Date): string;
  /** 38 kB, 1.2 MB: powers of a thousand, one decimal below a hundred */
  bytes(value: number): string;
  /** anna, ben and cleo */
  list(values: readonly string[]): string;
}

type Scale = readonly (readonly [size: number, mark: string])[];

const chineseScale: Scale = [
  [1, ""],
  [1e4, "万"],
  [1e8, "亿"]
];
const latinScale: Scale = [
  [1, ""],
  [1e3, "K"],
  [1e6, "M"],
  [1e9, "B"]
];

/**
 * How money names its currency. `$` alone means US dollars and `¥` alone yuan; other currencies written with them are
 * named. Text that is not a currency code (a file may contain anything) is left out.
 */
function currencyOptions(currency: string): Intl.NumberFormatOptions {
  if (!/^[A-Za-z]{3}$/.test(currency)) return {};
  const isShort = ["CNY", "USD"].includes(currency);
  return {
    style: "currency",
    currency,
    currencyDisplay: isShort ? "narrowSymbol" : currency === "JPY" ? "code" : "symbol"
  };
}

/** The formats of a locale; `currency` is an ISO 4217 code, CNY by default. */
export function makeFormatter(locale: string, currency = "CNY"): Formatter {
  const decimals = (minimum: number, maximum = minimum, options: Intl.NumberFormatOptions = {}) => {
    const format = new Intl.NumberFormat(locale, {
      ...options,
      minimumFractionDigits: minimum,
      maximumFractionDigits: maximum
    });
    return (value: number) => signed(format.format(value));
  };
  const inCurrency = currencyOptions(currency);
  const whole = decimals(0);
  const tenths = decimals(0, 1);
  const percents = new Map<number, (value: number) => string>();
  const scale = locale.startsWith("zh") ? chineseScale : latinScale;
  const symbol = symbolOf(locale, inCurrency);
  const short = (value: number) => abbreviate(value, scale, whole, tenths);
  const moneys = {
    full: decimals(2, 2, inCurrency),
    whole: decimals(0, 0, inCurrency),
    short: (value: number) => short(value).replace(/^−?/, (sign) => sign + symbol)
  };
  const dates = makeDates(locale);
  const list = new Intl.ListFormat(locale, {type: "conjunction"});
  return {
    count: whole,
    number: decimals(0, 2),
    money: (value, style = "full") => moneys[style](value),
    percent(value, digits = 1) {
      if (!percents.has(digits)) percents.set(digits, decimals(digits, digits, {style: "percent"}));
      return percents.get(digits)!(value);
    },
    short,
    days: decimals(0, 1, {style: "unit", unit: "day", unitDisplay: "long"}),
    seconds: makeDuration(locale),
    span: makeSpan(locale),
    date: (value, style = "full") => dates[style](value),
    week: (value) => (locale.startsWith("en") ? englishWeek : chineseWeek)(dates, mondayOf(value)),
    moment: makeMoment(locale),
    bytes: (value) => sizeOf(value, tenths, whole),
    list: (values) => list.format(values)
  };
}

const sizes = ["B", "kB", "MB", "GB", "TB"];

function sizeOf(value: number, tenths: (value: number) => string, whole: (value: number) => string): string {
  const power = Math.min(sizes.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, value)) / 3)));
  const scaled = value / 1000 ** power;
  return `${(scaled >= 100 || power === 0 ? whole : tenths)(scaled)} ${sizes[power]}`;
}

/** Formats a moment in this computer's time zone; all other dates have none. */
function makeMoment(locale: string): (value: Date, now?: Date) => string {
  const time = new Intl.DateTimeFormat(locale, {hour: "2-digit", minute: "2-digit", hourCycle: "h23"});
  const day = new Intl.DateTimeFormat(locale, {day: "numeric", month: "short", year: "numeric"});
  return (value, now = new Date()) => {
    const isToday = value.toDateString() === now.toDateString();
    return isToday ? time.format(value) : `${day.format(value)} ${time.format(value)}`;
  };
}

/** Replaces the hyphen by a minus sign, and −0 by 0. */
function signed(text: string): string {
  const positive = text.replace(/^-/, "");
  if (positive === text) return text;
  return /[1-9∞]/.test(positive) ? `−${positive}` : positive;
}

function symbolOf(locale: string, options: Intl.NumberFormatOptions): string {
  const parts = new Intl.NumberFormat(locale, options).formatToParts(0);
  return parts.find(({type}) => type === "currency")?.value ?? "";
}

/** Rounds before choosing the unit: 9,999.6 becomes 1万, not 10,000. */
function abbreviate(
  value: number,
  scale: Scale,
  whole: (value: number) => string,
  tenths: (value: number) => string
): string {
  const stepOf = (size: number) => scale.findLast(([unit]) => size >= unit) ?? scale[0]!;
  const [nearest] = stepOf(Math.abs(value));
  const rounded = roundForReading(Math.abs(value) / nearest) * nearest;
  const [unit, mark] = stepOf(rounded);
  const scaled = (Math.sign(value) * rounded) / unit;
  return (Math.abs(scaled) >= 100 ? whole : tenths)(scaled) + mark;
}

function roundForReading(value: number): number {
  return value >= 99.95 ? Math.round(value) : Math.round(value * 10) / 10;
}

/** Formats seconds in the largest unit of which there are at least one and a half; the smallest is the second. */
function makeDuration(locale: string): (seconds: number) => string {
  const units = [
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
    ["second", 1]
  ] as const;
  const unitDisplay = locale.startsWith("zh") ? "short" : "long"; // 秒, not 秒钟
  return (seconds) => {
    const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= 1.5 * size) ?? units[3];
    const digits = Math.abs(seconds / size) < 3 ? 1 : 0;
    const options = {style: "unit", unit, unitDisplay, maximumFractionDigits: digits} as const;
    return signed(new Intl.NumberFormat(locale, options).format(seconds / size));
  };
}

/** Formats days as years and whole months; three days short of a month are one. */
function makeSpan(locale: string): (days: number) => string {
  const part = (value: number, unit: "year" | "month") =>
    value === 0 ? [] : [new Intl.NumberFormat(locale, {style: "unit", unit, unitDisplay: "long"}).format(value)];
  return (days) => {
    const months = Math.max(1, Math.floor(((days + 3) * 12) / 365.2425));
    const parts = [...part(Math.floor(months / 12), "year"), ...part(months % 12, "month")];
    return parts.join(locale.startsWith("zh") ? "" : " ");
  };
}

type DateStyle = "full" | "short" | "month";

function makeDates(locale: string): Record<DateStyle, (value: Date) => string> {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, {...options, timeZone: "UTC"});
  if (locale.startsWith("en")) return englishDates(format({day: "numeric", month: "short", year: "numeric"}));
  const full = format({dateStyle: "long"});
  const short = format({month: "numeric", day: "numeric"});
  const month = format({year: "numeric", month: "long"});
  return {full: (value) => full.format(value), short: (value) => short.format(value), month: (v) => month.format(v)};
}

/** Day before month (22 Nov), which British and American readers both understand. */
function englishDates(format: Intl.DateTimeFormat): Record<DateStyle, (value: Date) => string> {
  const parts = (value: Date) => Object.fromEntries(format.formatToParts(value).map(({type, value}) => [type, value]));
  const join = (value: Date, ...names: string[]) => {
    const found = parts(value);
    return names.map((name) => found[name]).join(" ");
  };
  return {
    full: (value) => join(value, "day", "month", "year"),
    short: (value) => join(value, "day", "month"),
    month: (value) => join(value, "month", "year")
  };
}

/** The Monday of the ISO 8601 week that holds a day. */
function mondayOf(day: Date): Date {
  return daysAfter(day, 1 - (day.getUTCDay() || 7));
}

function daysAfter(day: Date, days: number): Date {
  return new Date(day.getTime() + days * 86_400_000);
}

/** What the first and the last day of a week have in common is written once: the year first, then the month. */
function chineseWeek({full}: Record<DateStyle, (value: Date) => string>, monday: Date): string {
  const from = full(monday);
  const to = full(daysAfter(monday, 6));
  const common = ["月", "年"].map((mark) => from.slice(0, from.indexOf(mark) + 1)).find((part) => to.startsWith(part));
  return `${from}—${to.slice(common?.length ?? 0)}`;
}

/** As in `chineseWeek`, with the month and year last. */
function englishWeek({full, short}: Record<DateStyle, (value: Date) => string>, monday: Date): string {
  const sunday = daysAfter(monday, 6);
  if (monday.getUTCMonth() === sunday.getUTCMonth()) return `${monday.getUTCDate()}–${full(sunday)}`;
  const isOneYear = monday.getUTCFullYear() === sunday.getUTCFullYear();
  return `${(isOneYear ? short : full)(monday)} – ${full(sunday)}`;
}
