import {readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {expect, test} from "vitest";

const folder = new URL("../../src/ui/", import.meta.url).pathname;
const components = readdirSync(folder, {recursive: true, encoding: "utf8"})
  .filter((name) => name.endsWith(".svelte"))
  .map((name) => readFileSync(join(folder, name), "utf8"));

/** Names by which people's scripts and other tools find the buttons of the page; once given, a name stays. */
test.each(["agree", "share", "save-report", "save-picture", "run-foreign", "show-names", "take-along"])(
  "a button is reachable as data-action=%s",
  (action) => expect(components.filter((text) => text.includes(`"${action}"`))).not.toEqual([])
);
