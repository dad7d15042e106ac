import {mergeOwnFacts, noOwnFacts, readOwnFacts, type OwnFacts} from "../shop/own-facts";
import type {JoiningMemory} from "./joining";
import type {KeptMapping, MappingMemory} from "./mappings";

/** One thing that restoring a backup would change here, besides notebooks and files. */
export type WorkspaceChange =
  | {kind: "benchmark"; item: OwnFacts["benchmarks"][number]}
  | {kind: "event"; item: OwnFacts["events"][number]}
  | {kind: "person"; item: OwnFacts["people"][number]}
  /** a gap without orders that would count as explained, by its first day */
  | {kind: "gap"; day: string}
  /** a finding whose orders would be left out of every number */
  | {kind: "left_out"; code: OwnFacts["leftOut"][number]}
  /** contacts by which buyers would no longer be joined to one customer */
  | {kind: "splits"; count: number}
  /** how columns of files with this header would be read without a question */
  | {kind: "mapping"; header: readonly string[]; mapping: KeptMapping};

/** What is here already. */
export interface Here {
  own: OwnFacts;
  mappings: Pick<MappingMemory, "newIn">;
  joining: Pick<JoiningMemory, "newIn">;
}

/** What the settings of a backup would change here, one by one; buyers that were split come with the files they are of. */
export function workspaceChanges(
  settings: Readonly<Record<string, unknown>>,
  {own, mappings, joining}: Here,
  {withFiles}: {withFiles: boolean}
): WorkspaceChange[] {
  const before = new Set(Object.values(own).flatMap((list) => (Array.isArray(list) ? list.map(textOf) : [])));
  const merged = mergeOwnFacts(own, readOwnFacts(settings.own) ?? noOwnFacts);
  const fresh = <Item>(items: readonly Item[]) => items.filter((item) => !before.has(textOf(item)));
  const splits = withFiles ? joining.newIn(settings.joining).length : 0;
  return [
    ...fresh(merged.leftOut).map((code) => ({kind: "left_out", code}) as const),
    ...fresh(merged.gaps).map((day) => ({kind: "gap", day}) as const),
    ...(splits > 0 ? [{kind: "splits", count: splits} as const] : []),
    ...mappings
      .newIn(settings.mappings)
      .map(([signature, mapping]) => ({kind: "mapping", header: signature.split("\u001F"), mapping}) as const),
    ...fresh(merged.benchmarks).map((item) => ({kind: "benchmark", item}) as const),
    ...fresh(merged.events).map((item) => ({kind: "event", item}) as const),
    ...fresh(merged.people).map((item) => ({kind: "person", item}) as const)
  ];
}

function textOf(item: unknown): string {
  return JSON.stringify(item);
}
