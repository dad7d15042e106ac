import type {Meeting} from "../../ingest/meetings";
import type {Files, LoadedFile} from "../imports";

/**
 * The files with a shop for each that has orders of the same numbers as another file, and not the same orders: they are of two
 * shops. Files of the same orders are of one shop. A shop is named after its first file; shops that are named, in the rows or by a
 * person, keep their names.
 */
export function setShopsApart(files: Files, meetings: readonly Meeting[]): Files {
  const groups = groupsOf(files, meetings);
  const groupOf = (sourceId: string) => groups.find((group) => group.some((file) => idOf(file) === sourceId));
  const isApart = ({same, different}: Meeting) => different > same;
  const apart = new Set(meetings.filter(isApart).flatMap(({a, b}) => [groupOf(a), groupOf(b)]));
  const names = new Map<string, string>();
  const taken = new Set(files.flatMap(({shop, report}) => shop ?? report.shop ?? []));
  for (const group of groups) {
    const known = group.find(({shop}) => shop !== null)?.shop;
    const unnamed = group.filter(({shop, report}) => shop === null && report.shop === null);
    if (unnamed.length === 0 || (known === undefined && !apart.has(group))) continue;
    const name = known ?? freeName(group[0]!.report.fileName, taken);
    taken.add(name);
    for (const file of unnamed) names.set(idOf(file), name);
  }
  return files.map((file) => {
    const shop = names.get(idOf(file));
    return shop === undefined ? file : {...file, shop, isShopFound: true};
  });
}

const idOf = ({plan}: LoadedFile) => plan.source.id;

/** Files joined by common orders, those without any each alone. */
function groupsOf(files: Files, meetings: readonly Meeting[]): LoadedFile[][] {
  let groups = files.map((file) => [file]);
  for (const {a, b, same, different} of meetings) {
    if (same < different) continue;
    const isOf = (group: readonly LoadedFile[]) => group.some((file) => [a, b].includes(idOf(file)));
    const joined = groups.filter(isOf).flat();
    groups = groups.flatMap((group) => (isOf(group) ? (group.includes(joined[0]!) ? [joined] : []) : [group]));
  }
  return groups;
}

/** A file's name without its ending; with a number where another shop has that name. */
function freeName(fileName: string, taken: ReadonlySet<string>): string {
  const base = fileName.replace(/\.[^.]{1,5}$/, "") || fileName;
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base} (${number})`;
    if (!taken.has(name)) return name;
  }
}
