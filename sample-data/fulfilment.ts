import {payableOf, type Line} from "./basket";
import {dayAt, daySeconds, nextShippingDay, saleFactor, type Seconds} from "./calendar";
import type {Chance} from "./chance";
import {remoteProvinces, type Place} from "./places";

/** How far an order is at the moment of the export, in the platform's words. Money in cents. */
export interface OrderState {
  status: string;
  closeReason: string;
  paidAt: Seconds | null;
  shippedAt: Seconds | null;
  completedAt: Seconds | null;
  refund: number;
}

interface Draft {
  orderedAt: Seconds;
  place: Place;
  lines: Line[];
  shipping: number;
}

const stillOpen = "订单未关闭";
const open = {closeReason: stillOpen, paidAt: null, shippedAt: null, completedAt: null, refund: 0};

/** What has become of an order until the export. Refunds are written into its lines. */
export function drawState(chance: Chance, draft: Draft, isPaid: boolean, exportedAt: Seconds): OrderState {
  const paidAt = draft.orderedAt + drawPaymentDelay(chance);
  if (!isPaid || paidAt >= exportedAt) return unpaidState(chance, draft, exportedAt);
  const outcome = drawRefund(chance, draft);
  if (outcome === "full" && exportedAt - paidAt > chance.integer(1, 9) * daySeconds)
    return refundedState(chance, draft, paidAt);
  return deliveredState(chance, draft, paidAt, exportedAt, outcome === "part");
}

// half pay within seconds, a few the next day
function drawPaymentDelay(chance: Chance): Seconds {
  const roll = chance.next();
  if (roll < 0.88) return 3 + Math.floor(chance.lognormal(7, 0.7));
  if (roll < 0.98) return 60 + Math.floor(chance.exponential(2400));
  return chance.integer(3 * 3600, 30 * 3600);
}

function unpaidState(chance: Chance, {orderedAt}: Draft, exportedAt: Seconds): OrderState {
  const isFresh = exportedAt - orderedAt < 3 * daySeconds;
  if (isFresh) return {...open, status: chance.weighted(waiting, ([, share]) => share)[0]};
  const status = chance.weighted(abandoned, ([, share]) => share)[0];
  if (!status.includes("关闭")) return {...open, status};
  return {...open, status, closeReason: chance.weighted(abandonReasons, ([, share]) => share)[0]};
}

const waiting = [
  ["等待买家付款", 40],
  ["付款确认中", 20],
  ["外卡支付付款确认中", 20],
  ["余额宝0元购合约中", 20]
] as const;
const abandoned = [
  ["交易关闭", 930],
  ["交易被淘宝关闭", 50],
  ["未创建支付宝交易", 13],
  ["没有创建外部交易", 7]
] as const;
const abandonReasons = [
  ["买家未付款", 78],
  ["我不想买了", 11],
  ["信息填写错误，重新拍", 8],
  ["其他原因", 3]
] as const;

function drawRefund(chance: Chance, {lines, orderedAt}: Draft): "full" | "part" | null {
  const hurry = saleFactor(dayAt(orderedAt)) > 2 ? 1.45 : 1;
  const returned = lines.filter(({product, quantity}) => quantity < 6 && chance.happens(product.refundRate * hurry));
  if (returned.length > 0) {
    for (const line of returned) line.refund = line.payable;
    return returned.length === lines.length ? "full" : "part";
  }
  const first = lines[0]!;
  if (!chance.happens(0.014) || first.payable < 3000) return null;
  first.refund = 500 * chance.integer(1, Math.min(6, Math.floor(first.payable / 1000)));
  return "part";
}

function refundedState(chance: Chance, draft: Draft, paidAt: Seconds): OrderState {
  const status = chance.happens(0.85) ? "交易关闭" : "付款以后用户退款成功，交易自动关闭";
  const shippedAt = chance.happens(0.7) ? drawShipping(chance, draft, paidAt) : null;
  return {
    status,
    closeReason: "退款",
    paidAt,
    shippedAt,
    completedAt: null,
    refund: payableOf(draft.lines) + draft.shipping
  };
}

function deliveredState(
  chance: Chance,
  draft: Draft,
  paidAt: Seconds,
  exportedAt: Seconds,
  isPart: boolean
): OrderState {
  const shippedAt = drawShipping(chance, draft, paidAt);
  const completedAt = shippedAt + drawConfirmation(chance, draft);
  if (completedAt < exportedAt) {
    const refund = isPart ? draft.lines.reduce((sum, line) => sum + line.refund, 0) : forget(draft.lines);
    return {status: "交易成功", closeReason: stillOpen, paidAt, shippedAt, completedAt, refund};
  }
  forget(draft.lines);
  return shippedAt < exportedAt ? onTheRoad(chance, draft, paidAt, shippedAt) : inTheShop(chance, draft, paidAt);
}

// a refund that the export is too early to show
function forget(lines: Line[]): 0 {
  for (const line of lines) line.refund = 0;
  return 0;
}

function onTheRoad(chance: Chance, {lines}: Draft, paidAt: Seconds, shippedAt: Seconds): OrderState {
  if (lines.length > 1 && chance.happens(0.1)) return {...open, status: "卖家部分发货", paidAt, shippedAt};
  return {...open, status: chance.weighted(underWay, ([, share]) => share)[0], paidAt, shippedAt};
}

function inTheShop(chance: Chance, {lines}: Draft, paidAt: Seconds): OrderState {
  if (lines.length > 1 && chance.happens(0.3)) return {...open, status: "卖家部分发货", paidAt};
  return {...open, status: chance.happens(0.8) ? "买家已付款，等待卖家发货" : "等待卖家发货", paidAt};
}

const underWay = [
  ["卖家已发货，等待买家确认", 78],
  ["买家已签收", 14],
  ["等待买家确认收货", 8]
] as const;

// a day or two, more after a great sale; nothing leaves around Spring Festival
function drawShipping(chance: Chance, {orderedAt}: Draft, paidAt: Seconds): Seconds {
  const rush = saleFactor(dayAt(orderedAt)) > 3 ? 2.4 : 1;
  const ready = paidAt + 3600 * 3 + Math.floor(chance.exponential(3600 * 15 * rush));
  const day = nextShippingDay(dayAt(ready));
  const morning = day * daySeconds + 9 * 3600;
  return day === dayAt(ready) && ready > morning ? ready : morning + chance.integer(0, 9 * 3600);
}

// a third lets the ten days run out
function drawConfirmation(chance: Chance, {place}: Draft): Seconds {
  const road = remoteProvinces.has(place.province) ? 3 : 0;
  if (chance.happens(0.36)) return 10 * daySeconds + chance.integer(0, 59);
  return Math.floor((2 + road + chance.gamma(2.2, 1.3)) * daySeconds);
}
