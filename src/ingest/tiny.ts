/** A tiny synthetic export in the commonest layout, used to warm up the engine. */
export function tinyReport(): File {
  const header = "订单编号,买家会员名,总金额,买家实际支付金额,订单状态,订单创建时间,订单付款时间,退款金额";
  const rows = Array.from({length: 40}, (_, index) => {
    const day = String(1 + (index % 28)).padStart(2, "0");
    const time = `2020-0${1 + (index % 9)}-${day} 10:00:00`;
    return `${1000 + index},buyer${index % 13},${10 + index}.50,${10 + index}.50,交易成功,${time},${time},0.00`;
  });
  return new File([[header, ...rows, ""].join("\n")], "warm-up.csv");
}
