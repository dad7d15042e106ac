import type {TypedColumn} from "./typed-table";

/** The columns of the tables of own facts, with alternative names. */
export const ownColumns = {
  benchmarks: [
    {name: "period", kind: ["week", "month"], aliases: ["周期", "粒度", "周或月"]},
    {name: "date", kind: "date", isNeeded: true, aliases: ["日期", "周", "月", "月份", "week", "month", "day"]},
    {
      name: "share",
      kind: "share",
      isNeeded: true,
      aliases: ["行业值", "行业老客占比", "老客占比", "value", "industry"]
    },
    {name: "name", kind: "text", aliases: ["名称", "说明", "行业", "note"]}
  ],
  events: [
    {name: "name", kind: "text", isNeeded: true, aliases: ["名称", "活动", "事件", "event"]},
    {name: "from", kind: "date", isNeeded: true, aliases: ["开始", "开始日期", "日期", "start", "date"]},
    {name: "to", kind: "date", aliases: ["结束", "结束日期", "end"]},
    {name: "kind", kind: ["promotion", "holiday", "closure", "other"], aliases: ["类型", "type"]}
  ],
  people: [
    {
      name: "customer",
      kind: "text",
      isNeeded: true,
      aliases: ["客户", "买家", "会员名", "昵称", "手机", "手机号", "邮箱", "phone", "email"]
    },
    {name: "tag", kind: "text", aliases: ["标签", "tags"]},
    {name: "birthday", kind: "date", aliases: ["生日", "出生日期", "birth_date", "date of birth"]}
  ]
} as const satisfies Record<string, readonly TypedColumn[]>;
