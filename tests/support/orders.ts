import type {Dropped} from "./checkup";

/** Cells of one order by the words of the export; what is left out is blank. */
export type Cells = Readonly<Record<string, string>>;

/** The columns of a shortened Taobao order report, in the export's own words. */
export const orderColumns = [
  "订单编号",
  "买家会员名",
  "总金额",
  "买家实际支付金额",
  "订单状态",
  "收货人姓名",
  "收货地址 ",
  "联系手机",
  "订单创建时间",
  "订单付款时间 ",
  "宝贝标题 ",
  "订单备注",
  "宝贝总数量",
  "订单关闭原因",
  "退款金额"
];

/** An order that was paid a minute after it was placed, and completed; every cell can be given another content. */
export function order(id: string, buyer: string, amount: string, day: string, cells: Cells = {}): Cells {
  return {
    订单编号: `="${id}"`,
    买家会员名: buyer,
    总金额: amount,
    买家实际支付金额: amount,
    订单状态: "交易成功",
    收货人姓名: "张**",
    收货地址: "浙江省 杭州市 西湖区 文一路1号",
    联系手机: "'13800000000",
    订单创建时间: `${day} 10:00:00`,
    订单付款时间: `${day} 10:01:00`,
    宝贝标题: "棉麻衬衫",
    宝贝总数量: "1",
    订单关闭原因: "订单未关闭",
    退款金额: "0.00",
    ...cells
  };
}

/** Rows under a header as the text of a CSV, guards as `="…"` left bare as the exports write them. */
export function report(rows: readonly Cells[], columns: readonly string[] = orderColumns): string {
  const lines = [columns, ...rows.map((cells) => columns.map((column) => cells[column.trim()] ?? ""))];
  return lines.map((cells) => `${cells.map(cell).join(",")}\r\n`).join("");
}

function cell(text: string): string {
  return /[",\r\n]/.test(text) && !text.startsWith('="') ? `"${text.replaceAll('"', '""')}"` : text;
}

/** An order report as a file. */
export function reportFile(name: string, rows: readonly Cells[], columns?: readonly string[]): Dropped {
  return {name, mimeType: "text/csv", buffer: Buffer.from(report(rows, columns))};
}

/**
 * Six orders, by hand: in all 480.40 billed, 400.40 paid, 210.00 given back, 190.40 kept. Four are valid (one was never paid,
 * one given back in full); of their buyers one bought twice, one once, and one is hidden behind asterisks.
 */
export function sixOrders(prefix: string): Cells[] {
  const id = (last: number) => `${prefix}${String(last).padStart(18 - prefix.length, "0")}`;
  return [
    order(id(1), "王一", "100.00", "2026-03-01"),
    order(id(2), "王一", "50.50", "2026-03-05", {买家实际支付金额: "40.50", 退款金额: "10.00"}),
    order(id(3), "李二", "200.00", "2026-03-06", {
      买家实际支付金额: "0.00",
      订单状态: "交易关闭",
      订单关闭原因: "退款",
      退款金额: "200.00"
    }),
    order(id(4), "李二", "80.00", "2026-03-07", {
      买家实际支付金额: "0.00",
      订单状态: "等待买家付款",
      订单付款时间: ""
    }),
    order(id(5), "张三", "19.90", "2026-03-08", {
      订单状态: "卖家已发货，等待买家确认",
      订单备注: '请放门口，\r\n"轻"一点，\n谢谢',
      宝贝标题: "双层纱毛巾，米色"
    }),
    order(id(6), "周**", "30.00", "2026-03-09")
  ];
}
