import type {Platform} from "../columns/platform";

/** Youzan (有赞) customers: birthdays, tags, points and what they spent by Youzan's own count. Its header ends in a comma. */
export default {
  name: "youzan_customers",
  platform: "youzan",
  kind: "customers",
  grain: "line",
  currency: "CNY",
  columns: {
    name: ["客户姓名"],
    nick: ["客户昵称"],
    phone: ["客户手机号"],
    birth_date: ["客户生日"],
    gender: ["客户性别"],
    tags: ["标签"],
    free_level: ["免费等级"],
    paid_level: ["付费等级"],
    points_count: ["客户积分"],
    order_count: ["消费次数"],
    spent_amount: ["消费金额"],
    last_ordered_at: ["上次消费时间"],
    registered_at: ["成为客户时间"],
    member_at: ["成为会员时间"],
    area: ["所属区域"],
    shop: ["成为会员店铺"]
  },
  otherColumns: [
    "是否会员",
    "成长值",
    "权益卡",
    "客户储值余额",
    "累计退款金额",
    "累计退款订单数",
    "笔单价",
    "分销员",
    "导购员",
    "企微好友",
    "来源渠道",
    "来源方式",
    "公众号",
    "公众号关注时间",
    "最近浏览时间",
    "微信地域",
    "指定时间消费次数",
    "指定时间消费金额",
    "",
    "column_{n}"
  ],
  signs: {
    some: [
      ["客户手机号", "客户昵称", "客户姓名"],
      ["消费次数", "消费金额", "上次消费时间", "客户积分"],
      ["客户生日", "成为客户时间", "免费等级", "客户性别", "标签"]
    ],
    none: ["订单号", "订单编号"]
  },
  statuses: {},
  customer: [
    {value: "phone", quality: "strong"},
    {value: "coalesce(nick, name)", quality: "weak"}
  ],
  isPaid: "true",
  rules: {
    buyer_name: "coalesce(name, nick)",
    buyer_phone: "phone",
    member_level: "nullif(concat_ws(' ', nullif(paid_level, '-'), nullif(free_level, '-')), '')",
    gender: "nullif(gender, '-')",
    tags: "nullif(tags, '-')",
    registered_at: "coalesce(registered_at, member_at)",
    province: "nullif(regexp_extract(area, '^([^ /,-]+)', 1), '')",
    city: "nullif(regexp_extract(area, '^[^ /,-]+[ /,-]+([^ /,-]+)', 1), '')"
  },
  status: "mapped_status"
} satisfies Platform;
