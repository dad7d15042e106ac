import {AppError} from "./errors";

/** A dependency graph: each name with the names it reads. Names that are read but not listed are outside the graph. */
export type Edges = ReadonlyMap<string, readonly string[]>;

/** The names in topological order, dependencies first; throws `graph.cycle` with the names of one cycle. */
export function topologicalSort(edges: Edges): string[] {
  const order: string[] = [];
  const state = new Map<string, "open" | "done">();
  const visit = (name: string, path: readonly string[]): void => {
    if (state.get(name) === "done" || !edges.has(name)) return;
    if (state.get(name) === "open") throw new AppError("graph.cycle", {names: path.slice(path.indexOf(name))});
    state.set(name, "open");
    for (const read of edges.get(name) ?? []) visit(read, [...path, name]);
    state.set(name, "done");
    order.push(name);
  };
  for (const name of edges.keys()) visit(name, []);
  return order;
}

/** Everything that `starts` read, directly or indirectly, and those of `starts` that are in the graph. */
export function upstream(edges: Edges, starts: Iterable<string>): Set<string> {
  const found = new Set<string>();
  const queue = [...starts].filter((name) => edges.has(name));
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    queue.push(...(edges.get(name) ?? []).filter((read) => edges.has(read)));
  }
  return found;
}

/** Everything that reads one of `starts`, directly or indirectly, and `starts` themselves. */
export function downstream(edges: Edges, starts: Iterable<string>): Set<string> {
  return upstream(reversed(edges), starts);
}

function reversed(edges: Edges): Edges {
  const readers = new Map<string, string[]>([...edges.keys()].map((name) => [name, []]));
  for (const [name, reads] of edges) for (const read of reads) readers.get(read)?.push(name);
  return readers;
}
