import {describe, expect, test} from "vitest";
import {loadMessages} from "../../src/i18n/messages";
import {makeWords} from "../../src/i18n/translate";
import {dictionary} from "../../src/models/dictionary";
import {entriesOf, findEntries} from "../../src/ui/definitions/entries";

/** What a shop owner types, and entries that must be found by it. */
const typed: Readonly<Record<"zh-Hans" | "en", readonly (readonly [string, string])[]>> = {
  "zh-Hans": [
    ["复购", "F21 F22 F29"],
    ["回购", "F21 F22 F29"],
    ["复购率", "F21 F22"],
    ["二次复购率", "F21"],
    ["fgl", "F21 F22"],
    ["沉睡", "F6 F7"],
    ["沉默", "F6 F7"],
    ["流失", "F6 F9 F32"],
    ["唤醒", "F6 F7 F9"],
    ["老客", "F20 F23"],
    ["回头客", "F20 F21"],
    ["新客", "F20"],
    ["会员", "F5"],
    ["客单价", "F11 F33"],
    ["RFM", "F12"],
    ["rfm", "F12"],
    ["二八", "F13"],
    ["大客户", "F12 F13"],
    ["留存", "F22 F32"],
    ["同期群", "F22"],
    ["退货", "F41"],
    ["拍下未付", "F43 F44"],
    ["转化率", "F24 F35"],
    ["差评", "F39"],
    ["环比", "F33 F57"],
    ["双11", "F57 F66"],
    ["DSR", "F38"],
    ["投产比", "F56 F58"],
    ["连带率", "F46"],
    ["生日", "F71"],
    ["churn", "F6 F9 F32"],
    ["repurchase", "F21 F22"],
    ["老客 占比", "F23"]
  ],
  en: [
    ["repurchase", "F21 F22 F29"],
    ["repeat rate", "F11 F21 F22"],
    ["churn", "F6 F9 F32"],
    ["dormant", "F6 F7"],
    ["cohort", "F22"],
    ["retention", "F22 F32"],
    ["AOV", "F11 F33"],
    ["average order value", "F11"],
    ["RFM", "F12"],
    ["loyal", "F12"],
    ["at risk", "F9 F12"],
    ["best customers", "F12 F13"],
    ["80/20", "F13"],
    ["new customers", "F20"],
    ["returns", "F41"],
    ["abandoned", "F43 F44"],
    ["conversion", "F24 F35"],
    ["LTV", "F60"],
    ["CAC", "F60"],
    ["Black Friday", "F66"],
    ["bestsellers", "F48"],
    ["YoY", "F33"],
    ["bundle", "F46"],
    ["birthday", "F71"]
  ]
};

describe.each(["zh-Hans", "en"] as const)("the search of definitions in %s", async (locale) => {
  const words = makeWords(locale, await loadMessages(locale), await loadMessages("en"));
  const entries = entriesOf({words, placesByMetric: new Map(), whyOff: () => null, headingOf: () => ""});
  const find = (query: string) => findEntries(entries, query).map(({metric}) => metric.id);

  test.each(typed[locale])("%s finds %s", (query, ids) => {
    expect(find(query)).toEqual(expect.arrayContaining(ids.split(" ")));
    // a word that half of the dictionary answers to tells nobody anything
    expect(find(query).length).toBeLessThan(dictionary.length / 3);
  });

  test("a number finds its entry alone, and nothing typed finds all", () => {
    expect(find("f2")).toEqual(["F2"]);
    expect(find(" ")).toHaveLength(dictionary.length);
    expect(find("qqqq")).toEqual([]);
  });

  test("every entry has other words", () => {
    expect(entries.filter(({also}) => also === "")).toEqual([]);
  });
});
