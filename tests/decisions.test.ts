import {readFileSync} from "node:fs";
import {expect, test} from "vitest";

const text = readFileSync("DECISIONS.md", "utf8");
const end = text.search(/^## (?!Index)/m);
const index = text.slice(0, end);
const entries = text.slice(end);

/** The anchor that a forge gives a heading: lower case, no punctuation, hyphens for spaces. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, "")
    .replaceAll(" ", "-");

const headings = [...entries.matchAll(/^### (.*)$/gm)].map(([, heading]) => anchorOf(heading!));
const links = [...index.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor!);

test("every decision is found by a question of the index, and stands once", () => {
  expect(headings.length).toBeGreaterThan(0);
  expect(new Set(headings).size).toBe(headings.length);
  expect(headings.filter((heading) => !links.includes(heading))).toEqual([]);
});

test("every link of the index leads to a decision", () => {
  expect(links.filter((anchor) => !headings.includes(anchor) && anchor !== "libraries")).toEqual([]);
});
