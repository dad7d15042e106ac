import {expect, test} from "vitest";
import {back, emptyHistory, forth, remember, type History} from "../../src/session/editing/history";

const step = (text: string, key: string | null = null) => ({text, key});
const typing = (key: string, at: number) => ({key, at});

/** The texts that undo goes through, the newest first. */
function undone(history: History, now: string): string[] {
  const found = back(history, step(now));
  return found ? [found.step.text, ...undone(found.history, found.step.text)] : [];
}

test("every change is a step; typing in one cell is one step until it pauses for a second", () => {
  let history = remember(emptyHistory, step(""), typing("A", 0));
  history = remember(history, step("a"), typing("A", 300));
  history = remember(history, step("ab"), typing("A", 1200));
  expect(undone(history, "abc")).toEqual([""]);
  history = remember(history, step("abc"), typing("A", 2300));
  expect(undone(history, "abcd")).toEqual(["abc", ""]);
});

test("typing elsewhere, or doing something else, begins a new step", () => {
  let history = remember(emptyHistory, step("0"), typing("A", 0));
  history = remember(history, step("1"), typing("B", 10));
  history = remember(history, step("2"), null);
  history = remember(history, step("3"), typing("B", 30));
  expect(undone(history, "4")).toEqual(["3", "2", "1", "0"]);
});

test("what was taken back comes again, until something else is written", () => {
  let history = remember(remember(emptyHistory, step("one"), null), step("two"), null);
  const once = back(history, step("three"))!;
  const twice = back(once.history, step(once.step.text))!;
  expect(twice.step.text).toBe("one");
  const again = forth(twice.history, step("one"))!;
  expect(again.step.text).toBe("two");
  expect(forth(again.history, step("two"))!.step.text).toBe("three");
  history = remember(again.history, step("two"), null);
  expect(forth(history, step("other"))).toBeNull();
});

test("nothing is taken back where nothing was done", () => {
  expect(back(emptyHistory, step("a"))).toBeNull();
  expect(forth(emptyHistory, step("a"))).toBeNull();
});

test("five hundred steps are kept, and of huge texts as many as fit, but always one", () => {
  let history = emptyHistory;
  for (let count = 0; count < 600; count += 1) history = remember(history, step(String(count)), null);
  expect(undone(history, "now")).toHaveLength(500);
  const huge = "x".repeat(30_000_000);
  expect(undone(remember(emptyHistory, step(huge), null), "now")).toEqual([huge]);
  expect(undone(remember(remember(emptyHistory, step(huge), null), step(huge), null), "now")).toHaveLength(1);
});
