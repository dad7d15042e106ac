import {quoteLiteral} from "../../engine/sql";
import {currencyMarkPattern, digitGapPattern, narrowed} from "../columns/money-text";
import {eraYears, halfDayPattern, halfDays, monthRules, plainMomentRules} from "../time-formats";

/** The type of a field. */
export type FieldType = "text" | "money" | "factor" | "ratio" | "time" | "date" | "integer";

/** The type of a field, from the ending of its name. */
export function fieldType(field: string): FieldType {
  if (field.endsWith("_at")) return "time";
  if (field.endsWith("_date")) return "date";
  if (/_(amount|price)$/.test(field)) return "money";
  if (field.endsWith("_factor")) return "factor";
  if (/_(rate|score)$/.test(field)) return "ratio";
  if (/(^|_)(quantity|count)$/.test(field)) return "integer";
  return "text";
}

const sqlTypes: Readonly<Record<FieldType, string>> = {
  text: "varchar",
  money: "decimal(18, 2)",
  factor: "decimal(18, 6)",
  ratio: "double",
  time: "timestamp",
  date: "date",
  integer: "integer"
};

/** The DuckDB type of a field. */
export function sqlType(field: string): string {
  return sqlTypes[fieldType(field)];
}

const blanks = " \t\r\n\u00A0\u3000\uFEFF";
const missing = ["-", "--", "—", "——", "null", "NULL", "N/A", "NA", "None", "无"];

const edges = quoteLiteral(`${blanks}='`);

const blankList = quoteLiteral(blanks);

/**
 * SQL for a cell's text without guards (`="…"`, `'`, tab) and surrounding blanks; null when empty. Most cells are
 * clean, and testing their first and last characters is far cheaper than trimming Unicode blanks. (Not `in`: DuckDB
 * makes a join of every list of more than a few words.)
 */
export function textOf(cell: string): string {
  const isTrim = (first: string, last: string) =>
    `not contains(${blankList}, ${first}) and not contains(${blankList}, ${last})`;
  return `case
    when not contains(${edges}, ${cell}[1]) and not contains(${edges}, ${cell}[-1]) then ${cell}
    when ${cell}[1] = '''' and ${isTrim(`${cell}[2]`, `${cell}[-1]`)} then ${cell}[2:]
    when starts_with(${cell}, '="') and suffix(${cell}, '"') and length(${cell}) > 3
      and ${isTrim(`${cell}[3]`, `${cell}[-2]`)} then ${cell}[3:-2]
    else ${cleanedText(cell)}
  end`;
}

function cleanedText(cell: string): string {
  const bare = `case
    when starts_with(${cell}, '="') then regexp_replace(${cell}, '^="(.*?)"?$', '\\1', 's')
    when starts_with(${cell}, '''') then substr(${cell}, 2)
    else ${cell}
  end`;
  return `nullif(trim(${bare}, ${quoteLiteral(blanks)}), '')`;
}

const missingList = `[${missing.map(quoteLiteral).join(", ")}]`;

/** SQL for whether a cell means "nothing": a dash or a word such as null. */
export function isMissing(cell: string): string {
  return `coalesce(list_contains(${missingList}, ${textOf(cell)}), true)`;
}

/**
 * SQL for whether a spreadsheet lost an id: shortened to a power of ten (`3.80E+18`, `3,80E+18`), too wide to show
 * (`####`), or an error of a formula (`#REF!`). Of powers below `least` nothing was cut off: some programs write
 * 40000000000 as 4e+10.
 */
export function isRuinedId(id: string, least: 10 | 11): string {
  const power = `[0-9]+([.,][0-9]*)?[eE][+]?(1[${least - 10}-9]|[2-9][0-9]|[0-9]{3,})`;
  const error = "#+(REF|VALUE|NAME|NUM|NULL|N/A|DIV/0|SPILL|CALC)?[!?]?";
  return `(contains(${id}, 'E') or contains(${id}, 'e') or starts_with(${id}, '#'))
                and regexp_full_match(${id}, '${power}|${error}')`;
}

