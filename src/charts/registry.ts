import {AppError} from "../base/errors";
import type {ChartKind} from "./kind";

const found = import.meta.glob<ChartKind>("./kinds/*.ts", {eager: true, import: "default"});

/** Every chart kind by name, one for each file in `kinds/`. */
export const chartKinds: ReadonlyMap<string, ChartKind> = byName(Object.values(found));

/** The kind with this name; throws `charts.unknown_kind`. */
export function kindOf(name: string): ChartKind {
  const kind = chartKinds.get(name);
  if (!kind) throw new AppError("charts.unknown_kind", {kind: name});
  return kind;
}

/** Kinds by name; throws `charts.duplicate_kind` when two have the same name. */
export function byName(kinds: readonly ChartKind[]): Map<string, ChartKind> {
  const map = new Map<string, ChartKind>();
  for (const kind of kinds) {
    if (map.has(kind.name)) throw new AppError("charts.duplicate_kind", {kind: kind.name});
    map.set(kind.name, kind);
  }
  return map;
}
