/** Header lists of exports, as they are published; two have blanks behind some of their words. */
const orders46 =
  "订单编号 买家会员名 买家支付宝账号 买家应付货款 买家应付邮费 买家支付积分 总金额 返点积分 买家实际支付金额 买家实际支付积分 订单状态 买家留言 收货人姓名 收货地址_ 运送方式 联系电话_ 联系手机 订单创建时间 订单付款时间_ 宝贝标题_ 宝贝种类_ 物流单号_ 物流公司 订单备注 宝贝总数量 店铺Id 店铺名称 订单关闭原因 卖家服务费 买家服务费 发票抬头 是否手机订单 分阶段订单信息 特权订金订单id 是否上传合同照片 是否上传小票 是否代付 定金排名 修改后的sku 修改后的收货地址 异常信息 天猫卡券抵扣 集分宝抵扣 是否是O2O交易 退款金额 预约门店";
const retail = "新零售交易类型 新零售导购门店名称 新零售导购门店id 新零售发货门店名称 新零售发货门店id";
const late = "确认收货时间 打款商家金额 含应开票给个人的个人红包";

const words = (text: string) => text.split(" ").map((word) => word.replace("_", " "));

export const taobaoOrders46 = words(orders46);
export const taobaoOrders54 = [...words(orders46.replace("退款金额", `${retail} 退款金额`)), ...words(late)];
export const taobaoOrders71 = [
  ...taobaoOrders54
    .map((word) => word.trim())
    .flatMap((word) => {
      if (word === "买家支付宝账号") return ["买家会员昵称", "支付单号", "支付详情"];
      return word === "联系手机" ? ["联系手机", "虚拟号过期时间"] : [word];
    }),
  ...words(
    "是否信用购 体验期结束时间 前N有礼 配送类型 直播返现状态 返现金额 延迟发货自动赔付金额 新零售成交门店昵称 新零售成交门店id 新零售成交经销商id 预售订单 发货时间 商家备忘 主订单编号"
  )
];
export const taobaoItems10 = words("订单编号 标题 价格 购买数量 外部系统编号 商品属性 套餐信息 备注 订单状态 商家编码");
export const taobaoItems18 = words(
  "子订单编号 主订单编号 标题 价格 购买数量 外部系统编号 商品属性 套餐信息 备注 订单状态 商家编码 支付单号 买家应付货款 买家实际支付金额 退款状态 退款金额 订单创建时间 订单付款时间"
);
export const taobaoTrimmed = [
  "订单编号",
  "总金额",
  "买家实际支付金额",
  "收货地址 ",
  "订单创建时间",
  "订单付款时间 ",
  "退款金额"
];

const address = ["Name", "Street", "Address1", "Address2", "Company", "City", "Zip", "Province", "Country", "Phone"];
const taxes = [1, 2, 3, 4, 5].flatMap((number) => [`Tax ${number} Name`, `Tax ${number} Value`]);
export const shopifyOrders = [
  ..."Name|Email|Financial Status|Paid at|Fulfillment Status|Fulfilled at|Accepts Marketing|Currency|Subtotal|Shipping|Taxes|Total|Discount Code|Discount Amount|Shipping Method|Created at|Lineitem quantity|Lineitem name|Lineitem price|Lineitem compare at price|Lineitem sku|Lineitem requires shipping|Lineitem taxable|Lineitem fulfillment status".split(
    "|"
  ),
  ...address.map((part) => `Billing ${part}`),
  ...address.map((part) => `Shipping ${part}`),
  ..."Notes|Note Attributes|Cancelled at|Payment Method|Payment Reference|Refunded Amount|Vendor|Outstanding Balance|Employee|Location|Device ID|Id|Tags|Risk Level|Source|Lineitem discount".split(
    "|"
  ),
  ...taxes,
  ..."Phone|Receipt Number|Duties|Billing Province Name|Shipping Province Name|Payment ID|Payment Terms Name|Next Payment Due At|Payment References".split(
    "|"
  )
];

/** Cells under a header, by name; blank where nothing is given. */
export function row(header: readonly string[], cells: Readonly<Record<string, string>>): string[] {
  return header.map((word) => cells[word.trim()] ?? "");
}
