import {expect, test} from "vitest";
import {CallQueue} from "../../src/engine/connection/queue";

/** A call that says when it begins, and settles when it is told to. */
function call(name: string, begun: string[]) {
  let answer = () => {};
  let fail = () => {};
  const promise = new Promise<string>((resolve, reject) => {
    answer = () => resolve(name);
    fail = () => reject(new Error(name));
  });
  const run = () => {
    begun.push(name);
    return promise;
  };
  return {run, answer, fail};
}

/** lets every promise that can go on do so */
const turn = () => new Promise((resolve) => setTimeout(resolve));

test("a call begins when the one before it has been answered, whether well or not", async () => {
  const begun: string[] = [];
  const queue = new CallQueue();
  const [a, b] = [call("a", begun), call("b", begun)];
  const first = queue.add(a.run);
  const second = queue.add(b.run);
  await turn();
  expect(begun).toEqual(["a"]);
  a.fail();
  await expect(first).rejects.toThrow("a");
  b.answer();
  expect(await second).toBe("b");
});

test("short calls are sent together, behind what is long, and what is long waits for all of them", async () => {
  const begun: string[] = [];
  const queue = new CallQueue();
  const [long, x, y, later] = [call("long", begun), call("x", begun), call("y", begun), call("later", begun)];
  void queue.add(long.run);
  void queue.add(x.run, {isShort: true});
  void queue.add(y.run, {isShort: true});
  void queue.add(later.run);
  await turn();
  expect(begun).toEqual(["long"]);
  long.answer();
  await turn();
  expect(begun).toEqual(["long", "x", "y"]);
  y.answer();
  await turn();
  expect(begun).toEqual(["long", "x", "y"]);
  x.answer();
  await turn();
  expect(begun).toEqual(["long", "x", "y", "later"]);
});
