import {repeat} from "./case";
import {costOf, medianCost, totalOf, type Cost} from "./cost";
import {baseline, frozenAnswers, frozenRead, frozenRelations, type FrozenFile} from "./frozen";
import {NativeDatabase} from "./native";

/** What frozen native DuckDB takes with one thread: medians of the repetitions. */
export interface FrozenCosts {
  /** reading the file, typed */
  reading: Cost;
  /** making all relations */
  relations: Cost;
  /** answering everything that the check-up shows */
  answers: Cost;
  /** the three together; that of the baseline is "the native sum" of the targets */
  sum: Cost;
}

/** Which frozen SQL runs: written by hand, or ours as it stood when the targets were set. */
export type FrozenSide = "by hand" | "baseline";

/** Reads a UTF-8 wide file, makes the relations and answers, each time in a fresh database. */
export async function runFrozen(side: FrozenSide, path: string, repetitions: number): Promise<FrozenCosts> {
  const runs = await repeat(repetitions, () => runOnce(side, path));
  const [reading, relations, answers] = ["reading", "relations", "answers"].map((part) =>
    medianCost(runs.map((run) => run[part as keyof typeof run]))
  ) as [Cost, Cost, Cost];
  return {reading, relations, answers, sum: totalOf([reading, relations, answers])};
}

async function runOnce(side: FrozenSide, path: string): Promise<Record<"reading" | "relations" | "answers", Cost>> {
  const db = await NativeDatabase.open();
  try {
    const isByHand = side === "by hand";
    const reading = await costOf(() => runAll(db, isByHand ? frozenRead("wide", path) : baseline.read(path)));
    const relations = await costOf(() => runAll(db, isByHand ? frozenRelations : baseline.relations));
    const answers = await costOf(async () => {
      for (const {sql} of isByHand ? frozenAnswers : baseline.answers) await db.drain(sql);
    });
    return {reading, relations, answers};
  } finally {
    await db.close();
  }
}

/** Only reads a UTF-8 file, each time into a fresh database. */
export async function readFrozen(kind: FrozenFile, path: string, repetitions: number): Promise<Cost> {
  const costs = await repeat(repetitions, async () => {
    const db = await NativeDatabase.open();
    const cost = await costOf(() => runAll(db, frozenRead(kind, path)));
    await db.close();
    return cost;
  });
  return medianCost(costs);
}

async function runAll(db: NativeDatabase, statements: readonly {sql: string}[]): Promise<void> {
  for (const {sql} of statements) await db.exec(sql);
}
