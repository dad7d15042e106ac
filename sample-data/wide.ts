import {Chance} from "./chance";
import {csvCell} from "./csv";
import {drawCustomer, Moments} from "./moments";
import {drawPlace} from "./places";
import {products} from "./products";

/** The order report of 2017, 46 columns. */
export const wideHeader =
  "订单编号,买家会员名,买家支付宝账号,买家应付货款,买家应付邮费,买家支付积分,总金额,返点积分,买家实际支付金额,买家实际支付积分,订单状态,买家留言,收货人姓名,收货地址 ,运送方式,联系电话 ,联系手机,订单创建时间,订单付款时间 ,宝贝标题 ,宝贝种类 ,物流单号 ,物流公司,订单备注,宝贝总数量,店铺Id,店铺名称,订单关闭原因,卖家服务费,买家服务费,发票抬头,是否手机订单,分阶段订单信息,特权订金订单id,是否上传合同照片,是否上传小票,是否代付,定金排名,修改后的sku,修改后的收货地址,异常信息,天猫卡券抵扣,集分宝抵扣,是否是O2O交易,退款金额,预约门店\r\n";

const titles = products.map(({title}) => `2026新款棉麻${title}`);
const prices = products.map(({price}) => price / 100);
const remarks = ["尽快发货,谢谢", '包装里写"生日快乐"', "身高164,体重52kg\n平时穿M码", "晚上六点以后送,白天没人"].map(
  csvCell
);

interface State {
  words: string;
  reason: string;
  isPaid: boolean;
  refundShare: number;
}
const completed: State = {words: "交易成功", reason: "订单未关闭", isPaid: true, refundShare: 0};
const shipped: State = {...completed, words: "卖家已发货，等待买家确认"};
const refundedPart: State = {...completed, refundShare: 0.4};
const refunded: State = {words: "交易关闭", reason: "退款", isPaid: true, refundShare: 1};
const unpaid: State = {words: "交易关闭", reason: "买家未付款", isPaid: false, refundShare: 0};

/** Writes the rows of an order report of that length. */
export function wideRows(orders: number): (place: number) => string {
  const chance = new Chance(71);
  const moments = new Moments();
  const addresses = Array.from({length: 500}, (_, index) => address(chance, index));
  return (place) => {
    const customer = drawCustomer(chance, orders);
    const state = drawState(chance, place / orders);
    const basket = drawBasket(chance);
    const buyer = `tb${1_000_000 + customer},sample${customer}@example.com`;
    const remark = chance.happens(0.03) ? chance.pick(remarks) : "";
    const times = timeCells(moments, chance, place / orders, state.isPaid);
    const receiver = `王**,${addresses[customer % 500]},快递,,'${mobileOf(customer)}`;
    const parcel = `No:75${100_000_000_000 + place},样例速递,,${basket.pieces},0,木棉与麻旗舰店`;
    const device = customer % 10 === 0 ? "" : "手机订单";
    return `${orderId(place, customer)},${buyer},${moneyCells(basket, state)},${state.words},${remark},${receiver},${times},${basket.title},${basket.pieces},${parcel},${state.reason},0元,0元,,${device},,="",,,否,,,,,0.00,0.00,,${refundOf(basket, state)}.00,\r\n`;
  };
}

function orderId(place: number, customer: number): string {
  return `="4${100_000_000_000 + place * 16}${100_000 + (customer % 900_000)}"`;
}

/** Eleven digits from 130… to 199…, another for each customer, spread as real ones are; taken for a phone by what reads it. */
function mobileOf(customer: number): number {
  return 13_000_000_000 + ((customer * 48_271) % 6_999_999_937);
}

function address(chance: Chance, index: number): string {
  const {province, city, district} = drawPlace(chance);
  return `${province} ${city} ${district} 样例街道样例路${index + 1}号(000000)`;
}

// one or two pieces; whole yuan
function drawBasket(chance: Chance) {
  const [one, other] = [chance.integer(0, titles.length - 1), chance.integer(0, titles.length - 1)];
  const postage = chance.happens(0.2) ? 8 : 0;
  if (!chance.happens(0.3)) return {title: titles[one]!, goods: prices[one]!, postage, pieces: 1};
  return {title: `${titles[one]}，${titles[other]}`, goods: prices[one]! + prices[other]!, postage, pieces: 2};
}
type Basket = ReturnType<typeof drawBasket>;

function refundOf({goods, postage}: Basket, {refundShare}: State): number {
  return refundShare === 1 ? goods + postage : Math.round(goods * refundShare);
}

function moneyCells(basket: Basket, state: State): string {
  const total = basket.goods + basket.postage;
  const net = state.isPaid ? total - refundOf(basket, state) : 0;
  return `${basket.goods}.00,${basket.postage}.00,0,${total}.00,0,${net}.00,0`;
}

function timeCells(moments: Moments, chance: Chance, share: number, isPaid: boolean): string {
  const day = moments.dayAt(share);
  const second = moments.drawSecond(chance);
  return `${day} ${moments.clockText(second)},${isPaid ? `${day} ${moments.clockText(second + 9)}` : ""}`;
}

function drawState(chance: Chance, share: number): State {
  const roll = chance.next();
  if (roll < 0.12) return unpaid;
  if (roll < 0.18) return refunded;
  if (roll < 0.22) return refundedPart;
  return share > 0.99 ? shipped : completed;
}
