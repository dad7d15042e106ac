import {expect, test} from "vitest";
import {fileNameOf, nameOf, rhythmOf} from "../../src/ui/lists/row";

test("a list's file is named after list, shop, day and count, without what a file system refuses", () => {
  const name = fileNameOf({
    title: "前20%的好客户里，1,294位超过90天没有再买",
    shop: "木棉/麻:旗舰店",
    day: new Date(2026, 10, 3),
    count: 981
  });
  expect(name).toBe("前20%的好客户里-1-294位超过90天没有再买_木棉-麻-旗舰店_20261103_981");
  expect(fileNameOf({title: "../..\\a", shop: "", day: new Date(2026, 0, 9), count: 1})).toBe("a_20260109_1");
});

test("somebody is called by name, else by what they buy as", () => {
  expect(nameOf({buyer_name: "林女士", customer_key: "lin"})).toEqual({column: "buyer_name", text: "林女士"});
  expect(nameOf({buyer_name: null, customer_key: "lin"})).toEqual({column: "customer_key", text: "lin"});
});

test("a rhythm stands on two years: purchases, when the next was due, and how long they are away", () => {
  const day = (text: string) => new Date(`${text}T00:00:00Z`);
  const row = {last_date: day("2026-08-12"), mean_interval_days: 40};
  const marks = rhythmOf(row, [day("2026-07-03"), day("2026-08-12")], day("2026-11-20"));
  expect(marks.ticks.map((tick) => Math.round(tick * 730))).toEqual([590, 630]);
  expect(Math.round(marks.last * 730)).toBe(630);
  expect(marks.dueDate).toEqual(day("2026-09-21"));
  expect(Math.round(marks.due! * 730)).toBe(670);
  expect(rhythmOf({...row, mean_interval_days: 300}, [], day("2026-11-20")).due).toBeNull();
  expect(rhythmOf({last_date: day("2020-01-01"), mean_interval_days: null}, [], day("2026-11-20"))).toMatchObject({
    last: 0,
    due: null
  });
});
