import type {Words} from "../../base/words";
import type {Day} from "./calendar-days";
import {dayLength, monthStart, weekdayOf, yearStart} from "./day";
import {round} from "../html";
import {textWidth} from "../measure";

/** The layout of a calendar. */
export interface Sheet {
  /** CSS pixels from one day to the next, including the gap */
  cell: number;
  height: number;
  /** position of each day */
  places: {x: number; y: number}[];
  labels: SheetLabel[];
  /** SVG paths of the lines between months */
  borders: string[];
  /** how many days later the cell to the right, and the cell below, is */
  step: {right: number; down: number};
}

/** A text label of a calendar. */
export interface SheetLabel {
  text: string;
  x: number;
  y: number;
  strong?: boolean;
  anchor?: "middle";
  /** maximum width in CSS pixels; longer text is truncated */
  room?: number;
}

interface Paper {
  /** CSS pixels reserved above the first label */
  top: number;
  width: number;
  words: Words;
  /** whether days can be clicked, which makes the cells as large as possible */
  isPressed: boolean;
}

const week = 7 * dayLength;
const weekdayRoom = 36;
const headRoom = 36;
const eventRoom = 22;
const largestCell = 24;

/**
 * Layout by year: a column per week, Monday on top, a strip for each year; a single strip when the data spans a year or
 * less.
 */
export function layOutYears(days: readonly Day[], {top, width, words}: Paper): Sheet {
  const strips = stripsOf(days);
  const cell = Math.min(largestCell, Math.floor(((width - weekdayRoom) / Math.max(...strips.map(weeksOf))) * 10) / 10);
  const sheet: Sheet = {cell, height: top, places: [], labels: [], borders: [], step: {right: 7, down: 1}};
  for (const strip of strips) addStrip(sheet, strip, width, words);
  return sheet;
}

function mondayOf(time: number): number {
  return time - weekdayOf(time) * dayLength;
}

function columnOf(time: number, first: number): number {
  return Math.round((mondayOf(time) - mondayOf(first)) / week);
}

interface Strip {
  /** a day of its first column */
  origin: number;
  days: readonly Day[];
}

function weeksOf({origin, days}: Strip): number {
  return columnOf(days.at(-1)?.time ?? origin, origin) + 1;
}

// a partial year keeps its months aligned with those of the other years
function stripsOf(days: readonly Day[]): Strip[] {
  const whole = {origin: days[0]?.time ?? 0, days};
  if (weeksOf(whole) <= 53) return [whole];
  const years = new Map<number, Day[]>();
  for (const day of days) {
    const year = yearStart(day.time);
    const own = years.get(year) ?? [];
    own.push(day);
    years.set(year, own);
  }
  return [...years].map(([origin, own]) => ({origin, days: own}));
}

function addStrip(sheet: Sheet, {origin, days}: Strip, width: number, words: Words): void {
  const {cell} = sheet;
  const first = days[0]?.time ?? 0;
  const top = sheet.height + headRoom;
  const x = (time: number) => weekdayRoom + columnOf(time, origin) * cell;
  const y = (time: number) => top + weekdayOf(time) * cell;
  for (const {time} of days) sheet.places.push({x: x(time) + 1, y: y(time) + 1});
  sheet.labels.push(...monthLabels(days, x, sheet.height, words), ...weekdayLabels(top, cell, words));
  sheet.borders.push(...bordersOf(days, first, x, top, cell));
  const events = eventLine(days, words);
  const foot = top + 7 * cell;
  if (events) sheet.labels.push({text: events, x: weekdayRoom, y: foot + 15, room: width - weekdayRoom});
  sheet.height = foot + (events ? eventRoom : 0) + 10;
}

function monthsIn(days: readonly Day[]): number[] {
  return [...new Set(days.map(({time}) => monthStart(time)))];
}

