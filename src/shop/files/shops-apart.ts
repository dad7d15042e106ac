import {groupBy} from "../../base/group";
import {withoutDates, withoutEnding} from "../../ingest/file-names";
import type {Meeting, Meetings, TimeSpan} from "../../ingest/meetings";
import type {Files, LoadedFile} from "../imports";

/** Files that have orders in common, or one alone: their order numbers are one count. */
type Series = readonly LoadedFile[];

/**
 * The files, told apart where they have orders of the same numbers that are not the same orders. Either they are of two shops: then
 * each gets a shop, named after its first file. Or they are one shop's, whose numbers begin anew with each file: then each gets a
 * numbering. Shops that are named, in the rows or by a person, keep their names.
 */
export function setFilesApart(files: Files, meetings: Meetings): Files {
  return setNumbersApart(setShopsApart(files, meetings), meetings);
}

/**
 * The files with a numbering for each that has order numbers of another file of its shop for other orders, named after its first
 * day. Files that have one keep it, with `isAnew` only where it is needed.
 */
export function setNumbersApart(files: Files, meetings: Meetings, isAnew = false): Files {
  const known = isAnew ? files.map(withoutNumbering) : files;
  const numberings = new Map<string, string>();
  for (const cluster of clustersOf(seriesOf(known, meetings.pairs), meetings.pairs)) {
    for (const series of groupBy(cluster.flatMap(byShop), ([file]) => shopOf(file!)).values()) {
      if (series.length < 2) continue;
      const taken = new Set(series.flatMap((each) => each.flatMap(({numbering}) => numbering ?? [])));
      for (const each of series) {
        const name =
          each.find(({numbering}) => numbering !== undefined)?.numbering ?? freeName(firstDayOf(each), taken);
        taken.add(name);
        for (const file of each) numberings.set(idOf(file), name);
      }
    }
  }
  return known.map((file) => {
    const numbering = numberings.get(idOf(file));
    return numbering === undefined || numbering === file.numbering ? file : {...file, numbering};
  });
}

/** The files with a shop for each that was given none, where files are of several shops. */
function setShopsApart(files: Files, {pairs, spans}: Meetings): Files {
  const all = seriesOf(files, pairs);
  const clusters = clustersOf(all, pairs);
  const alone = all.filter((series) => !clusters.some((cluster) => cluster.includes(series)));
  const names = new Map<string, string>();
  const taken = new Set(files.flatMap((file) => shopOf(file) || []));
  const name = (shop: Series, isNamed: boolean) => {
    const known = shop.find((file) => file.shop !== null)?.shop;
    const unnamed = shop.filter((file) => shopOf(file) === "");
    if (unnamed.length === 0 || (known === undefined && !isNamed)) return;
    const found = known ?? freeName(withoutEnding(shop[0]!.report.fileName), taken);
    taken.add(found);
    for (const file of unnamed) names.set(idOf(file), found);
  };
  for (const series of alone) name(series, false);
  for (const cluster of clusters) {
    const shops = shopsOf(cluster, spans);
    for (const shop of shops) name(shop.flat(), shops.length > 1);
  }
  return files.map((file) => {
    const shop = names.get(idOf(file));
    return shop === undefined ? file : {...file, shop, isShopFound: true};
  });
}

const idOf = ({plan}: LoadedFile) => plan.source.id;

/** A file's shop, in its rows or given; empty where it has none. */
const shopOf = ({shop, report}: LoadedFile) => report.shop ?? shop ?? "";

function withoutNumbering(file: LoadedFile): LoadedFile {
  const {numbering, ...others} = file;
  return numbering === undefined ? file : others;
}

/** A series by the shops of its files: those that a person gave to two shops are two series. */
function byShop(series: Series): Series[] {
  return [...groupBy(series, shopOf).values()];
}

