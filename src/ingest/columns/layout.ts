import {AppError} from "../../base/errors";
import {normalizeHeader} from "../header";
import {customPlatform} from "./custom-layout";
import {platformNamed, type Platform} from "./platform";
import type {ImportPlan} from "../plan";

/** A platform applied to one file: the column of each field. */
export interface Layout {
  platform: Platform;
  /** field → column index in the file; −1 when missing */
  positions: Readonly<Record<string, number>>;
  /** column index of the time of day, where `ordered_at` has only the date */
  clockPosition?: number;
  /** numbers of the item columns in the file; their fields are `item_<number>_<part>` */
  itemNumbers: readonly number[];
  /** strptime format of the times; null for automatic detection */
  timeFormat: string | null;
  /** strptime formats tried before automatic detection */
  timeForms: readonly string[];
  /** whether `,` is the decimal separator */
  hasDecimalComma: boolean;
}

/** The layout of a plan, from its platform or its confirmed mapping. */
export function layoutOf({platform: name, mapping, header}: ImportPlan): Layout {
  if (mapping) {
    const {platform, columns} = customPlatform(mapping, header);
    const place = (column: string | null) => (column === null ? -1 : header.indexOf(column));
    const positions = Object.fromEntries(Object.entries(columns).map(([field, column]) => [field, place(column)]));
    const clockPosition = place(mapping.columns.clock ?? null);
    const {timeFormat, hasDecimalComma = false} = mapping;
    return {
      platform,
      positions,
      itemNumbers: [],
      timeFormat,
      timeForms: [],
      hasDecimalComma,
      ...(clockPosition >= 0 && {clockPosition})
    };
  }
  const platform = platformNamed(name);
  if (!platform) throw new AppError("ingest.unknown_platform", {platform: name});
  const {clock: clockPosition = -1, ...positions} = positionsOf(platform, header);
  const items = itemPositions(platform, header);
  return {
    platform,
    positions: {...positions, ...items.positions},
    itemNumbers: items.numbers,
    timeFormat: null,
    timeForms: platform.timeForms ?? [],
    hasDecimalComma: false,
    ...(clockPosition >= 0 && {clockPosition})
  };
}

function positionsOf({columns}: Platform, header: readonly string[]): Record<string, number> {
  const words = header.map(normalizeHeader);
  return Object.fromEntries(
    Object.entries(columns).map(([field, spellings]) => [
      field,
      spellings.map((spelling) => words.indexOf(normalizeHeader(spelling))).find((position) => position >= 0) ?? -1
    ])
  );
}

/** The columns of numbered items, and their numbers. */
function itemPositions(
  {items}: Platform,
  header: readonly string[]
): {positions: Record<string, number>; numbers: number[]} {
  if (typeof items?.from !== "object") return {positions: {}, numbers: []};
  const words = header.map(normalizeHeader);
  const parts = Object.entries(items.from).map(([part, name]) => ({part, pattern: numbered(name)}));
  const found = words.flatMap((word, position) =>
    parts.flatMap(({part, pattern}) => {
      const number = Number(pattern.exec(word)?.[1] ?? 0);
      return number > 0 ? [{part, number, position}] : [];
    })
  );
  const numbers = [...new Set(found.map(({number}) => number))].sort((a, b) => a - b);
  const none = numbers.flatMap((number) => parts.map(({part}) => [itemField(number, part), -1] as const));
  const here = found.map(({part, number, position}) => [itemField(number, part), position] as const);
  return {positions: Object.fromEntries([...none, ...here]), numbers};
}

function numbered(name: string): RegExp {
  return new RegExp(
    `^${normalizeHeader(name)
      .replace(/[.*+?^$()|[\]\\]/g, "\\$&")
      .replace("{n}", "(\\d+)")}$`
  );
}

/** The field name of one part of one numbered item. */
export function itemField(number: number, part: string): string {
  return `item_${number}_${part}`;
}
