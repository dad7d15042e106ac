import {readFileSync} from "node:fs";
import {expect, test} from "vitest";
import {palette} from "../../src/charts/palette";

const css = readFileSync(new URL("../../src/ui/tokens.css", import.meta.url), "utf8");
const [light = "", dark = ""] = css.split(':root[data-theme="dark"]');
const valueIn = (block: string, name: string) => new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(block)?.[1];

test.each(Object.entries(palette))("the page and an exported picture agree on %s", (name, [onLight, onDark]) => {
  expect(valueIn(light, name)).toBe(onLight);
  // what the dark block does not name again stays as it was
  expect(valueIn(dark, name) ?? valueIn(light, name)).toBe(onDark);
});

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}
const contrast = (a: string, b: string) => {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
};

// WCAG 2.2, 1.4.3: text at least 4.5 to 1
test.each(["ink", "ink-2", "ink-3", "accent", "alert"])("%s is legible as text on both papers", (name) => {
  expect(contrast(valueIn(light, name)!, valueIn(light, "paper")!)).toBeGreaterThanOrEqual(4.5);
  expect(contrast(valueIn(dark, name)!, valueIn(dark, "paper")!)).toBeGreaterThanOrEqual(4.5);
});
