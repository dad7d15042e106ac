import {describe, expect, test} from "vitest";
import {inverse} from "../../src/statistics/fitting/matrix";
import {minimize} from "../../src/statistics/fitting/minimize";
import {newcombe, wilson} from "../../src/statistics/shares/intervals";
import {kaplanMeier} from "../../src/statistics/survival/kaplan-meier";
import {robustScores} from "../../src/statistics/trend/robust";
import {trendOf} from "../../src/statistics/trend/trend";

describe("intervals of shares, as Newcombe 1998 prints them", () => {
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718]
  ])("%d of %d", (hits, trials, low, high) => {
    expect(wilson(hits, trials)!.low).toBeCloseTo(low, 4);
    expect(wilson(hits, trials)!.high).toBeCloseTo(high, 4);
  });

  test.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809]
  ])("%d of %d less %d of %d", (a, b, c, d, low, high) => {
    const interval = newcombe({hits: a, trials: b}, {hits: c, trials: d})!;
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  test("of nobody there is none", () => {
    expect(wilson(0, 0)).toBeNull();
    expect(newcombe({hits: 0, trials: 0}, {hits: 1, trials: 2})).toBeNull();
  });
});

describe("Kaplan–Meier", () => {
  // 21 patients on 6-MP: Freireich et al., Blood 21 (1963); the curve as in Klein and Moeschberger, Survival Analysis, table 4.1A
  const ended = [6, 6, 6, 7, 10, 13, 16, 22, 23].map((time) => ({time, happened: true, count: 1}));
  const watched = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map((time) => ({time, happened: false, count: 1}));
  const curve = kaplanMeier([...watched, ...ended]);

  test.each([
    [6, 21, 0.857, 0.0764],
    [7, 17, 0.807, 0.0869],
    [10, 15, 0.753, 0.0963],
    [13, 12, 0.69, 0.1068],
    [16, 11, 0.627, 0.1141],
    [22, 7, 0.538, 0.1282],
    [23, 6, 0.448, 0.1346]
  ])("at %d weeks, of %d: %d, standard error %d", (time, atRisk, survival, standardError) => {
    const step = curve.find((each) => each.time === time)!;
    expect(step.atRisk).toBe(atRisk);
    expect(step.survival).toBeCloseTo(survival, 3);
    expect(step.standardError).toBeCloseTo(standardError, 4);
    expect(step.low).toBeLessThan(survival);
    expect(step.high).toBeGreaterThan(survival);
    expect(step.high).toBeLessThan(1);
  });

  test("ends at 0 when it happened to all, and is empty for nobody", () => {
    expect(kaplanMeier([{time: 3, happened: true, count: 4}])).toMatchObject([{survival: 0, low: 0, high: 0}]);
    expect(kaplanMeier([])).toEqual([]);
  });
});

describe("trends", () => {
  test("slope and score, by hand", () => {
    // pairs: 1→3 2, 1→2 1/2, 1→5 4/3, 3→2 -1, 3→5 1, 2→5 3
    const trend = trendOf([1, 3, 2, 5])!;
    expect(trend.slope).toBeCloseTo((1 + 4 / 3) / 2, 12);
    expect(trend.score).toBe(4);
    // variance 4 · 3 · 13 / 18, z = 3 / 2.944
    expect(trend.probability).toBeCloseTo(0.3082, 3);
  });

  test("ten values that all rise are no chance; equal ones have no trend", () => {
    // variance 10 · 9 · 25 / 18 = 125, z = 44 / 11.18 = 3.935
    expect(trendOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])!.probability).toBeCloseTo(0.00008, 5);
    expect(trendOf([4, 4, 4])).toEqual({slope: 0, score: 0, probability: 1});
    expect(trendOf([1, 2])).toBeNull();
  });
});

describe("outliers", () => {
  test("are far from the median in robust deviations", () => {
    // median 3, deviations 2 1 0 1 97: their median is 1
    expect(robustScores([1, 2, 3, 4, 100])).toEqual([-1.349, -0.6745, 0, 0.6745, 0.6745 * 97]);
  });

  test("are not told where most values are the same", () => {
    expect(robustScores([2, 2, 2, 9])).toEqual([null, null, null, null]);
    expect(robustScores([])).toEqual([]);
  });
});

describe("the minimum of a function", () => {
  test("at the end of Rosenbrock's valley", () => {
    const {at, status} = minimize(([x, y]) => (1 - x!) ** 2 + 100 * (y! - x! ** 2) ** 2, [-1.2, 1]);
    expect(status).toBe("found");
    expect(at[0]).toBeCloseTo(1, 5);
    expect(at[1]).toBeCloseTo(1, 5);
  });

  test("is told from one that lies infinitely far, and from a flat one", () => {
    expect(minimize(([x]) => Math.exp(-x!), [0]).status).not.toBe("found");
    expect(minimize(([x]) => x! ** 2, [1, 1]).status).toBe("flat");
  });

  test("a matrix times its inverse is 1; a singular one has none", () => {
    expect(
      inverse([
        [0, 2],
        [4, 0]
      ])
    ).toEqual([
      [0, 0.25],
      [0.5, 0]
    ]);
    expect(
      inverse([
        [1, 2],
        [2, 4]
      ])
    ).toBeNull();
  });
});
