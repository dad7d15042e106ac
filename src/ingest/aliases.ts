import type {MappingRole} from "./plan";

/** What a role's column is called, in order of how sure it is; compared after `normalizeHeader`, `_` as a blank. */
export const roleNames: Readonly<Record<MappingRole, readonly RegExp[]>> = {
  order_id: [
    /^(订单号|订单编号|主订单编号|订单id|单号|交易号|流水号)$/,
    /^(order ?(id|number|no\.?|#)|invoice( ?(no|number|id))?|basket ?id|transaction ?id|receipt ?(no|number|id)?|sales record number)$/,
    /订单(编)?号|^order$/
  ],
  customer_key: [
    /^(买家会员名|买家昵称|会员名|会员号|会员id|客户id|客户编号|客户|买家|用户id|买家id|下单帐号|下单账号|买家手机号|手机号?|顾客)$/,
    /^(customer ?(id|key|number|no\.?|email)?|client ?(id)?|user ?(id|name)?|buyer ?(id|username|user id|email|name)?|household ?id|member ?(id|no)?|e-?mail|id)$/,
    /会员|买家|客户|顾客|customer|buyer|email|手机/
  ],
  ordered_at: [
    /^(订单创建时间|下单时间|订单成交时间|订单提交时间|下单日期|订单日期|订单时间|日期|时间|成交时间|交易时间|购买日期|购买时间|销售日期)$/,
    /^(order(ed)? ?(date|time|at)|date|created( at)?|purchase ?(date|time)|transaction ?(date|time|timestamp)|invoice ?date|sale date|day|timestamp|time)$/,
    /下单|创建时间|日期|\bdate\b|timestamp/
  ],
  paid_at: [
    /^(订单付款时间|支付时间|付款时间|买家付款时间|支付完成时间|付款确认时间)$/,
    /^(paid ?(at|on|date|on date)|payment ?(date|time))$/
  ],
  status: [/^(订单状态|状态|交易状态)$/, /^(status|order ?status|financial status|state)$/],
  amount: [
    /^(实付金额|实际支付金额|买家实际支付金额|用户实付金额\(元\)|订单实付金额|订单应付金额|支付金额|付款金额|成交金额|订单金额|金额|总金额|销售额|应付金额|消费金额)$/,
    /^(amount|total|order ?(total|amount|value)|grand total|net sales|sales ?(value|amount)?|revenue|dollars?( value)?|spend|paid( amount)?|line ?(total|amount)|total price)$/,
    /实付|金额|amount|total|revenue|\bsales\b|dollar/
  ],
  quantity: [
    /^(数量|件数|购买数量|商品数量(\(件\))?|订购数量|宝贝总数量)$/,
    /^(quantity|qty|units?|items?( sold)?|number of \w+|pieces)$/,
    /数量|件数/
  ],
  unit_price: [/^(单价|商品单价|价格|京东价|售价)$/, /^(unit ?price|price|item ?price)$/, /单价/],
  refund_amount: [/^(退款金额|已退款金额|订单已退款金额|退款)$/, /^(refund(ed)?( ?amount)?|amount refunded|returns?)$/],
  title: [
    /^(商品名称|商品|宝贝标题|标题|选购商品|全部商品名称|品名)$/,
    /^(title|product( ?(name|title|\(s\)))?|item ?(name|title)?|description)$/
  ],
  sku: [/^(商家编码|sku|货号|规格编码|商品编码)$/, /^(sku|stock ?code|item ?(code|sku)|custom label)$/],
  product_id: [/^(商品id|宝贝id)$/, /^(product ?id|item ?(id|number)|asin|listing id)$/],
  province: [/^(省|省份|收货省份|收货人省份)$/, /^(province|state|region|shipping province|ship state|ship-state)$/],
  city: [/^(市|城市|收货城市|收货人城市)$/, /^(city|shipping city|ship city|ship-city)$/],
  shop: [/^(店铺|店铺名称|门店|归属店铺)$/, /^(shop|store)( ?(name|id))?$/],
  currency: [/^(币种|货币)$/, /^currency$/]
};
