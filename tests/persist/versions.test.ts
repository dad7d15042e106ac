import {describe, expect, test} from "vitest";
import {superfluous, type Dated} from "../../src/persist/notebooks/versions";
import {seeded} from "./support";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const now = Date.UTC(2026, 10, 23, 12, 30);

const version = (at: number, cause: Dated["cause"] = "auto"): Dated => ({id: `${at} ${cause}`, at, cause});
const left = (versions: readonly Dated[], at: number = now) => {
  const gone = new Set(superfluous(versions, at));
  return versions.filter((each) => !gone.has(each));
};

describe("a history grows thinner with age", () => {
  test("all of the last hour stay", () => {
    const versions = Array.from({length: 61}, (_, index) => version(now - index * minute));
    expect(left(versions)).toEqual(versions);
  });

  test("of each hour of the last day the last stays", () => {
    // 10:59, 10:10, 10:00, 09:59, 09:00
    const minutesAgo = [91, 140, 150, 151, 210];
    const versions = minutesAgo.map((ago) => version(now - ago * minute));
    const newest = version(now);
    expect(left([newest, ...versions])).toEqual([newest, versions[0], versions[3]]);
  });

  test("of each day of the last month the last stays, and of what is older none", () => {
    const at = (date: string) => version(Date.parse(`${date}Z`));
    const stay = [at("2026-11-23T12:30"), at("2026-11-20T23:59"), at("2026-11-19T08:00"), at("2026-10-24T13:00")];
    const go = [at("2026-11-20T00:00"), at("2026-11-19T07:59"), at("2026-10-24T12:00"), at("2026-10-01T09:00")];
    expect(left([...stay, ...go])).toEqual(stay);
  });

  test("what was named or could not be kept otherwise stays for ever, and takes nobody's place", () => {
    const named = version(now - 400 * day, "named");
    const recovered = version(now - 300 * day, "recovered");
    const [auto, later] = [version(now - 5 * hour), version(now - 5 * hour + minute, "named")];
    const all = [version(now), later, auto, recovered, named];
    expect(left(all)).toEqual(all);
  });

  test("the newest stays, however old", () => {
    expect(left([version(now - 90 * day), version(now - 80 * day)])).toEqual([version(now - 80 * day)]);
  });

  test("of one moment one stays", () => {
    const at = now - 5 * hour;
    const two = ["a", "b"].map((id): Dated => ({id, at, cause: "auto"}));
    expect(left([version(now), ...two]).map(({id}) => id)).toEqual([`${now} auto`, "b"]);
  });

  test("nothing and one thing are left alone", () => {
    expect(superfluous([], now)).toEqual([]);
    expect(superfluous([version(now + day)], now)).toEqual([]);
  });
});

test("thinned every ten minutes or only at the end, a month of work leaves nearly the same, and not too much", () => {
  const random = seeded(3);
  const start = now - 40 * day;
  let often: Dated[] = [];
  const all: Dated[] = [];
  for (let at = start; at <= now; at += 10 * minute) {
    if (random() < 0.3) {
      const next = version(at);
      all.push(next);
      often = left([...often, next], at);
    }
  }
  const atOnce = left(all);
  // an hour holds six, a day 24 hours and the one it began in, a month 30 days and the one it began in
  expect(atOnce.length).toBeLessThanOrEqual(7 + 25 + 31);
  expect(often.length).toBeLessThanOrEqual(7 + 25 + 31 + 1);
  // the last of a day is the last of its last hour: it never went before the others of that day
  const days = (versions: readonly Dated[]) => new Set(versions.map(({at}) => Math.floor(at / day)));
  expect(days(often)).toEqual(days(atOnce));
});
