import {expect, test} from "vitest";
import {pastedFile} from "../../src/ui/kit/paste";
import {isIdentity, mask} from "../../src/ui/speech.svelte";

test("a pasted table becomes a file", async () => {
  const file = pastedFile("order\tamount\r\n1\t20", {now: () => 0});
  expect(await file?.text()).toBe("order\tamount\r\n1\t20");
});

test("a pasted word or sentence is no table", () => {
  expect(pastedFile("hello, world")).toBeNull();
  expect(pastedFile("two lines\nof prose")).toBeNull();
});

test("a masked buyer keeps the ends of the name and nothing between", () => {
  expect(mask("linen_lover_88")).toBe("li···8");
  expect(mask("木棉")).toBe("木···");
  expect(mask("")).toBe("···");
});

test("columns that say who somebody is are masked", () => {
  for (const column of ["customer_key", "buyer_name", "buyer_phone", "buyer_email"])
    expect(isIdentity(column)).toBe(true);
  expect(isIdentity("stage")).toBe(false);
});
