import {quoteLiteral} from "../../engine/sql";
import {orderStatuses, type OrderStatus} from "../canonical";
import {phoneLike, phoneOf} from "./contacts";
import {currencyCode, currencyOfAmount} from "./money-text";
import {madeIdMark} from "./made-id";
import {isRuinedId} from "../staging/expressions";
import {statusKey, statusKeySql, statusWords} from "../status-words";
import type {Platform} from "./platform";
import type {Mapping, MappingRole} from "../plan";

const phoneNames = /手机|電話|电话|phone|mobile|\btel|휴대폰|전화/i;

/** What tills and shops write where they do not know the buyer, in lower case. */
const strangers = [
  "散客|散户|匿名|匿名用户|匿名客户|游客|访客|路人|过路客|零售|零售客户|普通客户|门店散客|现金客户|未知|无|無|非会员",
  "walk-?in|guest|guest (user|customer|checkout)|(walk-?in|cash|anonymous|unknown|unregistered|counter|retail|default|no) (customer|client|sale)",
  "anonymous|unknown|none|null|n/a|na|nan|undefined|cash sale|laufkunde|barverkauf|gast|unbekannt|client (comptoir|de passage|divers)|invité",
  "cliente (mostrador|final|generico|genérico)|publico (en )?general|público (en )?general|ゲスト|一般客|非会員|비회원|손님|гость|-+|—+|\\?+|/|\\."
].join("|");

const plain = Array.from({length: 94}, (_, at) => String.fromCharCode(0x21 + at)).join("");
const fullWidth = Array.from({length: 94}, (_, at) => String.fromCharCode(0xff01 + at)).join("");

/**
 * SQL for a buyer in one spelling: no doubled blanks, no full-width letters and digits; null for words that name nobody
 * and for numbers that a spreadsheet lost.
 */
function personSql(column: string): string {
  const narrow = `translate(${column}, ${quoteLiteral(`${fullWidth}\u3000\u00A0`)}, ${quoteLiteral(`${plain}  `)})`;
  const isWide = `regexp_matches(${column}, '[\uFF01-\uFF5E\u3000\u00A0]|\\s\\s')`;
  return `case
    when regexp_full_match(lower(${column}), ${quoteLiteral(strangers)}) or (${isRuinedId(column, 10)}) then null
    when ${isWide} then trim(regexp_replace(${narrow}, '\\s+', ' ', 'g'))
    else ${column}
  end`;
}

/** SQL of the buyer that a phone number identifies: masked and internal numbers as they are; null for a placeholder. */
const phonePersonSql = `coalesce(
    ${phoneOf("buyer_phone")},
    case when not regexp_full_match(buyer_phone, '[0-9+() .\\-]{8,}') then ${personSql("buyer_phone")} end
  )`;

/** The platform name of files with a custom mapping. */
export const otherPlatform = "other";