/** Files joined by common orders or by their numbering, the others each alone. */
function seriesOf(files: Files, pairs: readonly Meeting[]): Series[] {
  const key = (file: LoadedFile) =>
    file.numbering === undefined ? idOf(file) : JSON.stringify([shopOf(file), file.numbering]);
  let all: Series[] = [...groupBy(files, key).values()];
  for (const {a, b, same, different} of pairs) if (same >= different) all = joined(all, a, b);
  return all;
}

/** Series joined where most of their common numbers are of different orders; those without such a one are left out. */
function clustersOf(all: readonly Series[], pairs: readonly Meeting[]): Series[][] {
  const at = new Map(all.flatMap((series, index) => series.map((file) => [idOf(file), index] as const)));
  const apart = pairs.filter(({a, b, same, different}) => different > same && at.get(a) !== at.get(b));
  const parents = all.map((_, index) => index);
  const root = (index: number): number => (parents[index] === index ? index : (parents[index] = root(parents[index]!)));
  for (const {a, b} of apart) parents[root(at.get(b)!)] = root(at.get(a)!);
  const met = new Set(apart.flatMap(({a, b}) => [at.get(a)!, at.get(b)!]));
  const indices = all.flatMap((_, index) => (met.has(index) ? [index] : []));
  return [...groupBy(indices, root).values()].map((cluster) => cluster.map((index) => all[index]!));
}

/** Series with those of two files made one; the one that comes first stays in its place. */
function joined(all: readonly Series[], a: string, b: string): Series[] {
  const isOf = (series: Series) => series.some((file) => [a, b].includes(idOf(file)));
  const found = all.filter(isOf);
  return found.length < 2
    ? [...all]
    : all.flatMap((series) => (isOf(series) ? (series === found[0] ? [found.flat()] : []) : [series]));
}

/**
 * Series of different orders by the shops that they are of. They are of one shop where a shop's own tables of the same columns
 * follow one another in time and their names differ in dates and numbers only. Of three and more other names do not count, unless
 * several kinds of names repeat: nobody has three shops that never sold at the same time. Otherwise each is of a shop of its own.
 */
function shopsOf(cluster: readonly Series[], spans: ReadonlyMap<string, TimeSpan>): Series[][] {
  const alike = [...groupBy(cluster, ([file]) => withoutDates(file!.report.fileName)).values()];
  const isKnown = cluster.some((series) => series.some(({numbering}) => numbering !== undefined));
  const isOfAnyName = (cluster.length > 2 || isKnown) && alike.filter(({length}) => length > 1).length < 2;
  if (isOfAnyName && isOneShop(cluster, spans)) return [[...cluster]];
  return alike.flatMap((series) => (isOneShop(series, spans) ? [series] : series.map((each) => [each])));
}

function isOneShop(all: readonly Series[], spans: ReadonlyMap<string, TimeSpan>): boolean {
  const files = all.flat();
  const [{plan}] = files as [LoadedFile];
  const header = plan.header.join("\n");
  const isTable = files.every((file) => file.plan.platform === "other" && file.plan.header.join("\n") === header);
  const shops = new Set(files.map(shopOf).filter((shop) => shop !== ""));
  return isTable && shops.size < 2 && areInSequence(all, spans);
}

/** Whether no two series have orders of the same time. */
function areInSequence(all: readonly Series[], spans: ReadonlyMap<string, TimeSpan>): boolean {
  const ranges = all
    .map((series) => series.flatMap((file) => spans.get(idOf(file)) ?? []))
    .map((own) => ({first: Math.min(...own.map(({first}) => first)), last: Math.max(...own.map(({last}) => last))}))
    .sort((a, b) => a.first - b.first);
  return ranges.every(({first}, index) => index === 0 || ranges[index - 1]!.last < first);
}

function firstDayOf(series: Series): string {
  return series.flatMap(({report}) => report.firstDay ?? []).sort()[0] ?? withoutEnding(series[0]!.report.fileName);
}

/** A name; with a number where another has it. */
function freeName(base: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base} (${number})`;
    if (!taken.has(name)) return name;
  }
}
