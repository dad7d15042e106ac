import {expect, test} from "vitest";
import {pastedFile} from "../../src/ui/kit/paste";
import {isIdentity, mask} from "../../src/ui/kit/masking";

test("a pasted table becomes a file", async () => {
  const file = pastedFile("order\tamount\r\n1\t20");
  expect(await file?.text()).toBe("order\tamount\r\n1\t20");
});

test("cells of several lines, as a spreadsheet quotes them, make a table too", async () => {
  const text = '"备注\n（买家）"\t金额\r\n"请轻放，\n""谢谢"""\t20';
  expect(await pastedFile(text)?.text()).toBe(text);
});

test("a table of a web page is taken where the text shows none", async () => {
  const table = "<table><tr><td>金额</td></tr><tr><td>20</td></tr></table>";
  const file = pastedFile("金额\n20", `<html><p>before</p>${table}<p>after</p></html>`);
  expect(file?.name).toBe("pasted.html");
  expect(await file?.text()).toContain(table);
  expect(await file?.text()).not.toContain("before");
});

test("a pasted word or sentence is no table", () => {
  expect(pastedFile("hello, world")).toBeNull();
  expect(pastedFile("two lines\nof prose")).toBeNull();
  expect(pastedFile("Dear shop, hello\nplease send it again")).toBeNull();
  expect(pastedFile("order\tamount")).toBeNull();
  expect(pastedFile("", "<table><tr><td>one row</td></tr></table>")).toBeNull();
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
