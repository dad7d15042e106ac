import {beforeAll, describe, expect, test} from "vitest";
import type {Database} from "../../src/engine/database";
import {platforms, recognize} from "../../src/ingest/columns/platform";
import {openTestDatabase} from "../support/database";
import type {Sample} from "../samples/sample";
import {gb18030, load, planOf} from "./given";

const modules = import.meta.glob<{default: readonly Sample[]}>("../samples/shops/*.ts", {eager: true});
const samples = Object.values(modules).flatMap(({default: each}) => each);

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});

describe.each(samples.map((sample) => [sample.file, sample] as const))(
  "%s",
  (_, {platform, file, text, encoding, facts}) => {
    const content = encoding === "gb18030" ? gb18030(text) : text;

    test("is what was written", async () => {
      await expect(text).toMatchFileSnapshot(`../samples/files/${file}`);
    });

    test("is known by its platform, whole, and by no other", async () => {
      const plan = await planOf(content, {}, file);
      expect(plan).toMatchObject({platform, isConfirmed: true});
      expect(recognize(plan.header)?.confidence).toBe(1);
      const claiming = platforms.filter((each) => recognize(plan.header, [each]) !== null);
      expect(claiming.map(({name}) => name)).toEqual([platform]);
    });

    test("comes to what was counted, to the row and to the cent", async () => {
      const {report} = await load(db, content, {name: file});
      expect(report.rowsRead).toBe(facts.rows);
      expect(report.rowsLoaded + report.rowsRejected).toBe(facts.rows);
      expect(Object.fromEntries(report.rejectedByReason.map(({reason, rows}) => [reason, rows]))).toEqual(
        facts.rejected
      );
      expect([report.orders, report.lines]).toEqual([facts.orders, facts.lines]);
      const {gross, paid, refunded, net} = report.money;
      expect([gross, paid, refunded, net].map((amount) => Math.round(amount * 100))).toEqual([
        facts.gross,
        facts.paid,
        facts.back,
        facts.paid - facts.back
      ]);
      expect(tally(report.statuses, ({status}) => status)).toEqual(facts.statuses);
      expect(tally(report.identity, ({quality}) => quality)).toEqual(facts.keys);
      if (facts.records !== undefined) {
        expect(report.records).toBe(facts.records);
        const totals = report.totals.map(({column, amount}) => [column, Math.round(amount * 100)] as const);
        expect(Object.fromEntries(totals)).toEqual(facts.totals);
      }
      const codes = report.diagnostics.map(({code}) => code);
      expect(codes).not.toContain("ingest.unknown_status");
    });
  }
);

function tally<Counted extends {orders: number}>(counts: readonly Counted[], nameOf: (count: Counted) => string) {
  const sums: Record<string, number> = {};
  for (const count of counts) sums[nameOf(count)] = (sums[nameOf(count)] ?? 0) + count.orders;
  return sums;
}
