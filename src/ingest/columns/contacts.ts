/**
 * SQL that normalises contacts, so that the same phone or e-mail is the same text in every export. Masked contacts,
 * placeholders and phones lent for one delivery become null.
 */

/**
 * SQL for a phone as digits. The prefixes of China and North America are dropped, other country codes kept. Null for
 * masked numbers, numbers with an extension (platforms lend those for one delivery), fewer than 8 digits and
 * placeholders such as 13800000000. `column` must be a column name, since it is read more than once.
 */
export function phoneOf(column: string): string {
  return `case
    when ${column} is null then null
    when regexp_full_match(${column}, '[1-79][0-9]{7,14}') then ${realNumber(column)}
    else list_transform([${bareNumber(column)}], lambda digits: ${realNumber("digits")})[1]
  end`;
}

/** SQL that makes numbers null whose last seven digits are equal; these are placeholders. */
function realNumber(digits: string): string {
  return `case when length(${digits}) between 8 and 15 and right(${digits}, 7) <> repeat(right(${digits}, 1), 7) then ${digits} end`;
}

function bareNumber(column: string): string {
  const narrow = `trim(translate(${column}, '０１２３４５６７８９＋－（）\u3000', '0123456789+-() '))`;
  const isReadable = "regexp_full_match(written, '[0-9+() .\\-\\t]+')";
  const hasExtension = "regexp_matches(written, '[0-9]{7,} *- *[0-9]{1,6}$')";
  const digits = "regexp_replace(written, '[^0-9]', '', 'g')";
  const local = `case when starts_with(written, '+') or starts_with(number, '00')
      then regexp_replace(ltrim(number, '0'), '^(86(1[0-9]{10}|[2-9][0-9]{9,10})|1([2-9][0-9]{9}))$', '\\2\\3')
      else regexp_replace(number, '^(?:86|0)(1[3-9][0-9]{9})$', '\\1') end`;
  return `list_transform([${narrow}], lambda written:
      case when ${isReadable} and not ${hasExtension} then list_transform([${digits}], lambda number: ${local})[1] end)[1]`;
}

/** SQL for an e-mail address in lower case; null when masked or invalid. `column` must be a column name. */
export function emailOf(column: string): string {
  return `case when contains(${column}, '@') and regexp_full_match(trim(${column}), '[^@\\s*]+@[^@\\s*]+\\.[^@\\s*]+')
    then lower(trim(${column})) end`;
}

/** SQL for whether a text is certainly a phone and not an id: a Chinese mobile, or any number with a country code. */
export function phoneLike(text: string): string {
  return `case when regexp_full_match(${text}, '((\\+|00)86[ -]?)?1[3-9][0-9]{9}|(\\+|00)[0-9() .\\-]{8,}') then ${text} end`;
}