/** Turns a mapping into a `Platform`, with the file's column for each field. */
export function customPlatform(
  mapping: Mapping,
  header: readonly string[]
): {platform: Platform; columns: Record<string, string | null>} {
  const {columns, grain, repeated = []} = mapping;
  const returns = returnsSql(mapping);
  const isLine = grain === "line";
  const isName = columns.customer_key !== null && columns.customer_key === mapping.nameColumn;
  const isPhone = columns.buyer_phone == null && named(columns.customer_key, phoneNames) !== null;
  const isTotal = (role: MappingRole) => isLine && repeated.includes(role);
  const sums = [
    ...(isTotal("amount") ? [] : ["taken_amount", "returned_amount"]),
    ...(isTotal("refund_amount") ? [] : ["back_amount"]),
    ...(isTotal("discount_amount") ? [] : ["off_amount"]),
    "piece_quantity"
  ];
  return {
    platform: {
      ...description,
      rules: {
        ...description.rules,
        ...(mapping.amountFrom === "none" && withoutMoney),
        ...(mapping.isCurrencyInAmount && {currency: "amount_currency"}),
        ...(columns.currency && {currency: currencyCode("currency")})
      },
      grain,
      currency: currencyOf(mapping, header),
      statuses: {...statusWords, ...knownMeanings(mapping)},
      returns,
      customer: isName
        ? [...contacts, {value: personSql("buyer"), quality: "weak"}]
        : [
            {
              value: isPhone ? phonePersonSql : personSql("buyer"),
              quality: "strong"
            },
            ...contacts
          ],
      ...orderKeySql(mapping, returns),
      ...madeIdSql(mapping),
      derived: {
        ...(mapping.isCurrencyInAmount && {
          amount_currency: currencyOfAmount(mapping.amountFrom === "column" ? "total_amount_cell" : "unit_price_cell")
        }),
        value_amount: signed(valueSql(mapping, isTotal("discount_amount")), returns),
        // where the order's total is repeated on its lines, a line's own amount is known only from quantity × price
        own_amount: isTotal("amount") ? signed("unit_factor * coalesce(line_factor, 1)", returns) : "value_amount",
        taken_amount: "case when value_amount >= 0 then value_amount end",
        returned_amount: "case when value_amount < 0 then -value_amount end",
        back_amount: "abs(refund_cell_amount)",
        off_amount: "abs(discount_cell_amount)",
        piece_quantity: `case when ${returns} then -abs(line_quantity) else line_quantity end`
      },
      sums
    },
    columns: {
      order_id: columns.order_id,
      buyer: columns.customer_key,
      buyer_name: columns.buyer_name ?? (isName ? columns.customer_key : null),
      buyer_phone: columns.buyer_phone ?? (isPhone ? columns.customer_key : null),
      buyer_email: columns.buyer_email ?? null,
      ordered_at: columns.ordered_at,
      paid_at: columns.paid_at,
      // where no row can be a return it would be parsed twice to the same time
      returned_at: returns === neverReturns ? null : columns.ordered_at,
      status_raw: columns.status,
      row_type: columns.row_type ?? null,
      original_id: columns.original_order_id ?? null,
      total_amount: mapping.amountFrom === "column" ? columns.amount : null,
      line_quantity: columns.quantity,
      line_factor: columns.quantity,
      unit_factor: columns.unit_price,
      unit_price: columns.unit_price,
      refund_cell_amount: columns.refund_amount,
      discount_cell_amount: columns.discount_amount ?? null,
      title: columns.title,
      sku: columns.sku,
      product_id: columns.product_id,
      province: columns.province,
      city: columns.city,
      shop: columns.shop,
      currency: columns.currency
    }
  };
}

/** Only known statuses of a mapping, which may come from a file, are used in SQL. */
function knownMeanings({meanings = {}}: Mapping): Record<string, OrderStatus> {
  const known: readonly string[] = orderStatuses;
  return Object.fromEntries(Object.entries(meanings).filter(([, status]) => known.includes(status)));
}

function named(column: string | null, pattern: RegExp): string | null {
  return column !== null && pattern.test(column) ? column : null;
}

function currencyOf({currency}: Mapping, header: readonly string[]): string | null {
  if (currency !== undefined) return currency;
  return header.some((word) => /\p{Script=Han}/u.test(word)) ? "CNY" : null;
}

/** SQL for the amount of a row, before its sign is considered. */
function valueSql({amountFrom, columns}: Mapping, isDiscountTotal: boolean): string {
  if (amountFrom === "none") return "null::decimal(18, 2)";
  if (amountFrom === "column") return "total_amount";
  const discount = columns.discount_amount && !isDiscountTotal ? " - coalesce(abs(discount_cell_amount), 0)" : "";
  return `unit_factor * line_factor${discount}`;
}

/** SQL for the signed amount: negative quantities and return rows are money back, whatever sign their amount has. */
function signed(value: string, returns: string): string {
  return `case when line_quantity < 0 or ${returns} then -abs(${value}) else ${value} end`;
}

/** The condition of a mapping in which no row is a return. */
const neverReturns = "false";

/** SQL for whether a row is a return: by its kind, by the prefix of its number, or as money back for another order. */
function returnsSql({columns, amountFrom, returnWords = [], returnPrefix}: Mapping): string {
  const words = columns.row_type
    ? returnWords.map((word) => `${statusKeySql("row_type")} = ${quoteLiteral(statusKey(word))}`)
    : [];
  const prefix = returnPrefix ? [`starts_with(upper(order_id), ${quoteLiteral(returnPrefix.toUpperCase())})`] : [];
  const money = amountFrom === "column" ? "total_amount" : "line_factor";
  const credit = columns.original_order_id ? [`(original_id is not null and ${money} < 0)`] : [];
  const tests = [...words, ...prefix, ...credit];
  return tests.length === 0 ? neverReturns : `coalesce(${tests.join(" or ")}, false)`;
}

