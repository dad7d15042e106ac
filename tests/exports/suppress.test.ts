import {describe, expect, test} from "vitest";
import type {Row} from "../../src/base/table";
import type {LargestBuyers} from "../../src/exports/privacy/largest";
import {suppressTables, type TableToShare} from "../../src/exports/suppress";

/** A table from columns. */
function tableOf(
  name: string,
  columns: Readonly<Record<string, readonly unknown[]>>,
  more: Partial<TableToShare> = {}
): TableToShare {
  const names = Object.keys(columns);
  const length = Math.max(0, ...Object.values(columns).map((values) => values.length));
  const rows = Array.from({length}, (_, at): Row =>
    Object.fromEntries(names.map((each) => [each, columns[each]![at]]))
  );
  return {name, columns: names, rows, ...more};
}

function suppress(table: TableToShare, options = {}) {
  return suppressTables([table], options).get(table.name)!;
}

const column = (rows: readonly Row[], name: string) => rows.map((row) => row[name]);

describe("a table by one group", () => {
  test("keeps groups of ten and more, and groups of nobody", () => {
    const {rows, hiddenRows} = suppress(tableOf("a", {stage: ["active", "silent", "lost"], customers: [10, 250, 0]}));
    expect(column(rows, "customers")).toEqual([10, 250, 0]);
    expect(hiddenRows).toBe(0);
  });

  test("hides a group of nine, its money, and the next smallest, or the whole would tell", () => {
    const table = tableOf("a", {
      stage: ["active", "silent", "sleeping", "lost"],
      customers: [9, 40, 30, 80],
      customers_share: [9 / 159, 40 / 159, 30 / 159, 80 / 159],
      net_sales: [900, 4000, 3000, 8000]
    });
    const {rows, shown, hiddenRows} = suppress(table);
    expect(column(rows, "stage")).toEqual(["active", "silent", "sleeping", "lost"]);
    expect(column(rows, "customers")).toEqual([null, 40, null, 80]);
    expect(column(rows, "customers_share")).toEqual([null, 40 / 159, null, 80 / 159]);
    expect(column(rows, "net_sales")).toEqual([null, 4000, null, 8000]);
    expect(column(shown, "stage")).toEqual(["silent", "lost"]);
    expect(hiddenRows).toBe(2);
  });

  test("two small groups of together fewer than ten take a third with them", () => {
    const {rows} = suppress(tableOf("a", {tier: ["a", "b", "c", "d"], customers: [2, 3, 50, 60]}));
    expect(column(rows, "customers")).toEqual([null, null, null, 60]);
  });

  test("orders stand in for customers where none are counted", () => {
    const {rows} = suppress(
      tableOf("a", {status: ["paid", "open", "closed"], orders: [900, 9, 60], gross_amount: [1, 2, 3]})
    );
    expect(column(rows, "orders")).toEqual([900, null, null]);
    expect(column(rows, "gross_amount")).toEqual([1, null, null]);
  });

  test("a sum that may be one buyer's by more than a half goes, even of many customers", () => {
    const table = tableOf("a", {
      stage: ["active", "silent", "lost"],
      customers: [100, 100, 100],
      net_sales: [1000, 399, 400]
    });
    const largest: LargestBuyers = {ever: 200, by: new Map()};
    // 399 may hold 200 of one; 400 cannot hold more than a half
    expect(column(suppress(table, {largest}).rows, "net_sales")).toEqual([null, null, 400]);
    const closer: LargestBuyers = {ever: 200, by: new Map([["stage", new Map([["silent", 20]])]])};
    expect(column(suppress(table, {largest: closer}).rows, "net_sales")).toEqual([1000, 399, 400]);
  });

  test("so does a part of it, while the whole stays", () => {
    const table = tableOf("a", {
      stage: ["active"],
      customers: [100],
      net_sales: [1000],
      new_sales: [300],
      returning_sales: [700]
    });
    const {rows} = suppress(table, {largest: {ever: 200, by: new Map()}});
    expect(rows).toEqual([{stage: "active", customers: 100, net_sales: 1000, new_sales: null, returning_sales: null}]);
  });

  test("the edge of a group is one customer's own amount: two digits of it", () => {
    const table = tableOf("a", {band: ["top", "rest"], customers: [20, 80], from_amount: [1423.5, 0.129]});
    expect(column(suppress(table).rows, "from_amount")).toEqual([1400, 0.13]);
  });
});

