import {describe, expect, test} from "vitest";
import {findMatches, initialsOf, scoreOf} from "../../src/i18n/search";

describe("initials", () => {
  test.each([
    ["客户体检", "khtj"],
    ["每周回顾", "mzhg"],
    ["店铺流量", "dpll"],
    ["备份与恢复", "bfyhf"],
    ["Weekly review", "wr"],
    ["看SQL表", "ksb"],
    ["F21 复购率", "f2fgl"],
    ["老客占比 A–Z", "lkzbaz"],
    ["", ""]
  ])("of %s are %s", (text, initials) => expect(initialsOf(text)).toBe(initials));
});

describe("what was typed", () => {
  test.each([
    ["体检", "客户体检"],
    ["khtj", "客户体检"],
    ["tj", "客户体检"],
    ["wr", "Weekly review"],
    ["REVIEW week", "Weekly review"],
    ["ｗｅｅｋ", "Weekly review"],
    ["rvw", "Weekly review"]
  ])("%s finds %s", (query, text) => expect(scoreOf(query, text)).not.toBeNull());

  test.each([
    ["体检", "每周回顾"],
    ["wx", "Weekly review"],
    ["week 体检", "Weekly review"]
  ])("%s does not find %s", (query, text) => expect(scoreOf(query, text)).toBeNull());

  test("puts a beginning before a word, a word before the middle of one, and letters in order last", () => {
    const titles = ["Share of a regular", "Returning share", "Share", "Shoppers and their areas", "Ashared"];
    expect(findMatches(titles, "share", (title) => title)).toEqual([
      "Share of a regular",
      "Share",
      "Returning share",
      "Ashared",
      "Shoppers and their areas"
    ]);
    expect(findMatches(titles, "", (title) => title)).toEqual(titles);
  });
});
