/** How amounts are written: currency marks beside the number, blanks and apostrophes within it, its sign. */

/** A currency's marks as a regular expression for JavaScript and SQL; `code` is null where several currencies share it. */
interface CurrencyMark {
  code: string | null;
  marks: string;
}

/** Marks that may stand beside an amount, upper case, those that contain others first. */
const currencyMarks: readonly CurrencyMark[] = [
  {code: "USD", marks: "US ?\\$|USD|US DOLLARS?|美[元圆金]"},
  {code: "AUD", marks: "AU? ?\\$|AUD"},
  {code: "CAD", marks: "CA? ?\\$|CAD"},
  {code: "NZD", marks: "NZ ?\\$|NZD"},
  {code: "HKD", marks: "HK ?\\$|HKD|港[币幣元]"},
  {code: "TWD", marks: "NT ?\\$|TWD|NTD|新?[台臺][币幣]"},
  {code: "BRL", marks: "R ?\\$|BRL"},
  {code: "SGD", marks: "SG? ?\\$|SGD"},
  {code: "MXN", marks: "MXN? ?\\$|MXN"},
  {code: "EUR", marks: "€|EUROS?|EUR|欧元"},
  {code: "GBP", marks: "£|￡|GBP|英镑"},
  {code: "JPY", marks: "JP ?[¥￥]|JPY|日[元圆円]|円"},
  {code: "CNY", marks: "CN ?[¥￥]|CNY|RMB|人民[币幣]"},
  {code: "KRW", marks: "₩|KRW|원"},
  {code: "RUB", marks: "₽|RUB|РУБ\\.?|Р\\."},
  {code: "INR", marks: "₹|INR|RS\\.?"},
  {code: "PLN", marks: "ZŁ|PLN"},
  {code: "CZK", marks: "KČ|CZK"},
  {code: "SEK", marks: "SEK"},
  {code: "NOK", marks: "NOK"},
  {code: "DKK", marks: "DKK"},
  {code: "CHF", marks: "CHF|S?FR\\."},
  {code: "VND", marks: "₫|Đ|VNĐ|VND"},
  {code: "THB", marks: "฿|THB|บาท"},
  {code: "IDR", marks: "RP\\.?|IDR"},
  {code: "PHP", marks: "₱|PHP"},
  {code: "MYR", marks: "RM|MYR"},
  {code: "TRY", marks: "₺|TRY|TL"},
  {code: "UAH", marks: "₴|UAH|ГРН\\.?"},
  {code: "HUF", marks: "HUF|FT"},
  {code: "ILS", marks: "₪|ILS"},
  {code: null, marks: "KR\\.?|\\$|[¥￥元圆]"}
];

const words = currencyMarks.map(({marks}) => marks).join("|");
const blank = "\\s\u00A0\u2007\u2009\u202F\u3000";
const apostrophe = "'’‘´`ʼ＇";

/** Every currency mark, for SQL on upper-case texts: not within a word, and a backslash where Japanese had a yen sign. */
export const currencyMarkPattern = `^([-+(]?)\\\\|(${words})`;

/** Blanks and apostrophes between digits, for SQL. */
export const digitGapPattern = `[${blank}${apostrophe}]`;

const atStart = new RegExp(
  `^([-+(]?)[${blank}]*(?:${words}|[A-Z]{3}|\\\\)[${blank}]*(?=[-+(]?[${blank}]*[\\d.,])`,
  "u"
);
const atEnd = new RegExp(`(?<=[\\d)-])[${blank}]*(?:${words}|[A-Z]{3}|%)(\\)?)$`, "u");
const gap = new RegExp(`(?<=\\d)[${blank}${apostrophe}](?=\\d{3}(?!\\d))`, "gu");
const full = "０１２３４５６７８９．，＋（）";

/** Characters that stand for others in amounts, for SQL's `translate`: full-width digits and signs, and several minus signs. */
export const narrowed: readonly [string, string] = [`${full}−－–﹣‐`, "0123456789.,+()-----"];

/**
 * The digits and separators of an amount or number as written, with `-` before them where it is negative in any way; null for
 * other texts. `-$1,234.50`, `1 234,50 €`, `(12.50)`, `20.90-`, `￥１２．５`, `10%`.
 */
export function bareNumber(text: string): string | null {
  if (text.length > 40 || !/\d|[０-９]/.test(text)) return null;
  const narrow = [...text.trim().toUpperCase()]
    .map((sign) => narrowed[1][[...narrowed[0]].indexOf(sign)] ?? sign)
    .join("");
  const bare = narrow.replace(atStart, "$1").replace(atEnd, "$1").replace(gap, "");
  const written = /^(?<before>[-+(]?)\s*(?<inner>-?)(?<digits>\d[\d.,]*|[.,]\d+)(?<after>-|\)?)$/.exec(bare)?.groups;
  if (!written) return null;
  const {before, inner, digits = "", after} = written;
  if ((before === "(") !== (after === ")")) return null;
  return before === "-" || before === "(" || inner === "-" || after === "-" ? `-${digits}` : digits;
}

/** The codes of the currencies that amounts name, without marks that several share; the commonest first. */
export function currenciesIn(amounts: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const amount of amounts) {
    const code = codeOf(amount);
    if (code !== null) counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([code]) => code);
}

const beside = (marks: string) => new RegExp(`^[-+(]?\\s*(${marks})\\s*[-+(\\d.]|[\\d).-]\\s*(${marks})\\)?$`, "u");
const patterns = currencyMarks.flatMap(({code, marks}) => (code === null ? [] : [{code, pattern: beside(marks)}]));

function codeOf(amount: string): string | null {
  const text = amount.trim().toUpperCase();
  return patterns.find(({pattern}) => pattern.test(text))?.code ?? null;
}

/** SQL for the code of the currency that an amount names; null where it names none. */
export function currencyOfAmount(cell: string): string {
  const cases = currencyMarks.flatMap(({code, marks}) =>
    code === null ? [] : [`when regexp_matches(upper(${cell}), '${marks}') then '${code}'`]
  );
  return `case ${cases.join(" ")} end`;
}

/** SQL for a currency's code, of its code, sign or name; what is unknown stays as it is, in upper case. */
export function currencyCode(column: string): string {
  const cases = currencyMarks.flatMap(({code, marks}) =>
    code === null ? [] : [`when regexp_full_match(named, '${marks}') then '${code}'`]
  );
  return `list_transform([trim(upper(${column}))], lambda named:
    case when regexp_full_match(named, '[A-Z]{3}') then named ${cases.join(" ")} else named end)[1]`;
}
