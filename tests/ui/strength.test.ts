import {expect, test} from "vitest";
import {strengthOf} from "../../src/ui/storage/strength";

test.each([
  ["", "weak"],
  ["13800138000", "weak"],
  ["password", "weak"],
  ["aaaaaaaaaaaaaaaaaaaaaaaa 1111", "weak"],
  ["correct horse battery", "weak"],
  ["correct correct correct correct", "weak"],
  ["correct horse battery staple", "fair"],
  ["correct horse battery staple lamp river", "strong"],
  ["回头客户", "weak"],
  ["杭州毛巾红灯跑步", "fair"],
  ["杭州毛巾红灯跑步电梯云南茶", "strong"]
])("%s is %s", (passphrase, expected) => expect(strengthOf(passphrase)).toBe(expected));
