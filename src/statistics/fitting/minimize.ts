import {inverse, type Matrix} from "./matrix";

/** A function of some numbers that is to be as small as possible. */
export type Loss = (at: readonly number[]) => number;

/** Where a loss is smallest, as far as was found. */
export interface Minimum {
  at: number[];
  value: number;
  /** second derivatives there */
  hessian: Matrix;
  /**
   * `found`: the slope is flat and the loss rises in every direction; `boundary`: it goes on falling towards infinitely large
   * or small values; `flat`: it does not rise in some direction, so that the values say nothing
   */
  status: "found" | "boundary" | "flat";
}

/** The step of numerical derivatives; the numbers are logarithms of parameters, so about 1 in size. */
const derivativeStep = 1e-4;
/** A larger one for second derivatives, whose rounding errors are divided by its square. */
const curvatureStep = 2e-3;
/** Logarithms of parameters beyond this are taken for infinite. */
const farAway = 9;
const maxIterations = 200;
/** The slope below which the search with approximate curvature ends, and the exact one begins. */
const flatSlope = 1e-6;

/**
 * The minimum of a smooth loss, by BFGS and then Newton's steps, with numerical derivatives. Nocedal and Wright, Numerical
 * Optimization (2006), algorithms 3.1 and 6.1. Arguments are logarithms of parameters; the loss is about 1 in size.
 */
export function minimize(loss: Loss, start: readonly number[]): Minimum {
  const near = searchNear(loss, start);
  return near.some((value) => Math.abs(value) > farAway) ? minimumAt(loss, near, "boundary") : polish(loss, near);
}

/** First derivatives. */
export function gradientOf(loss: Loss, at: readonly number[]): number[] {
  return at.map(
    (_, axis) => (loss(moved(at, axis, derivativeStep)) - loss(moved(at, axis, -derivativeStep))) / (2 * derivativeStep)
  );
}

/** Second derivatives. */
export function hessianOf(loss: Loss, at: readonly number[]): Matrix {
  const step = curvatureStep;
  const middle = loss(at);
  const second = (i: number, j: number): number => {
    if (i === j) return (loss(moved(at, i, step)) - 2 * middle + loss(moved(at, i, -step))) / step ** 2;
    const corner = (a: number, b: number) => loss(moved(moved(at, i, a * step), j, b * step));
    return (corner(1, 1) - corner(1, -1) - corner(-1, 1) + corner(-1, -1)) / (4 * step ** 2);
  };
  const upper = at.map((_, i) => at.map((_, j) => (j < i ? 0 : second(i, j))));
  return upper.map((row, i) => row.map((value, j) => (j < i ? upper[j]![i]! : value)));
}

function searchNear(loss: Loss, start: readonly number[]): number[] {
  let at = [...start];
  let value = loss(at);
  let slope = gradientOf(loss, at);
  let bend = identity(at.length);
  for (let iteration = 0; iteration < maxIterations && largest(slope) > flatSlope; iteration++) {
    const next = lineSearch(loss, {at, value, slope}, multiply(bend, slope));
    if (!next || largest(next.at) > farAway) return next?.at ?? at;
    const nextSlope = gradientOf(loss, next.at);
    bend = updated(bend, subtract(next.at, at), subtract(nextSlope, slope));
    ({at, value} = next);
    slope = nextSlope;
  }
  return at;
}

/** A step against the slope that is small enough for the loss to fall; null when none is. */
function lineSearch(
  loss: Loss,
  {at, value, slope}: {at: readonly number[]; value: number; slope: readonly number[]},
  uphill: readonly number[]
): {at: number[]; value: number} | null {
  const direction = dot(uphill, slope) > 0 ? uphill : slope;
  const fall = dot(direction, slope);
  for (let size = Math.min(1, 2 / largest(direction)); size > 1e-10; size /= 2) {
    const next = at.map((each, axis) => each - size * direction[axis]!);
    const nextValue = loss(next);
    if (nextValue <= value - 1e-4 * size * fall) return {at: next, value: nextValue};
  }
  return null;
}

/** Newton's steps with the curvature where the search ended, each of which gives some more right digits. */
function polish(loss: Loss, near: readonly number[]): Minimum {
  let at = [...near];
  const bend = inverse(hessianOf(loss, at));
  for (let step = 0; bend && step < 6; step++) {
    const move = multiply(bend, gradientOf(loss, at));
    if (largest(move) > 1) break;
    at = subtract(at, move);
    if (largest(move) < 1e-8) break;
  }
  return minimumAt(loss, at, at.some((value) => Math.abs(value) > farAway) ? "boundary" : "found");
}

function minimumAt(loss: Loss, at: number[], status: Minimum["status"]): Minimum {
  const hessian = hessianOf(loss, at);
  const isRising = inverse(hessian)?.every((row, axis) => row[axis]! > 0) ?? false;
  return {at, value: loss(at), hessian, status: status === "found" && !isRising ? "flat" : status};
}

/** The inverse of the curvature, corrected by what a step has shown of it. */
function updated(bend: Matrix, step: readonly number[], change: readonly number[]): Matrix {
  const curvature = dot(step, change);
  if (!(curvature > 1e-14)) return bend;
  const bent = multiply(bend, change);
  const weight = (1 + dot(change, bent) / curvature) / curvature;
  return bend.map((row, i) =>
    row.map(
      (value, j) => value + weight * step[i]! * step[j]! - (bent[i]! * step[j]! + step[i]! * bent[j]!) / curvature
    )
  );
}

function moved(at: readonly number[], axis: number, by: number): number[] {
  return at.map((value, index) => (index === axis ? value + by : value));
}

function identity(size: number): Matrix {
  return Array.from({length: size}, (_, i) => Array.from({length: size}, (_, j) => (i === j ? 1 : 0)));
}

function multiply(matrix: Matrix, vector: readonly number[]): number[] {
  return matrix.map((row) => dot(row, vector));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * b[index]!, 0);
}

function subtract(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, index) => value - b[index]!);
}

function largest(vector: readonly number[]): number {
  return vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
