import {AppError} from "../../base/errors";
import {normalizeHeader} from "../header";
import {mappedPlatform} from "./mapped";
import {platformNamed, type Platform} from "./platform";
import type {ImportPlan} from "../plan";

/** A platform's description applied to one file: which column of the file each field is. */
export interface Layout {
  platform: Platform;
  /** field → position of its column in the file; −1 where the file has none */
  positions: Readonly<Record<string, number>>;
  /** position of a column with the time of day, where `ordered_at` holds the day alone; left out where there is none */
  clockPosition?: number;
  /** numbers of the items whose columns the file has; their fields are `item_<number>_<part>` */
  itemNumbers: readonly number[];
  /** strptime format of the times; null for the forms found by themselves */
  timeFormat: string | null;
  /** strptime forms that are tried before those found by themselves */
  timeForms: readonly string[];
  /** whether `,` stands before the decimals */
  hasDecimalComma: boolean;
}

/** The layout of a plan: of its platform, or of the mapping that a person agreed to. */
export function layoutOf({platform: name, mapping, header}: ImportPlan): Layout {
  if (mapping) {
    const {platform, columns} = mappedPlatform(mapping, header);
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

/** Where the columns of numbered items are, and which numbers there are. */
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

/** The field of one part of one numbered item. */
export function itemField(number: number, part: string): string {
  return `item_${number}_${part}`;
}