/**
 * SQL for the order key: returns use the number of the order they refer to; without numbers, rows of one customer at
 * one time are one order; numbers that begin anew each day get their day.
 */
function orderKeySql({columns, grain, isNumberedByDay = false}: Mapping, returns: string): Pick<Platform, "orderKey"> {
  if (columns.order_id === null) {
    return grain === "line"
      ? {
          orderKey: `coalesce(coalesce(buyer, buyer_name) || ' ' || strftime(ordered_at, '%Y-%m-%d %H:%M:%S'), order_id)`
        }
      : {};
  }
  const number = isNumberedByDay
    ? "order_id || ' · ' || strftime(coalesce(ordered_at, paid_at), '%Y-%m-%d')"
    : "order_id";
  if (columns.original_order_id)
    return {orderKey: `case when ${returns} then coalesce(original_id, ${number}) else ${number} end`};
  return isNumberedByDay ? {orderKey: number} : {};
}

/** SQL for the number of a row that has none in its column: its time, buyer and money; for a line, those of its order. */
function madeIdSql({columns, grain, amountFrom, filledDown = []}: Mapping): Pick<Platform, "madeId"> {
  // where a number stands once for a group, a row without one belongs to no order
  if (columns.order_id === null || filledDown.includes(columns.order_id)) return {};
  const time = "strftime(coalesce(ordered_at, paid_at), '%Y-%m-%d %H:%M:%S')";
  const buyer = "coalesce(buyer, buyer_email, buyer_phone, buyer_name)";
  const money = amountFrom === "column" ? "total_amount" : amountFrom === "none" ? buyer : "unit_factor * line_factor";
  const own = [money, "currency", "sku", "product_id", "title"].map((field) => `(${field})::varchar`);
  const parts = grain === "line" ? [`coalesce(${buyer}, (${money})::varchar)`] : [buyer, ...own];
  return {
    madeId: `case when ${time} is not null and ${money} is not null
      then concat_ws(' ', ${quoteLiteral(madeIdMark.trim())}, ${[time, ...parts].join(", ")}) end`
  };
}

/** Contacts that identify the buyer where there is no customer column. */
const contacts: Platform["customer"] = [
  {value: "lower(buyer_email)", quality: "strong"},
  {value: phonePersonSql, quality: "strong"},
  {value: personSql("buyer_name"), quality: "weak"}
];

/** Amounts of a file that says nothing about money; whether an order was paid is told by its state alone. */
const withoutMoney: Platform["rules"] = {
  gross_amount: "null",
  paid_amount: "case when not is_paid then 0 end",
  refund_amount: "case when not is_paid then 0 end",
  line_amount: "null"
};

const description: Platform = {
  name: otherPlatform,
  platform: otherPlatform,
  kind: "orders",
  grain: "order",
  currency: null,
  columns: {},
  otherColumns: [],
  signs: {some: [], none: []},
  statuses: statusWords,
  customer: [],
  isPaid: `case
    when mapped_status is not null
      then mapped_status not in ('unpaid', 'closed_unpaid', 'cancelled', 'pending_review')
    when has_paid_at then paid_at is not null
    else true
  end`,
  rules: {
    buyer_phone: `coalesce(buyer_phone, ${phoneLike("buyer")})`,
    buyer_email: "coalesce(buyer_email, buyer)",
    ordered_at: "coalesce(ordered_at, paid_at, returned_at)",
    paid_at: "case when is_paid then coalesce(paid_at, ordered_at, returned_at) end",
    gross_amount: "coalesce(taken_amount, 0)",
    discount_amount: "off_amount",
    paid_amount: "case when is_paid then coalesce(taken_amount, 0) else 0 end",
    // `refunded` without an amount means a full refund
    refund_amount: `case
      when not is_paid then 0
      when mapped_status = 'refunded_full' and coalesce(returned_amount, 0) + coalesce(back_amount, 0) = 0 then coalesce(taken_amount, 0)
      else coalesce(returned_amount, 0) + coalesce(back_amount, 0)
    end`,
    quantity: "piece_quantity",
    line_amount: "own_amount"
  },
  status: `case
    when mapped_status is null and not is_paid then 'unpaid'
    when is_paid and refund_amount > 0 and refund_amount >= paid_amount then 'refunded_full'
    when coalesce(mapped_status, 'completed') = 'completed' and refund_amount > 0 then 'refunded_part'
    else coalesce(mapped_status, 'paid')
  end`
};