/** SQL for a cell as money: `¥1,234.50`, `1,234.00元`, `(12.50)`, full-width digits; null when missing or unreadable. */
export function moneyOf(cell: string, hasDecimalComma: boolean, type = "decimal(18, 2)"): string {
  const careful = `try_cast(${carefulNumber(cell, hasDecimalComma)} as ${type})`;
  return hasDecimalComma ? careful : fastOr(`try_cast(${cell} as ${type})`, cell, careful);
}

/**
 * SQL for the fast expression, and the slow one only where the fast one gives null. Not `coalesce`: DuckDB evaluates
 * common parts of a slow expression for every row, except those inside `case`.
 */
function fastOr(quick: string, cell: string, careful: string): string {
  return `case when ${quick} is not null then ${quick} when ${cell} is not null then ${careful} end`;
}

function carefulNumber(cell: string, hasDecimalComma: boolean): string {
  const narrow = `upper(translate(${textOf(cell)}, ${narrowed.map(quoteLiteral).join(", ")}))`;
  const unmarked = `regexp_replace(${narrow}, ${quoteLiteral(currencyMarkPattern)}, '\\1', 'g')`;
  const bare = `regexp_replace(${unmarked}, ${quoteLiteral(digitGapPattern)}, '', 'g')`;
  const signed = `regexp_replace(${bare}, '^(?:\\((.*)\\)|([0-9.,]+)-)$', '-\\1\\2')`;
  return hasDecimalComma
    ? `replace(replace(${signed}, '.', ''), ',', '.')`
    : having(
        signed,
        "amount",
        `case when regexp_matches(amount, '^[-+]?\\d{1,3}(,\\d{2,3})*,\\d{3}(\\.\\d*)?$') then replace(amount, ',', '') else amount end`
      );
}

/**
 * SQL that evaluates `part` once under a name. SQL has no `let`, and repeating long parts made planning slower than
 * reading a small file.
 */
function having(part: string, name: string, expression: string): string {
  return `list_transform([${part}], lambda ${name}: ${expression})[1]`;
}

/** SQL for a cell as a whole number; `2.0` is 2. */
export function integerOf(cell: string, hasDecimalComma: boolean): string {
  return fastOr(`try_cast(${cell} as integer)`, cell, `try_cast(${moneyOf(cell, hasDecimalComma)} as integer)`);
}

/**
 * SQL for a cell as a share or rating: `10.00%` is 0.1, `4.8` is 4.8. A percentage is parsed with e-2, since dividing
 * would round.
 */
export function ratioOf(cell: string, hasDecimalComma: boolean): string {
  const exponent = `case when regexp_matches(${cell}, '[%％]') then 'e-2' else '' end`;
  const part = having(
    `rtrim(${textOf(cell)}, '%％ ')`,
    "ratio",
    hasDecimalComma ? "replace(ratio, ',', '.')" : "replace(ratio, ',', '')"
  );
  return fastOr(`try_cast(${cell} as double)`, cell, `try_cast(${part} || ${exponent} as double)`);
}

const timeForms = [
  "%Y年%m月%d日 %H:%M:%S",
  "%Y年%m月%d日 %H:%M",
  "%Y年%m月%d日%H:%M:%S",
  "%Y年%m月%d日%H:%M",
  "%Y年%m月%d日 %H时%M分%S秒",
  "%Y年%m月%d日",
  "%Y%m%d",
  "%Y%m%d%H%M%S",
  "%Y%m%d %H:%M:%S",
  "%Y.%m.%d %H:%M:%S",
  "%Y.%m.%d %H:%M",
  "%Y.%m.%d"
];

/**
 * SQL for a cell as a time on the export's own clock: a UTC offset is dropped, not applied. Without a format only forms
 * that begin with the year, and Excel's day numbers, are parsed; `01/02/2020` needs one.
 */
