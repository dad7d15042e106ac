import {existsSync, mkdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {dirname, extname} from "node:path";
import {expect} from "vitest";

/**
 * Compares a text with the one stored under `tests/golden/`. A missing file is written, but not where `CI` is set; a
 * differing text is written beside it as `<name>-changed`, to be looked at. To accept a change, delete the stored file and
 * run the test again.
 */
export function expectStored(path: string, text: string): void {
  const stored = new URL(`../golden/${path}`, import.meta.url);
  const extension = extname(path);
  const changed = new URL(`../golden/${path.slice(0, -extension.length)}-changed${extension}`, import.meta.url);
  if (!existsSync(stored)) {
    if (process.env.CI) throw new Error(`no stored ${path}: make it on your machine and look at it`);
    mkdirSync(dirname(stored.pathname), {recursive: true});
    return writeFileSync(stored, text);
  }
  const expected = readFileSync(stored, "utf8");
  if (expected === text) return rmSync(changed, {force: true});
  if (!process.env.CI) writeFileSync(changed, text);
  expect(text).toBe(expected);
}
