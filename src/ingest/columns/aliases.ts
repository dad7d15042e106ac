import type {MappingRole} from "../plan";
import {simplified, simplifiedPattern} from "./traditional";

/**
 * A header normalised for `roleNames`: lower case, `orderNumber` and `order_no.` split into words, without units, in
 * simplified characters.
 */
export function wordsOf(header: string): string {
  return simplified(header)
    .normalize("NFKC")
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .replace(/^\uFEFF|=?"/g, "")
    .replace(/\((元|件|个|円|eur|usd|gbp|cny|rmb|jpy|base|purchased|local|[¥$€£]|utc.*|gmt.*)\)/g, " ")
    .replace(/[_\-.°º:]/g, " ")
    .normalize("NFD")
    .replace(/(?<=[a-z][\u0300-\u036F]*)[\u0300-\u036F]/g, "")
    .normalize("NFC")
    .replace(/\s+/g, " ")
    .trim();
}

const exactly = (...words: string[]) => simplifiedPattern(new RegExp(`^(${words.join("|")})$`));

const names = exactly(
  "(客户|买家|顾客|会员|收货人|收件人|联系人)?姓名|收货人|收件人|联系人|(客户|顾客|会员)名称",
  "(customer|buyer|client|full|billing|shipping|recipient|bill to|ship to|contact) ?name|name|customers?|client|buyer|kunde|cliente|kundenname|nom( du client)?|nombre( del cliente)?|氏名|お名前|名前|客户|顾客|买家|who",
  "(お客様|顧客|得意先|取引先|注文者|ご注文者|購入者|会員|ご依頼主|届け先)(氏名|名|様名)|お客様|得意先|取引先|注文者|購入者",
  "(주문자|구매자|고객|회원|수령인|받는 ?분)(명| ?이름| ?성명)?|이름|성명",
  "покупатель|клиент|заказчик|фио|имя( клиента)?|контрагент|nome( (do |del )?cliente)?|comprador|acquirente|klient|kupujacy|nabywca|imie i nazwisko|(ten )?(khach hang|nguoi mua|nguoi nhan)"
);

/** Known header names by role, most reliable first; compared with `wordsOf`. */
export const roleNames: Readonly<Record<MappingRole, readonly RegExp[]>> = {
  order_id: [
    exactly(
      "(主|线上|平台|内部|销售)?订单(编号|号码?|id|流水号)",
      "((web|sales|customer|purchase|po|p o) ?)?order ?(id|number|no|num|#|ref|reference)|(po|p o|purchase order) ?(id|number|no|num|#)?",
      "bestell(nummer|nr| nr)|auftrags(nummer|nr)",
      "(n|no|nr|num|numero|id|ref|reference)? ?(de )?commande|commande",
      "(n|no|num|numero|id)? ?(de )?pedido|pedido",
      "注文(番号|id|no)|受注番号|伝票番号",
      "(상품)?주문(번호| ?id)|номер заказа|заказ( no)?|id заказа|(numero |id )?(do |dell )?(pedido|ordine)|(n|no|nr|num|numero) (d |dell )?ordine|(numer|nr|id) zamowienia|zamowienie|ma đon( hang)?"
    ),
    exactly(
      "单号|原始单号|交易号|交易单号|流水号|小票号|小票编号|销售单号|出库单号|单据编号|单据号|账单号|increment id",
      "invoice ?(no|number|id|#|ref)|basket ?(id|no)|transaction ?(id|no|number)|(receipt|ticket|bill|check|document|sale|cart|payment|charge) ?(id|no|number|#)|sales record number",
      "beleg(nummer|nr)|rechnungs(nummer|nr)|bon ?(nummer|nr)?|facture|factura|レシート番号"
    ),
    simplifiedPattern(
      /订单(编)?号|^order$|^(invoice|receipt|ticket|bill|check|document|sale|cart|transaction|trans)$|^(id|编号)$/
    )
  ],
  original_order_id: [
    simplifiedPattern(
      /^(原订单(编?号)?|原单号|关联订单(编?号)?|退款订单(编?号)?|对应订单(编?号)?|original (order|invoice|receipt|transaction)( ?(id|number|no|#))?|(refund|return) of|(parent|related|refunded|linked) (order|transaction|invoice)( ?(id|number|no))?|applies to|urspr.*(bestellung|beleg).*|commande d'origine|元注文番号)$/
    )
  ],
  customer_key: [
    exactly(
      "(买家|客户|会员|用户|顾客)(会员名|id|编号|编码|代码|号|账号|帐号|卡号|网名)|会员名|会员号|会员卡号?|下单[帐账]号|买家昵称|客户昵称|用户名",
      "(customer|client|user|buyer|shopper|household|member|membership|account|loyalty|card) ?(id|key|number|no|code|#|card|user id|username|account)|user ?name( \\(buyer\\))?|household key",
      "kunden? ?(nummer|nr|id)|(n|no|nr|num|numero|id|ident|identifiant|code|ref|reference) (du |de )?(client|acheteur)|(n|no|num|numero|id|codigo|codice|numero) (de |del )?(cliente|comprador)|(client|cliente|klant|klient|acheteur) ?(n|no|nr|num|numero|nummer|id|code|ref)",
      "(顧客|会員|得意先|取引先|お客様)(id|番号|コード|no)",
      "(고객|회원|구매자|주문자) ?(번호|id|아이디|코드)|(id|код|номер) (клиента|покупателя)|(numer|nr|id) klienta|ma khach hang"
    ),
    exactly(
      "客户|买家|顾客|会员|用户|网名|客户名称?|customers?|cust|client|buyer|shopper|user|member|kunde|cliente|klant|acheteur|顧客|会員|who|(customer|buyer|client)? ?e ?mail( address)?|邮箱|メールアドレス"
    ),
    exactly(
      "(买家|客户|联系|会员|收货人|收件人)?(手机号码?|手机|电话|联系方式|电话号码)|(customer|buyer|client)? ?(mobile|phone|telephone|tel)( ?(number|no))?|telefon|telephone|telefono|電話番号",
      "id"
    ),
    simplifiedPattern(/会员(?!价)|买家|客户(?!备注|留言)|顾客|(customer|buyer|client) (id|key|email|account)|e ?mail/),
    // a word for the buyer and one for a number, in any order
    /^(?!.*\b(order|po|invoice|commande|pedido)\b)(?=.*\b(cust|customer|client|cliente|kunden?|klant|acheteur|comprador|buyer|member)\b).*\b(id|no|nr|num|numero|number|nummer|code|codigo|codice|key|ref)\b/,
    names
  ],
  buyer_name: [names],
  buyer_phone: [/手机|电话|联系方式|\b(phone|mobile|telephone|tel)\b|telefon|電話/],
  buyer_email: [/\be ?mail\b|邮箱|メール/],
  ordered_at: [
    exactly(
      "订单(创建|成交|提交|下单)?(时间|日期)|(下单|拍单|成交|交易|购买|销售|消费|开单|单据|结账|收银|制单)(时间|日期)|买家下单时间",
      "order(ed)? ?(creation )?(date|time|at|on|datetime|date time)|(purchased?|bought|transaction|trans|invoice|sales?|sold|receipt|checkout) ?(date|time|timestamp|at|on|datetime|date time)|(date|time) (of )?(order|purchase|sale|created|purchased)|created? ?(time|at|date|on)?|date created|day of (order|purchase|sale)",
      "(bestell|kauf|beleg|auftrags|rechnungs)datum|date (de (la )?)?(commande|vente)|date d'achat|fecha (de(l)? )?(la )?(pedido|compra|venta)|(注文|購入|受注|売上|販売)(日時?|日付)",
      "(주문|구매|결제|판매)(일시|일자|날짜|시간|일)|дата( и время)? (заказа|покупки|продажи)|data (do |da |dell |di )?(pedido|compra|venda|ordine|acquisto|zamowienia|zakupu|sprzedazy)|ngay (đat( hang)?|mua( hang)?|tao( đon)?|ban)"
    ),
    exactly(
      "日期|时间|日期时间|创建时间|建单时间|date|date time|datetime|time ?stamp|day|when|datum|fecha|日付|日時|일시|일자|날짜|дата|data|ngay"
    ),
    exactly("time|zeit|hora|heure"),
    simplifiedPattern(/下单|创建时间|日期|\bdate\b|timestamp|datum|\bfecha\b/)
  ],
  clock: [/时间|时刻|时分|\btime\b|clock|uhrzeit|\bzeit\b|heure|\bhora\b|時刻|時間|\bhour/],
  paid_at: [
    exactly(
      "(订单|买家)?(付款|支付|收款)(完成|确认)?(时间|日期)",
      "(order )?paid ?(at|on|date|on date|time)|date paid|payment ?(date|time|at|complete time)|zahlungsdatum|bezahlt am|date (de )?paiement|fecha (de )?pago|入金日|支払日"
    )
  ],
  status: [
    exactly(
      "(订单|交易|系统|当前)状态|order ?status|(financial|payment) ?status|bestellstatus|(statut|etat)( de( la)?)? commande|estado del? pedido|注文状況|ステータス|주문 ?상태|статус( заказа)?|status (do pedido|zamowienia)|stato( ordine)?|trang thai( đon hang)?"
    ),
    exactly("状态|订单情况|status|state|statut|etat|estado|zustand|状況|状態")
  ],
  row_type: [
    exactly(
      "类型|(交易|单据|业务|记录|订单|销售|收支)类型|(transaction|event|document|sales?|order|row|record|line|entry|trans) ?type|type|kind|doc|vorgang(sart)?|belegart|typ|tipo|取引種別|区分"
    )
  ],
  refund_amount: [
    exactly(
      "(订单|已|实际|买家)?(已)?退(款|货)(总)?(金)?额?|退款|refund(ed)?( ?(amount|total|value))?|(amount|total) refunded|returns?( ?(amount|value))?|erstattung(sbetrag)?|erstattet|rembourse(ment)?|montant rembourse|reembols(o|ado)|返金額?"
    )
  ],
  discount_amount: [
    exactly(
      "(店铺|平台|商家|订单|整单|总)?(优惠|折扣|减免|让利|促销)(总)?(金额|券|额)?|优惠券|discounts?( ?(amount|total|value))?|(order|total|coupon|retail|line) ?disc(ount)?s?( amount)?|rabatt|remise|descuento|値引き?額?|割引額?"
    )
  ],
  unit_price: [
    exactly(
      "(商品|销售|成交|宝贝|货品)?单价|价格|售价|京东价|零售价|unit ?(price|cost)|price( ?(each|per unit|per item))?|item ?price|deal ?price|each|(einzel|stuck)?preis|prix( unitaire)?|precio( unitario)?|単価|価格|단가|판매가|цена|preco( unitario)?|prezzo( unitario)?|cena( jednostkowa)?|đon gia"
    ),
    // the price of what: wholesale, retail, sale, list …; not of the line or order
    simplifiedPattern(
      /^(?!.*(\b(total|line|order|extended|ext|paid|sum|sub|amount|gross|net|original|compare|was|old)\b|gesamt|总|小计|合计|折后|实付)).*(\b(price|prix|precio|prezzo|prijs|msrp)\b|preis$|单价|(批发|零售|销售|成交|会员)价$)/
    )
  ],
  quantity: [
    exactly(
      "(购买|商品|订购|宝贝|货品|销售)?(总)?(数量|件数|数)|qty|quantity( ?(ordered|purchased|sold))?|qty ?(ordered|sold)|units?( ?sold)?|pieces|items?( ?sold)?|count|(item|line) ?(qty|quantity)|number of \\w+|menge|anzahl|stuck(zahl)?|qte|quantite|cantidad|unidades|数量|個数|点数|수량|количество|кол во|quantidade|qtd|quantita|ilosc|so luong"
    ),
    simplifiedPattern(/数量|件数|\bqty\b|\bquantity\b/)
  ],
  amount: [
    exactly(
      "(买家|用户|订单|客户|实际|顾客)*(实付|实收|已付|付款|支付|成交)(总)?(金额|款|额)?|实际金额|买家应付货款|订单应付金额",
      "(paid|payment) ?(amount|price|total)|(amount|total|price) paid|paid|grand ?total|order ?(total|amount|value)( amount)?|total ?(amount|ttc|paid)",
      "gesamt(betrag|summe|preis)|endbetrag|rechnungsbetrag|montant( total)?( paye| ttc)?|importe total|total pagado|(お?支払い?|合計|注文|購入)金額",
      "(총|실|최종)? ?(결제|주문|구매|판매)? ?금액|총액|сумма( заказа| оплаты)?|итого|totale( ordine)?|importo( totale)?|valor( total)?( (do pedido|pago))?|(kwota|wartosc|suma)( zamowienia| brutto)?|razem|tong( (tien|cong))?|thanh tien|tong gia tri"
    ),
    exactly(
      "订单(总)?金额|应[付收](总)?(金额|款)|总(金额|价|额|计)|合计(金额)?|金额|(销售|消费|交易|商品|货款|结算)(总)?(金额|额)|小计|货款",
      "amount|totals?|sum|(total|line|net|gross|sub) ?(total|amount|price|sales|value)|(net|gross)? ?sales( ?(value|amount|total))?|extended ?price|revenue|dollars?( value)?|spend|spent|value|turnover|item ?total",
      "betrag|summe|umsatz|importe|total|金額|合計|売上(金額|高)?|小計"
    ),
    simplifiedPattern(
      /实付|实收|金额|\bamount\b|\btotal\b|revenue|\bsales\b(?! (channel|person|rep|representative|agent|associate|team|region|area|tax|type|status|id|no|number|date|order))|dollar|betrag|montant|importe|金額/
    )
  ],
  title: [
    exactly(
      "(商品|宝贝|货品|产品)?(名称|标题)|商品|宝贝|货品|品名|选购商品|全部商品名称|菜品",
      "title|(product|item|lineitem)( ?(name|title|description|\\(s\\)))?|products|items|description|artikel(name|bezeichnung)?|produkt|article|produit|designation|articulo|producto|商品名?|品名|상품명|상품|품명|товар|наименование( товара)?|produto|prodotto|articolo|nazwa( (produktu|towaru))?|(ten )?san pham"
    )
  ],
  sku: [
    exactly(
      "商家编码|sku( ?(id|code|no|reference no|编码))?|货号|规格编码|商品(编码|编号|条码)|货品编[号码]|款式编码|条码|stock ?code|(item|product|article) ?(code|sku|no)|(seller|lineitem|shop)? ?sku|barcode|upc|ean|custom label|artikel(nummer|nr)|referencia|reference|品番|商品コード"
    )
  ],
  product_id: [exactly("(商品|宝贝|产品) ?id|product ?(id|number)|item ?(id|number)|asin|listing ?id|商品番号")],
  province: [
    exactly(
      "(收货|收货人|收件)?(省|省份|省/市)|province|state|region|ship(ping)? (province|state)|bundesland|prefecture|都道府県"
    )
  ],
  city: [exactly("(收货|收货人|收件)?(市|城市)|city|ship(ping)? city|stadt|ort|ville|ciudad|市区町村")],
  shop: [
    exactly(
      "(归属|所属|销售|平台)?(店铺|门店|分店)(名称?)?|shop( ?(name|id))?|store( ?(name|id|code))?|outlet|branch|location|filiale|magasin|tienda|店舗名?"
    )
  ],
  currency: [exactly("币种|货币|币别|currency( ?code)?|wahrung|devise|moneda|通貨")]
};

/** Headers of times that are not the time of purchase. */
export const otherTimes = simplifiedPattern(
  /redem|birth|生日|\b(start|end|from|to)\b|expir|valid|有效|到期|过期|开始|结束|截止|sign ?up|registr|注册|入会|开卡|加入|\b(join|last|first|update|updated|modified|ship|shipped|shipping|delivery|delivered|due|cancel\w*|refund\w*|closed|completed|fulfilled|dispatch\w*|export\w*)\b|更新|修改|发货|收货|完成|关闭|退款|取消|最[近后]|首次|上次|导出|统计|liefer|versand|livraison|entrega|envio|geburt|発送|出荷|登録|生年|배송|발송|취소|환불|수정|생년|доставк|отгрузк|отмен|wysylk|dostaw|consegna|spedizione|giao hang/
);

/** Headers of numbers that are counts or rates and therefore not money. */
export const otherNumbers = simplifiedPattern(
  /\b(orders|count|quantity|qty|points|rate|items|visits|visitors|weight|tax|shipping|postage|freight|cost|profit|margin|fee|percent)\b|数|次|积分|率|占比|重量|邮费|运费|税|成本|利润|毛利|佣金|服务费|steuer|mwst|versandkosten|\btva\b|\biva\b|税額|送料/
);

/** Headers that occur only in customer lists, advertising reports or daily figures. */
export const otherKinds: Readonly<Record<"customer_list" | "daily_figures" | "campaigns", RegExp>> = {
  customer_list:
    /^(total orders|orders( count)?|order count|total spen[dt]|lifetime value|average order value|aov|消费次数|消费总额|累计消费.*|购买次数|下单次数|last (order|active|seen|purchase).*|sign ?up.*|注册(时间|日期)|最近(消费|购买|下单).*|上次消费.*|registered.*|birthday|生日|accepts marketing|会员等级|积分余额)$/,
  daily_figures:
    /^(统计日期|访客数?|浏览量|访问量|pv|uv|支付买家数|客单价|转化率.*|支付转化率|visitors|visits|sessions|page ?views|conversion( rate)?|impressions|展现量|点击量|clicks|bounce rate)$/,
  campaigns: /^(campaign( ?(id|name|type))?|活动(名称|id)|计划(名称|id)|coupon (upc|id)|redemption date|优惠券id)$/
};
