import type {Chance} from "./chance";

const buyerNotes = [
  "尽快发货，谢谢",
  "请发顺丰，到付也可以",
  "麻烦帮忙看下尺码，平时穿M",
  "身高164,体重52kg\n平时穿M码,谢谢",
  "要第二张图上的颜色,别发错了",
  '包装里写"生日快乐"，谢谢',
  '送朋友的,卡片写:\n"祝一切都好"\n不要放价格单',
  "晚上六点以后送,白天没人",
  "和上一单一起发\r\n谢谢",
  "面料真舒服，又来买了🌿",
  "上次的裤子偏长,这次\n1. 要S码\n2. 裤脚帮忙改短3cm,可以吗?",
  "不要塑料袋，谢谢"
];
const sellerNotes = [
  "已改地址",
  "顺丰，补差价已付",
  "送香囊一个",
  '尺码换L,客户说"宁大勿小"',
  "老客，多送一条茶巾",
  "缺货,已联系:\n周三到货后发",
  "退回已签收,待验货",
  "合并发货\n同 ID 三单",
  "等通知再发，客户出差"
];

/** What the buyer wrote with the order; mostly nothing. */
export function drawBuyerNote(chance: Chance): string {
  return chance.happens(0.055) ? chance.pick(buyerNotes) : "";
}

/** What the shop wrote beside the order; mostly nothing. */
export function drawSellerNote(chance: Chance): string {
  return chance.happens(0.045) ? chance.pick(sellerNotes) : "";
}
