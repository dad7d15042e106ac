import {expect, test} from "vitest";
import {chooseLocale, localeNames} from "../../src/i18n/locale";
import {merge} from "../../src/i18n/translation/merge";
import {parseMessage} from "../../src/i18n/translation/message";
import {loadMessages, locales} from "../../src/i18n/messages";
import {makeWords} from "../../src/i18n/translate";
import {processorTime} from "../support/processor-time";

const english = await loadMessages("en");
const chinese = await loadMessages("zh-Hans");
const speak = (messages: Record<string, string>) => makeWords("en", {...english, ...messages});
const sprich = (messages: Record<string, string>) => makeWords("zh-Hans", {...chinese, ...messages});

test("a sentence names its facts in the reader's number forms", () => {
  const {t} = speak({
    sentence: "{customers, count} customers spent {sales, money}, {share, percent} of all, until {until, date}"
  });
  expect(t("sentence", {customers: 12345, sales: 99.5, share: 0.1234, until: new Date("2026-11-22")})).toBe(
    "12,345 customers spent ¥99.50, 12.3% of all, until 22 Nov 2026"
  );
});

test("one order is an order, two are orders, none is none", () => {
  const {t} = speak({orders: "{n, plural, =0 {no order} one {# order of {who}} other {# orders of {who}}}"});
  expect(t("orders", {n: 0, who: "Ann"})).toBe("no order");
  expect(t("orders", {n: 1, who: "Ann"})).toBe("1 order of Ann");
  expect(t("orders", {n: 1200, who: "Ann"})).toBe("1,200 orders of Ann");
});

test("a sentence chooses its words by a code", () => {
  const {t} = speak({direction: "sales {way, select, up {rose} down {fell} other {held}} by {change, percent}"});
  expect(t("direction", {way: "down", change: 0.1})).toBe("sales fell by 10.0%");
  expect(t("direction", {way: "constructor", change: 0})).toBe("sales held by 0.0%");
});

test("the number of a sentence can be set in bold without markup, and a value cannot make itself bold", () => {
  const words = speak({lead: "**{n, count}** of {name} left"});
  expect(words.tParts("lead", {n: 7, name: "**all**"})).toEqual([
    {text: "7", strong: true},
    {text: " of **all** left", strong: false}
  ]);
  expect(words.t("lead", {n: 7, name: "10"})).toBe("7 of 10 left");
});

test("between Han and a sign stands a thin space, which no browser sets by itself", () => {
  const {t} = sprich({sales: "净销售额{sales, money}，较上月{change, percent}，共{orders, count}单"});
  expect(t("sales", {sales: 12, change: -0.028, orders: 3})).toBe("净销售额\u2009¥12.00，较上月\u2009−2.8%，共3单");
});

test("points, weeks, months, days and short forms are words too", () => {
  const values = {gap: -0.009, week: "2027-01-01", month: new Date("2026-11-01"), days: 35, sales: 483000};
  const sentence = {s: "{gap, points}; {week, week}; {month, month}; {days, days}; {sales, short}"};
  expect(speak(sentence).t("s", values)).toBe("−0.9 points; 28 Dec 2026 – 3 Jan 2027; Nov 2026; 35 days; 483K");
  expect(sprich(sentence).t("s", values)).toBe("−0.9个百分点; 2026年12月28日—2027年1月3日; 2026年11月; 35天; 48.3万");
});

test("what is missing is a dash in a sentence, and a missing sentence is its English or its key", () => {
  const words = makeWords("zh-Hans", {here: "在{place}"}, {here: "at {place}", there: "there"});
  expect(words.t("here")).toBe("在–");
  expect(words.t("there")).toBe("there");
  expect(words.t("nowhere.at_all")).toBe("nowhere.at_all");
  expect(words.t("constructor")).toBe("constructor");
  expect(words.has("toString")).toBe(false);
});

