import {quoteLiteral} from "../../engine/sql";
import {canonicalRelations, orderColumns, type CanonicalColumn, type RelationName} from "../canonical";
import {emailOf, phoneOf} from "../columns/contacts";
import {fieldType, isMissing, isRuinedId, isUnreadTime, readField, realTime, sqlType} from "./expressions";
import {itemField, type Layout} from "../columns/layout";
import type {Dialect} from "../plan";
import type {ItemsRule, Platform} from "../columns/platform";
import type {LineEnd} from "../records";
import {statusKey, statusKeySql} from "../status-words";

/** First cell of the end-marker row of every part: when it is missing, an open quote has swallowed the last rows. */
export const endMark = "\u0001end\u0001";

/** First cell of the row that ends a file where several are read as one text. */
export const fileEndMark = "\u0001file\u0001";

/** Why a row that ends a file is left out; never shown. */
export const endOfFileReason = "end_of_file";

/** The reject reason of end-marker rows; never shown. */
export const endReason = "end_of_part";

/** A registered text that `read_csv` reads: all rows, no header. */
export interface Part {
  /** registered name */
  file: string;
  dialect: Dialect;
  /** number of columns */
  width: number;
  newline: LineEnd;
  /** number of records of the file before this part */
  offset: number;
  /** whether an additional last column has the row's record number */
  isNumbered?: boolean;
}

/** SQL that reads a part into rows: typed fields, derived fields, `row_number` and `reject_reason`. */
export function rowsSql(sourceId: string, layout: Layout, part: Part): string {
  return `with
texts as (
    ${textsSql(layout, part)}
),
typed as (
    ${typedSql(sourceId, layout)}
),
judged as (
    ${judgedSql(layout)}
)
select ${["row_number", "reject_reason", ...fieldNames(layout), ...derivedSql(layout), ...itemsSql(layout)].join(", ")}
from judged`;
}

/** SQL that reads a part with one row per order directly into orders, with `reject_reason`. */
export function ordersFromPartSql(sourceId: string, layout: Layout, part: Part): string {
  return ordersSql(sourceId, layout, rowsSql(sourceId, layout, part));
}

/**
 * SQL that builds orders from rows that are lines; without a source id, from those of several sources, told by `source_id`.
 * Where rows name shops, two of them may number alike.
 */
export function ordersFromLinesSql(sourceId: string | null, layout: Layout, rowsTable: string): string {
  const key = sourceId === null ? "source_id, order_id" : "order_id";
  const fields = [...fieldNames(layout), "mapped_status", ...Object.keys(layout.platform.derived ?? {})].filter(
    (field) => field !== "order_id" && field !== "line_count" && field !== "shop"
  );
  const isOfShops = has(layout, "shop");
  const rows = isOfShops
    ? `(select *, coalesce(shop, max(shop) over (partition by ${key})) as order_shop from ${rowsTable})`
    : rowsTable;
  const aggregates = fields.map((field) => `${aggregate(field, layout.platform)} as ${field}`);
  return ordersSql(
    sourceId,
    layout,
    `select ${key}, ${isOfShops ? "order_shop" : "null::varchar"} as shop, min(row_number) as row_number,
    null::varchar as reject_reason, ${lineCount(layout)}::integer as line_count,
    ${aggregates.join(",\n    ")}
from ${rows}
where reject_reason is null
group by ${key}${isOfShops ? ", order_shop" : ""}`
  );
}

function aggregate(field: string, {sums = []}: Platform): string {
  if (sums.includes(field)) return `sum(${field})::${sqlType(field)}`;
  if (field.endsWith("title")) return `string_agg(${field}, '，' order by row_number)`;
  return `arg_min(${field}, row_number)`;
}

function lineCount({platform}: Layout): string {
  if (platform.items) return "coalesce(sum(len(items)), 0)";
  return platform.isItem === undefined ? "count(*)" : `count(*) filter (where ${platform.isItem})`;
}

