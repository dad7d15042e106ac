/** Characters of headers and states as they are written in Taiwan and Hong Kong, and as they are written in the mainland. */
const traditional =
  "訂單編號員買賣戶額價數時間實優顧稱貨總計帳購態狀郵電話機國縣區門運費會聯絡幣種類產條給櫃檯後處項隻標題網營業樣備註開結關閉應減讓續積點獎轉發";
const mainland =
  "订单编号员买卖户额价数时间实优顾称货总计账购态状邮电话机国县区门运费会联络币种类产条给柜台后处项只标题网营业样备注开结关闭应减让续积点奖转发";

const pairs = new Map([...traditional].map((character, at) => [character, [...mainland][at]!]));

/** A text in the characters of the mainland, as far as headers and states need; what Japanese writes alike changes with it. */
export function simplified(text: string): string {
  return /[\u4e00-\u9fff]/.test(text) ? [...text].map((character) => pairs.get(character) ?? character).join("") : text;
}

/** Compiled patterns of `simplifiedPattern`, by the pattern they were made of: they are asked for once a cell. */
const simplifiedPatterns = new WeakMap<RegExp, RegExp>();

/** A pattern for texts that `simplified` made: Japanese words in it are written as that leaves them. */
export function simplifiedPattern(pattern: RegExp): RegExp {
  const known = simplifiedPatterns.get(pattern);
  if (known) return known;
  const made = new RegExp(simplified(pattern.source), pattern.flags);
  simplifiedPatterns.set(pattern, made);
  return made;
}

/** Whether a text has characters that neither the mainland nor Japan writes. */
export function isTraditional(text: string): boolean {
  return /[單號戶價數實總稱狀條櫃處區國會發關應]/u.test(text);
}
