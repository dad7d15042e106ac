import {payableOf, type Line} from "./basket";
import {timeText, type Seconds} from "./calendar";
import {CsvLayout, money} from "./csv";
import {netOf, totalOf, type Order} from "./orders";

// names with a trailing blank have it in the files that shops download
const orderHeader =
  `订单编号,买家会员名,买家会员昵称,支付单号,支付详情,买家应付货款,买家应付邮费,买家支付积分,总金额,返点积分,买家实际支付金额,买家实际支付积分,订单状态,买家留言,收货人姓名,收货地址 ,运送方式,联系电话 ,联系手机,虚拟号过期时间,订单创建时间,订单付款时间 ,宝贝标题 ,宝贝种类 ,物流单号 ,物流公司,订单备注,宝贝总数量,店铺Id,店铺名称,订单关闭原因,卖家服务费,买家服务费,发票抬头,是否手机订单,分阶段订单信息,特权订金订单id,是否上传合同照片,是否上传小票,是否代付,定金排名,修改后的sku,修改后的收货地址,异常信息,天猫卡券抵扣,集分宝抵扣,是否是O2O交易,新零售交易类型,新零售导购门店名称,新零售导购门店id,新零售发货门店名称,新零售发货门店id,退款金额,预约门店,确认收货时间,打款商家金额,含应开票给个人的个人红包,是否信用购,体验期结束时间,前N有礼,配送类型,直播返现状态,返现金额,延迟发货自动赔付金额,新零售成交门店昵称,新零售成交门店id,新零售成交经销商id,预售订单,发货时间,商家备忘,主订单编号`.split(
    ","
  );
const itemHeader =
  "子订单编号,主订单编号,标题,价格,购买数量,外部系统编号,商品属性,套餐信息,备注,订单状态,商家编码,支付单号,买家应付货款,买家实际支付金额,退款状态,退款金额,订单创建时间,订单付款时间".split(
    ","
  );

/** The order report, newest order first, as text. */
export function orderReport(orders: readonly Order[], shop: string): string {
  const layout = new CsvLayout(orderHeader, "\r\n");
  const lines = orders.map((order) => layout.line(orderCells(order, shop), ["订单编号", "特权订金订单id"]));
  return layout.headerLine() + lines.reverse().join("");
}

/** The item report, newest order first, as text. */
export function itemReport(orders: readonly Order[]): string {
  const layout = new CsvLayout(itemHeader, "\r\n");
  const guarded = ["子订单编号", "主订单编号"];
  const blocks = orders.map((order) =>
    order.lines.map((line, place) => layout.line(itemCells(order, line, place), guarded)).join("")
  );
  return layout.headerLine() + blocks.reverse().join("");
}

function orderCells(order: Order, shop: string): Record<string, string> {
  const {person, place, lines} = order;
  return {
    订单编号: guard(order.id),
    买家会员名: person.nick,
    订单状态: order.status,
    收货人姓名: person.receiver,
    收货地址: `${place.province} ${place.city} ${place.district} ${person.street}`,
    联系手机: `'${person.phone}`,
    订单创建时间: timeText(order.orderedAt),
    宝贝标题: lines.map(({product}) => product.title).join("，"),
    宝贝种类: String(lines.length),
    宝贝总数量: String(pieces(lines)),
    店铺名称: shop,
    订单关闭原因: order.closeReason,
    是否手机订单: order.isMobile ? "手机订单" : "",
    特权订金订单id: guard(""),
    ...remarkCells(order),
    ...moneyCells(order),
    ...progressCells(order)
  };
}

function remarkCells({buyerNote, sellerNote}: Order): Record<string, string> {
  return {买家留言: buyerNote, 订单备注: sellerNote};
}

// what was really paid is the total without the refund: the column is net already
function moneyCells(order: Order): Record<string, string> {
  return {
    买家应付货款: money(payableOf(order.lines)),
    买家应付邮费: money(order.shipping),
    总金额: money(totalOf(order)),
    买家实际支付金额: money(netOf(order)),
    退款金额: money(order.refund),
    打款商家金额: order.completedAt === null ? "0元" : `${money(netOf(order))}元`
  };
}

function progressCells({paidAt, shippedAt, completedAt}: Order): Record<string, string> {
  return {
    订单付款时间: timeOrNothing(paidAt),
    发货时间: timeOrNothing(shippedAt),
    确认收货时间: timeOrNothing(completedAt)
  };
}

function itemCells(order: Order, line: Line, place: number): Record<string, string> {
  const {product} = line;
  return {
    子订单编号: guard(lineId(order, place)),
    主订单编号: guard(order.id),
    标题: product.title,
    价格: money(product.price),
    购买数量: String(line.quantity),
    外部系统编号: product.code,
    商品属性: `颜色分类：${line.colour};尺码：${line.size}`,
    订单状态: order.status,
    商家编码: `${product.code}-${product.colours.indexOf(line.colour) + 1}-${sizeCodes[line.size] ?? "F"}`,
    买家应付货款: money(line.payable),
    买家实际支付金额: money(order.paidAt === null ? 0 : line.payable - line.refund),
    退款状态: line.refund > 0 ? "退款成功" : "没有申请退款",
    退款金额: money(line.refund),
    订单创建时间: timeText(order.orderedAt),
    订单付款时间: timeOrNothing(order.paidAt)
  };
}

const sizeCodes: Record<string, string> = {
  S: "S",
  M: "M",
  L: "L",
  XL: "XL",
  "1.5米床": "15",
  "1.8米床": "18",
  小号: "1",
  中号: "2",
  大号: "3"
};

/** An order of one line has its own number as the line's; more lines take the free numbers after it. */
export function lineId(order: Order, place: number): string {
  if (order.lines.length === 1) return order.id;
  return String(BigInt(order.id) + BigInt(place + 1) * 1_000_000n);
}

/** How many pieces the lines hold together. */
export function pieces(lines: readonly Line[]): number {
  return lines.reduce((sum, line) => sum + line.quantity, 0);
}

function guard(text: string): string {
  return `="${text}"`;
}

function timeOrNothing(time: Seconds | null): string {
  return time === null ? "" : timeText(time);
}