/** SQL that builds item lines from the items listed in each row. */
export function linesFromItemsSql(sourceId: string, {platform}: Layout, rowsTable: string): string {
  const own: Record<string, string> = {
    platform: quoteLiteral(platform.platform),
    shop: "coalesce(shop, '')",
    order_id: "order_id",
    line_id: "place::varchar",
    source_id: quoteLiteral(sourceId),
    row_number: "row_number"
  };
  const columns = canonicalRelations.lines.columns.map(
    ({name, type}) => `(${own[name] ?? `item.${name}`})::${type} as ${name}`
  );
  return `select ${columns.join(",\n    ")}
from (
    select shop, order_id, row_number, unnest(items) as item, generate_subscripts(items, 1) as place
    from ${rowsTable}
    where reject_reason is null
)`;
}

/** The items of a row as a list of structs with all columns of a line that are not the order's. */
function itemsSql(layout: Layout): string[] {
  const {items, returns} = layout.platform;
  if (!items) return [];
  const columns = itemColumns.map(({name, type}) => `${name} := (${items.columns[name] ?? "null"})::${type}`);
  const list = `list_transform(${itemList(items, layout)}, lambda item: struct_pack(${columns.join(", ")}))`;
  return [`${returns === undefined ? list : `case when not is_return then ${list} end`} as items`];
}

const itemColumns = canonicalRelations.lines.columns.slice(
  canonicalRelations.lines.columns.findIndex(({name}) => name === "product_id")
);

function itemList({from}: ItemsRule, {itemNumbers}: Layout): string {
  if (typeof from === "string") return `(${from})`;
  const parts = Object.keys(from);
  const structs = itemNumbers.map(
    (number) => `struct_pack(${parts.map((part) => `${part} := ${itemField(number, part)}`).join(", ")})`
  );
  // so that the list exists for a file without items too
  const none = `struct_pack(${parts.map((part) => `${part} := null::${sqlType(part)}`).join(", ")})`;
  const isThere = parts.map((part) => `item.${part} is not null`).join(" or ");
  return `list_filter([${[...structs, none].join(", ")}], lambda item: ${isThere})`;
}

/**
 * SQL for relations with one row for each row of the file: item lines, customers, days, refunds; without a source id, of the
 * rows of several sources, told by `source_id`.
 */
export function recordsFromRowsSql(
  sourceId: string | null,
  layout: Layout,
  rowsTable: string,
  relation: Exclude<RelationName, "orders">
): string {
  const {platform} = layout;
  const {columns} = canonicalRelations[relation];
  const known = new Set([...fieldNames(layout), ...Object.keys(platform.derived ?? {}), "row_number"]);
  const contacts = (["buyer_phone", "buyer_email"] as const).filter((name) =>
    columns.some((column) => column.name === name && (ruleOf(layout, name) ?? known.has(name)))
  );
  const own: Record<string, string> = {
    platform: quoteLiteral(platform.platform),
    shop: has(layout, "shop") ? "coalesce(shop, '')" : "''",
    source_id: sourceSql(sourceId),
    line_id: `coalesce(line_id, (row_number() over (partition by ${sourceId === null ? "source_id, " : ""}order_id order by row_number))::varchar)`,
    ...customerSql(platform),
    ...Object.fromEntries(contacts.map((name) => [name, contactOf[name](`${name}_given`)])),
    // an order's refund does not belong to its line
    ...(relation === "lines" &&
      platform.kind === "orders" && {refund_amount: known.has("refund_amount") ? "refund_amount" : "null"})
  };
  const selected = columns.map(({name, type}) => {
    const rule = own[name] ?? ruleOf(layout, name) ?? (known.has(name) ? name : "null");
    return `(${rule})::${type} as ${name}`;
  });
  const given = contacts.map((name) => `(${ruleOf(layout, name) ?? name})::varchar as ${name}_given`);
  return `with
people as (
    select ${["*", ...peopleSql(platform), ...given].join(",\n        ")}
    from ${rowsTable}
    where reject_reason is null${relation === "lines" && platform.isItem !== undefined ? ` and (${platform.isItem})` : ""}
)
select ${selected.join(",\n    ")}
from people`;
}

