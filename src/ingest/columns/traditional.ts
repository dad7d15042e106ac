/** Traditional characters of headers and statuses, and their simplified forms. */
const traditional =
  "訂單編號員買賣戶額價數時間實優顧稱貨總計帳購態狀郵電話機國縣區門運費會聯絡幣種類產條給櫃檯後處項隻標題網營業樣備註開結關閉應減讓續積點獎轉發";
const mainland =
  "订单编号员买卖户额价数时间实优顾称货总计账购态状邮电话机国县区门运费会联络币种类产条给柜台后处项只标题网营业样备注开结关闭应减让续积点奖转发";

const pairs = new Map([...traditional].map((character, at) => [character, [...mainland][at]!]));

/** A text in simplified characters, as far as headers and statuses need; similar Japanese characters change too. */
export function simplified(text: string): string {
  return /[\u4e00-\u9fff]/.test(text) ? [...text].map((character) => pairs.get(character) ?? character).join("") : text;
}

/** Cache of patterns made by `simplifiedPattern`, which is called for every cell. */
const simplifiedPatterns = new WeakMap<RegExp, RegExp>();

/** A pattern for texts returned by `simplified`: its own characters are simplified too. */
export function simplifiedPattern(pattern: RegExp): RegExp {
  const known = simplifiedPatterns.get(pattern);
  if (known) return known;
  const made = new RegExp(simplified(pattern.source), pattern.flags);
  simplifiedPatterns.set(pattern, made);
  return made;
}

/** Whether a text has characters that are used neither in mainland China nor in Japan. */
export function isTraditional(text: string): boolean {
  return /[單號戶價數實總稱狀條櫃處區國會發關應]/u.test(text);
}