describe("parts of a group", () => {
  const months = {
    month_date: [new Date("2026-01-01"), new Date("2026-02-01"), new Date("2026-03-01")],
    buyers: [50, 60, 70],
    new_buyers: [20, 55, 30],
    returning_buyers: [30, 5, 40],
    returning_share: [0.6, 5 / 60, 4 / 7],
    new_order_value: [1, 2, 3],
    net_sales: [100, 200, 300]
  };

  test("a small part is hidden with what would give it away; the whole stays", () => {
    const {rows, partRows} = suppress(tableOf("a", months));
    expect(column(rows, "buyers")).toEqual([50, 60, 70]);
    expect(column(rows, "net_sales")).toEqual([100, 200, 300]);
    for (const name of ["new_buyers", "returning_buyers", "returning_share", "new_order_value"])
      expect(rows[1]![name]).toBeNull();
    expect(rows[0]!.returning_buyers).toBe(30);
    expect(partRows).toBe(1);
  });

  test("so is a large part that leaves few out", () => {
    const {rows} = suppress(tableOf("a", {tier: ["a", "b"], customers: [100, 100], dormant_customers: [95, 40]}));
    expect(column(rows, "dormant_customers")).toEqual([null, 40]);
  });

  test("a share that stands for a few is hidden though nothing counts them", () => {
    const {rows} = suppress(
      tableOf("a", {customers: [100], repeat_rate: [0.04], other_rate: [0.97], third_rate: [0.3]})
    );
    expect(rows).toEqual([{customers: 100, repeat_rate: null, other_rate: null, third_rate: 0.3}]);
  });

  test("a finding with a small part is not intact; one with an unsafe trend loses the trend", () => {
    const table = tableOf("a", {
      code: ["one", "two", "three"],
      denominator: [100, 200, 300],
      hits: [5, 100, 100],
      trend: [[0.5], [0.5, 0.02], [0.5, 0.4]]
    });
    const {intact} = suppress(table);
    expect(column(intact, "code")).toEqual(["two", "three"]);
    expect(column(intact, "trend")).toEqual([null, [0.5, 0.4]]);
  });
});

describe("groups within groups", () => {
  test("of a ladder only steps stay that are ten customers apart", () => {
    const {shown} = suppress(tableOf("a", {purchase_number: [1, 2, 3, 4], customers: [200, 100, 94, 20]}));
    expect(column(shown, "customers")).toEqual([200, 100, 20]);
  });

  test("a curve of shares keeps points ten customers apart, when the number of customers is known", () => {
    const curve = tableOf("curve", {
      customers_share: [0, 0.01, 0.05, 0.1, 0.97, 1],
      net_sales_share: [0, 0.2, 0.3, 0.5, 0.99, 1]
    });
    const everyone = tableOf("everyone", {customers: [200]});
    const shared = suppressTables([curve, everyone]).get("curve")!;
    expect(column(shared.shown, "customers_share")).toEqual([0, 0.05, 0.1, 1]);
    expect(suppress(curve).withheld).toBe("uncounted");
  });

  test("a curve over days keeps days ten customers apart", () => {
    const table = tableOf("a", {
      cohort: Array(5).fill("recent"),
      days: [0, 5, 10, 15, 20],
      repurchase_rate: [0, 0.05, 0.12, 0.15, 0.24],
      at_risk_customers: [100, 90, 80, 70, 60]
    });
    expect(column(suppress(table).shown, "days")).toEqual([0, 10, 20]);
  });

  test("definitions of the same customers may not differ by a few of them", () => {
    const {shown} = suppress(tableOf("a", {definition: ["ever", "year", "stage"], customers: [100, 96, 50]}));
    expect(column(shown, "customers")).toEqual([100, 50]);
  });

  test("a total row and its details keep each other's secret", () => {
    const table = tableOf("a", {
      tier: ["A", "a1", "a2", "B", "b1", "b2"],
      is_detail: [false, true, true, false, true, true],
      customers: [60, 4, 56, 40, 20, 20]
    });
    expect(column(suppress(table).rows, "customers")).toEqual([60, null, null, 40, 20, 20]);
  });
});

describe("several tables of one page", () => {
  test("a group hidden in one is hidden in the other, at the time when it is as large", () => {
    const now = tableOf("now", {stage: ["active", "silent", "lost"], customers: [5, 40, 100]});
    const months = tableOf("months", {
      month_date: Array(3)
        .fill(new Date("2026-03-01"))
        .concat(Array(3).fill(new Date("2026-02-01"))),
      stage: ["active", "silent", "lost", "active", "silent", "lost"],
      customers: [5, 40, 100, 15, 41, 90]
    });
    const shared = suppressTables([now, months]);
    expect(column(shared.get("now")!.rows, "customers")).toEqual([null, null, 100]);
    expect(column(shared.get("months")!.rows, "customers")).toEqual([null, null, 100, 15, 41, 90]);
  });
});

describe("what never leaves", () => {
  test.each([
    ["a column of buyers", {customer_key: ["tb_1"], customers: [50]}, "identities"],
    ["a column of names", {buyer_name: ["Ann"], customers: [50]}, "identities"],
    ["a column of phones", {buyer_phone: ["5551234567"], customers: [50]}, "identities"],
    ["a column of addresses", {buyer_email: ["ann"], customers: [50]}, "identities"],
    ["a column of orders", {order_id: ["1"], orders: [50]}, "identities"],
    ["a buyer under another name", {who: ["tb_anna"], orders: [50]}, "identities"],
    ["a phone number", {who: ["13800138000"], orders: [50]}, "identities"],
    ["an address of mail", {who: ["anna@example.com"], orders: [50]}, "identities"],
    ["sums of nobody knows how many", {city: ["x", "y"], net_sales: [1, 2]}, "uncounted"],
    ["words alone", {note: ["x"]}, "uncounted"],
    ["too many rows", {city: Array.from({length: 2001}, (_, at) => `c${at}`), customers: Array(2001).fill(50)}, "rows"]
  ])("%s", (_, columns, reason) => {
    const shared = suppress(tableOf("a", columns), {identities: new Set(["tb_anna"])});
    expect(shared.withheld).toBe(reason);
    expect([shared.rows, shared.shown, shared.intact]).toEqual([[], [], []]);
  });

  test("the beginning of a longer result", () => {
    expect(suppress(tableOf("a", {city: ["x"], customers: [50]}, {isCut: true})).withheld).toBe("rows");
  });
});