const contactOf = {buyer_phone: phoneOf, buyer_email: emailOf};

function textsSql(
  {positions, clockPosition}: Layout,
  {file, dialect, width, offset, newline, isNumbered = false}: Part
): string {
  const columns = Array.from({length: width + Number(isNumbered)}, (_, index) => `c${index}: 'varchar'`);
  const cells = Object.entries(positions).flatMap(([field, position]) =>
    position < 0 ? [] : [`${timed(field, position, clockPosition)} as ${field}`]
  );
  return `select
        ${isNumbered ? `c${width}::bigint` : `row_number() over () + ${offset}`} as row_number,
        ${["c0 as first_cell", ...cells].join(",\n        ")}
    from read_csv(
        ${quoteLiteral(file)},
        auto_detect = false,
        header = false,
        delim = ${quoteLiteral(dialect.delimiter)},
        quote = ${quoteLiteral(dialect.quote)},
        escape = ${quoteLiteral(dialect.quote)},
        new_line = '${newline.replace("\r", "\\r").replace("\n", "\\n")}',
        nullstr = '',
        columns = {${columns.join(", ")}}
    )`;
}

/** A cell; date and time joined where they are in two columns. */
function timed(field: string, position: number, clockPosition?: number): string {
  if (clockPosition === undefined || !/^(ordered|returned)_at$/.test(field)) return `c${position}`;
  return `regexp_replace(trim(c${position}), ' 0?0:00(:00)?$', '') || coalesce(' ' || nullif(trim(c${clockPosition}), ''), '')`;
}

function typedSql(sourceId: string, layout: Layout): string {
  const fields = fieldNames(layout).map((field) => {
    if (field === "order_id" && !has(layout, field))
      return `${quoteLiteral(`row:${sourceId}:`)} || row_number as order_id`;
    return has(layout, field)
      ? `${readField(field, field, layout)} as ${field}`
      : `null::${sqlType(field)} as ${field}`;
  });
  const cells = readFields(layout)
    .filter((field) => fieldType(field) !== "text")
    .map((field) => `${field} as ${field}_cell`);
  return `select
        ${["row_number", "first_cell", ...cells, ...fields].join(",\n        ")}
    from texts`;
}

function judgedSql(layout: Layout): string {
  const {returns, orderKey, orderAlias, madeId} = layout.platform;
  const unlessReturn = (field: string, sql: string) =>
    returns !== undefined && /^(ordered_at|paid_at|status_raw)$/.test(field)
      ? `case when not (${returns}) then ${sql} end`
      : sql;
  const times = readFields(layout).filter((field) => fieldType(field) === "time");
  const replaced = [
    ...times.map((field) => `${unlessReturn(field, realTime(field))} as ${field}`),
    ...(returns === undefined ? [] : [`${unlessReturn("status_raw", "status_raw")} as status_raw`]),
    ...(orderKey === undefined && madeId === undefined
      ? []
      : [`coalesce(${[orderKey ?? "order_id", ...(madeId === undefined ? [] : [madeId])].join(", ")}) as order_id`]),
    ...(orderAlias === undefined ? [] : [`coalesce(order_id, ${orderAlias}) as order_id`])
  ];
  return `select
        *${replaced.length ? ` replace (${replaced.join(", ")})` : ""},
        ${returns === undefined ? "" : `(${returns}) as is_return,`}
        ${mappedStatus(layout)} as mapped_status,
        ${rejectReason(layout)} as reject_reason
    from typed`;
}

const totals = ["合计", "总计", "小计", "汇总", "total", "totals", "grand total", "sum"].map(quoteLiteral).join(", ");

function isTotal(cell: string): string {
  return `length(${cell}) <= 11 and list_contains([${totals}], lower(${cell}))`;
}

