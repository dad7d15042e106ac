import type {Database} from "../../engine/database";
import {quoteLiteral} from "../../engine/sql";

/**
 * Words in the title of an item that is not a product. They must be unambiguous: 测试 alone may be a test strip, 邮费 alone
 * a promise of free postage, 赠品 in the middle of a title a gift that comes along.
 */
const titleKeywords: readonly (readonly [mark: string, words: string])[] = [
  [
    "test",
    "测试(商品|链接|订单|宝贝|专拍|专用|勿拍)|^测试\\d*$|[勿别]拍|刷单|(^|[^a-z])test (order|product|item)($|[^a-z])|^test$"
  ],
  [
    "fee",
    "补(差价|差额|运费|邮费|拍)|差价(链接|专拍|补)|(邮费|运费|快递费)(链接|专拍|专用|补)|^(差价|邮费|运费|快递费)$"
  ],
  ["gift", "^[\\[【(（]?\\s*赠品|非卖品|^free gift($|[^a-z])"]
];

/**
 * Creates the macro `order_mark(title)`: `test`, `fee` or `gift` for an order of a single item whose title says that it
 * is not a product, else null. Several titles are a basket, which contains products too.
 */
export async function createTitleMacro(db: Database): Promise<void> {
  const cases = titleKeywords.map(
    ([mark, words]) => `when regexp_matches(trim(title), ${quoteLiteral(words)}, 'i') then ${quoteLiteral(mark)}`
  );
  await db.exec(`create or replace macro order_mark(title) as case
    when title is null or contains(title, '，') then null
    ${cases.join("\n    ")}
end`);
}