// a month's label is over its first day; the year's label over the first month and over each January
function monthLabels(days: readonly Day[], x: (time: number) => number, top: number, words: Words): SheetLabel[] {
  const first = days[0]?.time ?? 0;
  const months = monthsIn(days);
  const place = (month: number) => x(Math.max(month, first));
  const isCrowded = (text: string, month: number, next: number | undefined) =>
    next !== undefined && place(next) - place(month) < textWidth(text) + 10;
  const names = months.flatMap((month, index) => {
    const text = words.t(`charts.month.${new Date(month).getUTCMonth() + 1}`);
    return isCrowded(text, month, months[index + 1]) ? [] : [{text, x: place(month), y: top + 28}];
  });
  const turns = months.filter((month, index) => index === 0 || new Date(month).getUTCMonth() === 0);
  const years = turns.flatMap((month, index) => {
    const text = String(new Date(month).getUTCFullYear());
    return isCrowded(text, month, turns[index + 1]) ? [] : [{text, x: place(month), y: top + 12, strong: true}];
  });
  return [...years, ...names];
}

function weekdayLabels(top: number, cell: number, words: Words): SheetLabel[] {
  return [0, 2, 4, 6].map((weekday) => ({
    text: words.t(`charts.weekday.${weekday + 1}`),
    x: 0,
    y: top + (weekday + 0.5) * cell + 4
  }));
}

// down the left side of the month's first day, around the days of that week that belong to the month before
function bordersOf(
  days: readonly Day[],
  first: number,
  x: (time: number) => number,
  top: number,
  cell: number
): string[] {
  return monthsIn(days)
    .filter((month) => month > first)
    .map((month) => {
      const [left, down] = [round(x(month)), round(top + weekdayOf(month) * cell)];
      const bottom = round(top + 7 * cell);
      if (weekdayOf(month) === 0) return `M${left},${round(top)}V${bottom}`;
      return `M${round(left + cell)},${round(top)}V${down}H${left}V${bottom}`;
    });
}

function eventLine(days: readonly Day[], words: Words): string {
  const events = days.flatMap(({time, event}) => (event === null ? [] : [{time, event}]));
  if (!events.length) return "";
  const list = events.map(({time, event}) =>
    words.t("charts.pair", {label: words.date(new Date(time), "short"), value: event})
  );
  return `□ ${list.join(words.t("charts.enumeration"))}`;
}

const monthGap = 16;
const monthHead = 20;

/** Layout by month, each like a wall calendar: for phones. */
export function layOutMonths(days: readonly Day[], {top, width, words, isPressed}: Paper): Sheet {
  const across = isPressed ? 2 : 3;
  const room = (width - monthGap * (across - 1)) / across;
  const cell = Math.floor(room / 7);
  const sheet: Sheet = {cell, height: top, places: [], labels: [], borders: [], step: {right: 1, down: 7}};
  const months = monthsIn(days);
  for (let row = 0; row * across < months.length; row += 1) {
    const shown = months.slice(row * across, (row + 1) * across);
    addMonths(sheet, shown, days, {left: room + monthGap, isFirst: row === 0, words});
  }
  const events = eventLine(days, words);
  if (events) sheet.labels.push({text: events, x: 0, y: sheet.height + 8, room: width});
  sheet.height += events ? eventRoom - 6 : 0;
  return sheet;
}

function addMonths(
  sheet: Sheet,
  months: readonly number[],
  days: readonly Day[],
  {left, isFirst, words}: {left: number; isFirst: boolean; words: Words}
): void {
  const {cell} = sheet;
  const top = sheet.height + monthHead + (isFirst ? monthHead - 2 : 0);
  let lines = 0;
  months.forEach((month, index) => {
    const date = new Date(month);
    const isNewYear = (isFirst && index === 0) || date.getUTCMonth() === 0;
    const text = isNewYear ? words.date(date, "month") : words.t(`charts.month.${date.getUTCMonth() + 1}`);
    sheet.labels.push({text, x: index * left, y: sheet.height + 13, strong: true});
    if (isFirst) sheet.labels.push(...initials(index * left, sheet.height + 31, cell, words));
    for (const {time} of days) {
      if (monthStart(time) !== month) continue;
      const line = columnOf(time, month);
      lines = Math.max(lines, line + 1);
      sheet.places.push({x: index * left + weekdayOf(time) * cell + 1, y: top + line * cell + 1});
    }
  });
  sheet.height = top + lines * cell + 10;
}

function initials(x: number, y: number, cell: number, words: Words): SheetLabel[] {
  return Array.from({length: 7}, (_, weekday) => ({
    text: words.t(`charts.weekday_initial.${weekday + 1}`),
    x: x + (weekday + 0.5) * cell,
    y,
    anchor: "middle"
  }));
}