function rejectReason(layout: Layout): string {
  const {footer, rejects = {}, orderAlias} = layout.platform;
  const fields = readFields(layout);
  const texts = fields.map((field) => (fieldType(field) === "text" ? field : `${field}_cell`));
  const times = fields.filter((field) => fieldType(field) === "time");
  const numbers = fields.filter((field) => ["money", "factor", "integer", "ratio"].includes(fieldType(field)));
  const cases = [
    `when first_cell = ${quoteLiteral(endMark)} then '${endReason}'`,
    `when first_cell = ${quoteLiteral(fileEndMark)} then '${endOfFileReason}'`,
    `when ${texts.map((text) => `${text} is null`).join(" and ")} then 'blank_row'`,
    ...["first_cell", "order_id"].map((cell) => `when ${isTotal(cell)} then 'blank_row'`),
    ...(footer === undefined
      ? []
      : [`when regexp_matches(lower(concat_ws(' ', first_cell, order_id)), ${quoteLiteral(footer)}) then 'blank_row'`]),
    ...Object.entries(rejects).map(([reason, sql]) => `when ${inFile(layout, sql)} then ${quoteLiteral(reason)}`),
    ...(has(layout, "order_id") ? idCases(orderAlias ?? layout.platform.madeId) : []),
    ...keyCases(layout),
    ...times.map(
      (field) =>
        `when ${field} is null and ${field}_cell is not null and ${isUnreadTime(`${field}_cell`)} then 'bad_date'`
    ),
    ...numbers.map(
      (field) =>
        `when ${field} is null and ${field}_cell is not null and not ${isMissing(`${field}_cell`)} then 'bad_money'`
    )
  ];
  return `case
            ${cases.join("\n            ")}
        end`;
}

/** A fact without its key is rejected; the customer may be unknown. */
function keyCases({platform: {kind}}: Layout): string[] {
  if (kind === "orders" || kind === "lines" || kind === "customers") return [];
  const own = canonicalRelations[kind].key.filter((name) => !["platform", "shop", "channel"].includes(name));
  return own.map((name) => `when ${name} is null then '${name === "day_date" ? "bad_date" : `missing_${name}`}'`);
}

const idCases = (alias?: string) => [
  `when ${["order_id", ...(alias === undefined ? [] : [alias])].map((id) => `${id} is null`).join(" and ")} then 'missing_order_id'`,
  `when ${isRuinedId("order_id", 11)} then 'id_ruined_by_excel'`
];

function mappedStatus({platform}: Layout): string {
  const entries = Object.entries(platform.statuses);
  if (entries.length === 0) return "null::varchar";
  const cases = (key: (word: string) => string) =>
    entries.map(([word, status]) => `when ${quoteLiteral(key(word))} then '${status}'`).join(" ");
  // compares with the common words before any normalisation
  return `case status_raw ${cases((word) => word)}
            else case ${statusKeySql("status_raw")} ${cases(statusKey)} end
        end`;
}

function derivedSql({platform}: Layout): string[] {
  const derived = Object.entries(platform.derived ?? {}).map(
    ([field, sql]) => `(${sql})::${sqlType(field)} as ${field}`
  );
  return ["mapped_status", ...derived];
}

/** SQL for the source of a row, where it is not in a column of its own. */
function sourceSql(sourceId: string | null): string {
  return sourceId === null ? "source_id" : quoteLiteral(sourceId);
}

function ordersSql(sourceId: string | null, layout: Layout, rows: string): string {
  return `with
fields as (
    ${rows}
),
paid as (
    select *, (${inFile(layout, layout.platform.isPaid)}) as is_paid
    from fields
),
ruled as (
    ${ruledSql(layout)}
),
named as (
    ${namedSql(sourceId, layout)}
)
select * replace (
    case when reject_reason is null and ordered_at is null then 'bad_date' else reject_reason end as reject_reason
)
from named`;
}

function ruledSql(layout: Layout): string {
  const known = new Set(fieldNames(layout));
  const rules = orderColumns.flatMap(({name, type}) => {
    const rule = ruleOf(layout, name);
    return rule === undefined ? [] : [{name, sql: `(${rule})::${type} as ${name}`}];
  });
  const replaced = rules.filter(({name}) => known.has(name)).map(({sql}) => sql);
  const added = rules.filter(({name}) => !known.has(name)).map(({sql}) => sql);
  const people = peopleSql(layout.platform);
  const star = replaced.length ? `* replace (${replaced.join(",\n        ")})` : "*";
  return `select
        ${[star, ...added, ...people].join(",\n        ")}
    from paid`;
}

