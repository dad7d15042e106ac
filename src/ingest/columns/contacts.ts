/**
 * A contact as evidence of who somebody is: what every export writes in its own way, in one form, so that the same phone
 * or address is the same text. What is masked, a stand-in or only lent for a delivery is no evidence and becomes null.
 */

/**
 * A phone as digits. The prefixes of China and North America are dropped, other country codes stay. Null for masked
 * numbers, for numbers with an extension (the platforms lend those for one delivery), for fewer than 8 digits and for
 * stand-ins such as 13800000000. `column` is a column's name: it is read more than once.
 */
export function phoneOf(column: string): string {
  return `case
    when ${column} is null then null
    when regexp_full_match(${column}, '[1-79][0-9]{7,14}') then ${realNumber(column)}
    else list_transform([${bareNumber(column)}], lambda digits: ${realNumber("digits")})[1]
  end`;
}

/** The last seven digits all the same: dialled by nobody, typed by whoever had to type something. */
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

/** An e-mail address in lower case; null for what is masked or no address. `column` is a column's name. */
export function emailOf(column: string): string {
  return `case when contains(${column}, '@') and regexp_full_match(trim(${column}), '[^@\\s*]+@[^@\\s*]+\\.[^@\\s*]+')
    then lower(trim(${column})) end`;
}

/** A text that is a phone as nobody writes an id: a Chinese mobile, or any number that says its country. */
export function phoneLike(text: string): string {
  return `case when regexp_full_match(${text}, '((\\+|00)86[ -]?)?1[3-9][0-9]{9}|(\\+|00)[0-9() .\\-]{8,}') then ${text} end`;
}
