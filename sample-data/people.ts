import type {Chance} from "./chance";
import {drawPlace, type Place} from "./places";

/** A customer of the sample shop; made up from word lists, like nobody. */
export interface Person {
  index: number;
  /** the platform's name for them */
  nick: string;
  /** whether the export hides who it is */
  isMasked: boolean;
  /** with stars, as exports write it */
  receiver: string;
  /** begins with 100, as no mobile number does */
  phone: string;
  place: Place;
  street: string;
  /** purchases per unit of the shop's clock, while a customer */
  rate: number;
  /** chance to stay away for good after a purchase */
  dropout: number;
  /** what they spend beside others; 1 is usual */
  budget: number;
  category: string;
  /** share of orders from a phone */
  mobileShare: number;
  /** buys dozens at a time */
  isWholesale: boolean;
}

const surnames = [
  ..."王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭"
];
const syllables =
  "an bai chen dan fei gu hua jing ke lan mei ning ou ping qiao rui shan tao wan xi yun zhi qing mo he lu su yan zi miao".split(
    " "
  );
const qualities =
  "安静 温柔 午后 山里 小巷 夏天 旧书 清晨 南方 北方 慢慢 爱笑 向阳 路过 迷路 早起 晚睡 半糖 微风 雨天".split(" ");
const things =
  "苔藓 木棉 茶盏 猫咪 栀子 梧桐 云朵 柚子 信纸 石榴 芦苇 白鹭 橘子 风铃 竹影 萤火 小满 谷雨 桂花 月亮".split(" ");
const categories = ["衬衫", "连衣裙", "裤子", "半身裙", "T恤", "针织", "外套", "家居服", "配饰", "布艺"];

/** Makes people one after another, no two with the same nick. */
export class People {
  readonly #nicks = new Set<string>();

  constructor(readonly chanceOf: (index: number) => Chance) {}

  /** The person of a number; the same every time the shop is made anew. */
  make(index: number): Person {
    const chance = this.chanceOf(index);
    const isMasked = chance.happens(0.035);
    const phone = `100${String(chance.integer(0, 99999999)).padStart(8, "0")}`;
    return {
      index,
      nick: this.#freshNick(chance, isMasked),
      isMasked,
      receiver: `${chance.pick(surnames)}${chance.happens(0.5) ? "**" : "*"}`,
      phone: isMasked ? `${phone.slice(0, 3)}****${phone.slice(-4)}` : phone,
      place: drawPlace(chance),
      street: `样例路${chance.integer(1, 399)}号`,
      ...drawHabits(chance)
    };
  }

  #freshNick(chance: Chance, isMasked: boolean): string {
    for (;;) {
      const nick = isMasked ? maskedNick(chance) : openNick(chance);
      if (this.#nicks.has(nick)) continue;
      this.#nicks.add(nick);
      return nick;
    }
  }
}

// the spread of rates, dropouts and budgets is what makes a few loyal customers and many single purchases
function drawHabits(chance: Chance) {
  const isWholesale = chance.happens(0.004);
  return {
    rate: chance.gamma(0.6, 1 / 120) * (isWholesale ? 2.5 : 1),
    dropout: chance.beta(1.1, 0.9),
    budget: chance.lognormal(1, 0.55),
    category: chance.pick(categories),
    mobileShare: chance.beta(9, 1),
    isWholesale
  };
}

function openNick(chance: Chance): string {
  const kind = chance.next();
  const digits = (count: number) => String(chance.integer(0, 10 ** count - 1)).padStart(count, "0");
  if (kind < 0.38) return `tb${digits(chance.integer(7, 9))}`;
  if (kind < 0.5) return `t_${chance.integer(1400000000, 1700000000)}_0${digits(3)}`;
  if (kind < 0.8)
    return chance.pick(syllables) + chance.pick(syllables) + chance.pick(syllables) + digits(chance.integer(2, 4));
  return `${chance.pick(qualities)}的${chance.pick(things)}${chance.happens(0.6) ? digits(2) : ""}`;
}

function maskedNick(chance: Chance): string {
  const ends = chance.happens(0.5)
    ? [chance.pick([..."abcdefghjklmnpqrstwxyz"]), chance.pick([..."0123456789abcdefghknprstwxyz"])]
    : [chance.pick(qualities)[0], chance.pick(things)[1]];
  return `${ends[0]}**${ends[1]}`;
}