function namedSql(sourceId: string | null, layout: Layout): string {
  const {platform} = layout;
  const known = new Set([...fieldNames(layout), ...Object.keys(platform.rules), "row_number"]);
  const own: Record<string, string> = {
    platform: quoteLiteral(platform.platform),
    shop: "coalesce(shop, '')",
    source_id: sourceSql(sourceId),
    ...customerSql(platform),
    ...(known.has("buyer_phone") && {buyer_phone: phoneOf("buyer_phone")}),
    ...(known.has("buyer_email") && {buyer_email: emailOf("buyer_email")}),
    status: `case when status_raw is not null and mapped_status is null then 'pending_review' else ${inFile(layout, platform.status)} end`,
    currency: `coalesce(upper(currency), ${platform.currency === null ? "null" : quoteLiteral(platform.currency)})`,
    net_amount: "paid_amount - refund_amount"
  };
  const columns = orderColumns.map(
    ({name, type}) => `(${own[name] ?? (known.has(name) ? name : "null")})::${type} as ${name}`
  );
  return `select
        ${[...columns, "reject_reason", ...(platform.items && platform.grain === "order" ? ["items"] : [])].join(",\n        ")}
    from ruled`;
}

/** A column for each of the platform's customer rules. */
function peopleSql({customer}: Platform): string[] {
  return customer.map(({value}, index) => `(${value})::varchar as person_${index}`);
}

/** The first unmasked value by rule order; else a masked one; else none. */
function customerSql({customer}: Platform): {customer_key: string; customer_key_quality: string} {
  const people = customer.map(({quality}, index) => ({person: `person_${index}`, quality}));
  if (people.length === 0) return {customer_key: "null", customer_key_quality: "'none'"};
  const clear = people.map(({person, quality}) => ({test: `when not contains(${person}, '*') then`, person, quality}));
  const masked = `coalesce(${people.map(({person}) => person).join(", ")})`;
  return {
    customer_key: `case ${clear.map(({test, person}) => `${test} ${person}`).join(" ")} else ${masked} end`,
    customer_key_quality: `case ${clear.map(({test, quality}) => `${test} '${quality}'`).join(" ")} when ${masked} is not null then 'masked' else 'none' end`
  };
}

/** Fields that a platform's SQL may use even when its columns do not include them. */
const commonFields = ["order_id", "line_id", "shop", "status_raw", "currency", "ordered_at", "paid_at", "line_count"];

function fieldNames({positions}: Layout): string[] {
  return [...new Set([...commonFields, ...Object.keys(positions)])];
}

function readFields(layout: Layout): string[] {
  return fieldNames(layout).filter((field) => has(layout, field));
}

function has({positions}: Layout, field: string): boolean {
  return (positions[field] ?? -1) >= 0;
}

function ruleOf(layout: Layout, column: string): string | undefined {
  const rule = layout.platform.rules[column];
  return rule === undefined ? undefined : inFile(layout, rule);
}

/** A rule with every `has_<field>` replaced by true or false for this file. */
function inFile(layout: Layout, sql: string): string {
  return sql.replace(/\bhas_(\w+)\b/g, (_, field: string) => String(has(layout, field)));
}

/** SQL for the rank of a status in an order's life: of two states the higher wins. */
export function lifeRank(status: string): string {
  return `case ${status} when 'pending_review' then 0 when 'unpaid' then 1 when 'paid' then 2 when 'part_shipped' then 3
    when 'shipped' then 4 when 'completed' then 5 when 'refunded_part' then 6 else 7 end`;
}

/** The columns of a canonical relation, for a select list. */
export function columnList(columns: readonly CanonicalColumn[]): string {
  return columns.map(({name}) => name).join(", ");
}