export function timeOf(cell: string, format: string | null, forms: readonly string[] = []): string {
  const text = textOf(cell);
  if (format !== null) return formattedTime(cell, format);
  const read = readTime(cell, text);
  const known = forms.flatMap((form) =>
    form.includes("%H") ? [form] : [form, ...clocks.map((clock) => `${form} ${clock}`)]
  );
  return known.length === 0
    ? read
    : fastOr(`try_strptime(${text}, [${known.map(quoteLiteral).join(", ")}])`, cell, read);
}

const clocks = ["%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p"];

/** SQL for a cell of one format; with weekdays, months in other languages, and AM and PM in other words and places too. */
function formattedTime(cell: string, format: string): string {
  const quick = `try_strptime(${textOf(cell)}, ${quoteLiteral(format)})`;
  const rules = /%b/i.test(format) ? [...monthRules, ...plainMomentRules] : plainMomentRules;
  const plain = rules.reduce(
    (text, [pattern, replacement]) =>
      `regexp_replace(${text}, ${quoteLiteral(pattern)}, ${quoteLiteral(replacement)}, 'gi')`,
    textOf(cell)
  );
  const read = `try_strptime(moment, ${quoteLiteral(format)})`;
  if (!format.includes("%p")) return fastOr(quick, cell, having(`trim(${plain})`, "moment", read));
  const clock = quoteLiteral(format.replace("%I", "%H").replace(" %p", "").replace("%p", ""));
  const careful = halfDayTime("moment", (text) => `try_strptime(${text}, ${clock})`);
  return fastOr(quick, cell, having(`trim(${plain})`, "moment", `coalesce(${read}, ${careful})`));
}

/**
 * SQL for a time whose hour is told with the half of the day (`下午2:30`, `2:30 p.m.`): read without that word by `read`, and
 * moved by twelve hours where the half says so; null without such a word, and where hour and half contradict each other.
 */
function halfDayTime(moment: string, read: (clock: string) => string): string {
  const pattern = quoteLiteral(halfDayPattern);
  const clock = `trim(regexp_replace(regexp_replace(${moment}, ${pattern}, '\\1 \\3'), '\\s+', ' ', 'g'))`;
  const isHalf = (half: keyof typeof halfDays) => `regexp_full_match(told.half, ${quoteLiteral(halfDays[half])})`;
  const beforeNoon = (latest: number) => `case
        when hour(told.clock) = 12 then told.clock - interval 12 hour
        when hour(told.clock) < ${latest} then told.clock
      end`;
  return having(
    `{half: regexp_extract(${moment}, ${pattern}, 2), clock: ${read(clock)}}`,
    "told",
    `case
      when told.half = '' then null
      when ${isHalf("morning")} then ${beforeNoon(12)}
      when ${isHalf("night")} then ${beforeNoon(7)}
      when ${isHalf("noon")} then case
        when hour(told.clock) between 10 and 13 then told.clock
        when hour(told.clock) < 3 then told.clock + interval 12 hour
      end
      when hour(told.clock) > 12 then told.clock
      when ${isHalf("afternoon")} and hour(told.clock) = 12 then told.clock
      when ${isHalf("afternoon")} or hour(told.clock) between 5 and 11 then told.clock + interval 12 hour
    end`
  );
}

/** SQL that makes placeholder times such as 1900-01-01 null. */
export function realTime(column: string): string {
  return `case when ${column} >= timestamp '1980-01-01' then ${column} end`;
}

/** What is written differently in times: full-width signs, a weekday, hours and minutes as words. */
function plainMoment(text: string): string {
  const narrow = `translate(${text}, '０１２３４５６７８９：／－．', '0123456789:/-.')`;
  const dayless = `regexp_replace(${narrow}, '\\s*[(（]?(星期|礼拜|禮拜|周|週)[一二三四五六日天][)）]?\\s*', ' ')`;
  return `regexp_replace(
    regexp_replace(${dayless}, '(\\d{1,2})\\s*[点點时時]\\s*(\\d{1,2})\\s*分(钟|鐘)?', '\\1:\\2'),
    '(:\\d{1,2})\\s*(\\d{1,2})\\s*秒', '\\1:\\2'
  )`;
}

