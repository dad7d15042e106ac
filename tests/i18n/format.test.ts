import {expect, test} from "vitest";
import {makeFormatter} from "../../src/i18n/format";

const zh = makeFormatter("zh-Hans");
const en = makeFormatter("en");
const day = (text: string) => new Date(`${text}T00:00:00Z`);

test.each([
  [0, "0", "0"],
  [0.5, "0.5", "0.5"],
  [99.94, "99.9", "99.9"],
  [99.96, "100", "100"],
  [1234, "1,234", "1.2K"],
  [9999.6, "1万", "10K"],
  [10_000, "1万", "10K"],
  [12_345, "1.2万", "12.3K"],
  [123_456, "12.3万", "123K"],
  [999_950, "100万", "1M"],
  [1_234_567, "123万", "1.2M"],
  [12_345_678, "1,235万", "12.3M"],
  [99_995_000, "1亿", "100M"],
  [123_456_789, "1.2亿", "123M"],
  [1_234_567_890, "12.3亿", "1.2B"],
  [-12_345, "−1.2万", "−12.3K"]
])("%d on an axis reads %s in Chinese and %s in English", (value, chinese, english) => {
  expect(zh.short(value)).toBe(chinese);
  expect(en.short(value)).toBe(english);
});

test("money stands behind its sign in both languages, a loss behind a true minus", () => {
  for (const format of [zh, en]) {
    expect(format.money(1234.56)).toBe("¥1,234.56");
    expect(format.money(-1234.5)).toBe("−¥1,234.50");
    expect(format.money(1234.56, "whole")).toBe("¥1,235");
    expect(format.money(-0.001, "whole")).toBe("¥0");
  }
  expect(zh.money(5_856_000, "short")).toBe("¥586万");
  expect(zh.money(483_000, "short")).toBe("¥48.3万");
  expect(en.money(-483_000, "short")).toBe("−¥483K");
  expect(makeFormatter("en", "USD").money(5)).toBe("$5.00");
  expect(makeFormatter("zh-Hans", "USD").money(5)).toBe("$5.00");
  expect(makeFormatter("zh-Hans", "HKD").money(5)).toBe("HK$5.00");
  expect(makeFormatter("en", "CAD").money(5)).toBe("CA$5.00");
  expect(makeFormatter("en", "EUR").money(5)).toBe("€5.00");
  expect(makeFormatter("en", "JPY").money(5)).toBe("JPY\u00a05.00");
  expect(makeFormatter("zh-Hans", "人民币").money(1234.5)).toBe("1,234.50");
});

test("percentages keep one decimal, so that they line up", () => {
  expect(zh.percent(0.1234)).toBe("12.3%");
  expect(en.percent(0.12)).toBe("12.0%");
  expect(en.percent(-0.004)).toBe("−0.4%");
  expect(en.percent(0.98765, 2)).toBe("98.77%");
  expect(en.percent(1, 0)).toBe("100%");
});

test("counts group by thousands, days carry their word", () => {
  expect(zh.count(12345)).toBe("12,345");
  expect(en.count(-12345)).toBe("−12,345");
  expect(en.number(1.375)).toBe("1.38");
  expect(en.days(1)).toBe("1 day");
  expect(en.days(35)).toBe("35 days");
  expect(zh.days(35)).toBe("35天");
});

test("dates are read as UTC: the last day of a year stays in it", () => {
  expect(zh.date(day("2026-11-22"))).toBe("2026年11月22日");
  expect(zh.date(day("2026-11-22"), "short")).toBe("11/22");
  expect(zh.date(day("2026-11-22"), "month")).toBe("2026年11月");
  expect(en.date(day("2026-11-22"))).toBe("22 Nov 2026");
  expect(en.date(day("2026-11-22"), "short")).toBe("22 Nov");
  expect(en.date(day("2026-11-22"), "month")).toBe("Nov 2026");
  expect(en.date(new Date("2026-12-31T23:59:59Z"))).toBe("31 Dec 2026");
  expect(zh.date(new Date("2026-12-31T23:59:59Z"))).toBe("2026年12月31日");
  expect(en.date(day("2027-01-01"), "month")).toBe("Jan 2027");
  expect(en.date(day("2025-09-01"))).toBe("1 Sep 2025");
});

test.each([
  [0, "0 seconds", "0秒"],
  [9.6, "10 seconds", "10秒"],
  [89, "89 seconds", "89秒"],
  [90, "1.5 minutes", "1.5分钟"],
  [150, "2.5 minutes", "2.5分钟"],
  [581.2, "10 minutes", "10分钟"],
  [61_930.87, "17 hours", "17小时"],
  [200_000, "2.3 days", "2.3天"]
])("%d seconds in their largest fitting unit", (seconds, english, chinese) => {
  expect(en.seconds(seconds)).toBe(english);
  expect(zh.seconds(seconds)).toBe(chinese);
});

test.each([
  [1725, "4 years 8 months", "4年8个月"],
  [366, "1 year", "1年"],
  [400, "1 year 1 month", "1年1个月"],
  [730, "2 years", "2年"]
])("%d days are %s", (days, english, chinese) => {
  expect(en.span(days)).toBe(english);
  expect(zh.span(days)).toBe(chinese);
});

// ISO 8601: weeks run from Monday to Sunday
test.each([
  ["2026-11-16", "2026年11月16日—22日", "16–22 Nov 2026"],
  ["2026-11-22", "2026年11月16日—22日", "16–22 Nov 2026"],
  ["2026-11-23", "2026年11月23日—29日", "23–29 Nov 2026"],
  ["2026-11-01", "2026年10月26日—11月1日", "26 Oct – 1 Nov 2026"],
  ["2027-01-03", "2026年12月28日—2027年1月3日", "28 Dec 2026 – 3 Jan 2027"],
  ["2020-02-29", "2020年2月24日—3月1日", "24 Feb – 1 Mar 2020"]
])("%s lies in the week of %s", (date, chinese, english) => {
  expect(zh.week(day(date))).toBe(chinese);
  expect(en.week(day(date))).toBe(english);
});

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1 kB"],
  [38_400, "38.4 kB"],
  [250_000, "250 kB"],
  [1_234_567, "1.2 MB"],
  [7_680_000_000, "7.7 GB"]
])("%d bytes read %s", (bytes, text) => expect(en.bytes(bytes)).toBe(text));

test("what happened today is told by the clock, what happened before by its day too", () => {
  const now = new Date(2026, 10, 23, 15, 0);
  expect(en.moment(new Date(2026, 10, 23, 9, 41), now)).toBe("09:41");
  expect(zh.moment(new Date(2026, 10, 22, 9, 41), now)).toBe("2026年11月22日 09:41");
});