test("a coded value is translated, any other is written by what its column measures", () => {
  const words = speak({"value.stage.active": "active customers", "column.net_sales": "Net sales"});
  expect(words.value("stage", "active")).toBe("active customers");
  expect(words.value("stage", "unheard_of")).toBe("unheard_of");
  expect(words.value("net_sales", 12)).toBe("¥12.00");
  expect(words.value("refund_rate", 0.5)).toBe("50.0%");
  expect(words.value("last_order_date", new Date("2026-11-22"))).toBe("22 Nov 2026");
  expect(words.value("month_date", new Date("2026-11-01"))).toBe("Nov 2026");
  expect(words.value("buyers", 12345)).toBe("12,345");
  expect(words.value("is_returning", true)).toBe("Yes");
  expect(words.value("average_orders", 1.375)).toBe("1.38");
  expect(words.value("city", null)).toBe("–");
  expect(words.value("net_sales", "n/a")).toBe("n/a");
  expect(words.value("anything", 0.25, "percent")).toBe("25.0%");
  expect(words.column("net_sales")).toBe("Net sales");
  expect(words.column("first_order_date")).toBe("first order date");
});

test("a notebook's own text is read in the reader's language, else the nearest, else English", () => {
  const title = {"zh-CN": "体检", en: "Check-up"};
  expect(sprich({}).text(title)).toBe("体检");
  expect(speak({}).text(title)).toBe("Check-up");
  expect(makeWords("ja", {}).text(title)).toBe("Check-up");
  expect(makeWords("ja", {}).text({de: "Prüfung"})).toBe("Prüfung");
  expect(speak({}).text("as it is")).toBe("as it is");
});

test("Chinese readers of every region get Chinese, everybody else English", () => {
  expect(chooseLocale(["zh-CN", "en"])).toBe("zh-Hans");
  expect(chooseLocale(["zh-TW"])).toBe("zh-Hans");
  expect(chooseLocale(["zh"])).toBe("zh-Hans");
  expect(chooseLocale(["en-GB", "zh-CN"])).toBe("en");
  expect(chooseLocale(["fr-FR", "zh-Hans-SG"])).toBe("zh-Hans");
  expect(chooseLocale(["fr", "zha"])).toBe("en");
  expect(chooseLocale([])).toBe("en");
});

test("each language is called as it calls itself", () => {
  expect([...localeNames(["zh-Hans", "en"])]).toEqual([
    ["zh-Hans", "简体中文"],
    ["en", "English"]
  ]);
  expect([...locales].sort()).toEqual(["en", "zh-Hans"]);
});

test("a key is written in one file only", () => {
  expect(() => merge({"a.json": {key: "one"}, "b.json": {key: "two"}})).toThrow(/key/);
});

test("an unknown language has no sentences", async () => {
  expect(Object.keys(await loadMessages("tlh"))).toEqual([]);
});

test.each(["{", "}", "{name", "{name, shout}", "{n, plural, one {x}}", "{n plural}", "{1}", "{n, plural, one x}"])(
  "a message written wrongly is refused: %s",
  (message) => {
    expect(() => parseMessage(message)).toThrow(/expected/);
  }
);

test("fifty thousand characters of any message are read in a moment", () => {
  const hostile = ["*".repeat(50_000), " ".repeat(50_000), "{a}".repeat(16_000), "{n, ".repeat(12_000)];
  const timeOf = (text: string) => {
    const start = processorTime();
    try {
      parseMessage(text);
    } catch {
      // refused is fine; slow is not
    }
    return processorTime() - start;
  };
  // the best of three: other programs may run meanwhile
  for (const text of hostile) expect(Math.min(timeOf(text), timeOf(text), timeOf(text))).toBeLessThan(100);
});

test("money of a file is in the file's own currency, and without a sign where it names none", () => {
  const words = makeWords("en", {}, {}, {currency: "CNY"});
  expect(words.money(1234.5)).toBe("¥1,234.50");
  expect(words.moneyIn(1234.5, "USD")).toBe("$1,234.50");
  expect(words.moneyIn(-1234.5, "GBP")).toBe("−£1,234.50");
  expect(words.moneyIn(1234.5, null)).toBe("1,234.50");
});
