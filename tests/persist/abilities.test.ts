import {expect, test} from "vitest";
import {lacksOf, type Abilities} from "../../src/persist/abilities";

const able: Required<Abilities> = {
  navigator: {serviceWorker: {}, storage: {getDirectory() {}}, clipboard: {writeText() {}}},
  HTMLInputElement: {prototype: {webkitdirectory: false}},
  FileSystemFileHandle: {prototype: {createWritable() {}}}
};

test("a browser that can do everything lacks nothing", () => {
  expect(lacksOf(able)).toEqual([]);
});

test.each<[string, Abilities, string[]]>([
  ["a private window", {...able, navigator: {...able.navigator, serviceWorker: undefined}}, ["offline"]],
  ["a page without https", {...able, navigator: {}}, ["offline", "snapshot", "copy"]],
  ["Safari before 26", {...able, FileSystemFileHandle: {prototype: {}}}, ["snapshot"]],
  ["a phone", {...able, HTMLInputElement: {prototype: {}}}, ["folder"]],
  ["no window at all", {}, ["offline", "snapshot", "folder", "copy"]]
])("%s: what it cannot do", (_, scope, lacks) => {
  expect(lacksOf(scope)).toEqual(lacks);
});