function readTime(cell: string, text: string): string {
  const zoneless = `regexp_replace(${plainMoment(text)}, '\\s*(Z|UTC|GMT|[+-]\\d\\d:?\\d\\d)$', '')`;
  const local = `regexp_replace(${zoneless}, '(:\\d\\d)\\.\\d+$', '\\1')`;
  const forms = `[${timeForms.map(quoteLiteral).join(", ")}]`;
  const read = (moment: string) => `coalesce(try_cast(${moment} as timestamp), try_strptime(${moment}, ${forms}))`;
  const careful = `coalesce(
    ${eraYears.map((era) => eraTime(era, read)).join(",\n    ")},
    ${read("moment")},
    case when regexp_matches(moment, '^[2-7]\\d{4}([.,]\\d+)?$')
      then timestamp '1899-12-30' + to_seconds(round(try_cast(replace(moment, ',', '.') as double) * 86400)) end,
    case when regexp_full_match(moment, '1\\d{9}(\\d{3})?')
      then timestamp '1970-01-01' + to_milliseconds(try_cast(rpad(moment, 13, '0') as bigint)) end,
    case when regexp_matches(moment, ${quoteLiteral(halfDayPattern)}) then ${halfDayTime("moment", read)} end
  )`;
  // what is cut off is a fraction of a second or an offset, but not the half of the day
  const isCut = `length(${cell}) > 19 and contains('0123456789ZCT', ${cell}[-1]) and not contains('apAP', ${cell}[20])
      and not contains('apAP', ${cell}[21])`;
  // years of three digits are counted from another one
  const quick = `try_cast(case when ${isCut} then left(${cell}, 19) when ${cell}[4] <> '/' then ${cell} end as timestamp)`;
  return fastOr(quick, cell, having(local, "moment", careful));
}

/** SQL for a time whose year is counted from another one. */
function eraTime({pattern, before}: (typeof eraYears)[number], read: (moment: string) => string): string {
  const [start, day] = [pattern, `${pattern}\\s*(\\d{1,2})[月/.](\\d{1,2})日?`].map(quoteLiteral);
  const year = `try_cast(replace(regexp_extract(moment, ${start}, 1), '元', '1') as integer) + ${before}`;
  return `case when regexp_matches(moment, ${day})
      then ${read(`((${year}) || regexp_replace(moment, ${day}, '-\\2-\\3'))`)} end`;
}

/** SQL for whether a cell has a value that could not be parsed as a time. */
export function isUnreadTime(cell: string): string {
  return having(
    textOf(cell),
    "moment",
    `not coalesce(list_contains(${missingList}, moment) or regexp_matches(moment, '^(0|19[0-7])'), true)`
  );
}

/** SQL for a cell, or part of one, as the type of its field. */
export function readField(
  field: string,
  cell: string,
  {
    timeFormat,
    timeForms = [],
    hasDecimalComma
  }: {timeFormat: string | null; timeForms?: readonly string[]; hasDecimalComma: boolean}
): string {
  const type = fieldType(field);
  if (type === "money") return moneyOf(cell, hasDecimalComma);
  if (type === "factor") return moneyOf(cell, hasDecimalComma, sqlType(field));
  if (type === "integer") return integerOf(cell, hasDecimalComma);
  if (type === "ratio") return ratioOf(cell, hasDecimalComma);
  if (type === "time") return timeOf(cell, timeFormat, timeForms);
  if (type === "date") return `(${timeOf(cell, timeFormat, timeForms)})::date`;
  return identifiers.has(field) ? withoutPointZero(cell, textOf(cell)) : textOf(cell);
}

/** Fields with numbers that name something. */
const identifiers: ReadonlySet<string> = new Set(["order_id", "original_id", "buyer", "buyer_phone", "product_id"]);

/** SQL for an id without the `.0` of tables that keep whole numbers beside empty cells: `1007.0` is 1007. */
function withoutPointZero(cell: string, text: string): string {
  return `case when contains(${cell}, '.0') then regexp_replace(${text}, '^(\\d+)\\.0$', '\\1') else ${text} end`;
}
