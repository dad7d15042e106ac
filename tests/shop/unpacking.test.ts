import {expect, test} from "vitest";
import {AppError} from "../../src/base/errors";
import type {Unpack} from "../../src/ingest/unpack-worker";
import {Unpacker, type PasswordQuestion} from "../../src/shop/unpacking";

/** An archive that opens with one password, and tells which ones were tried on it. */
function locked(password: string, tried: (string | null)[]): Unpack {
  return async (file, {askPassword}) => {
    for (let isWrong = false; ; isWrong = true) {
      const given = await askPassword(file.name, isWrong);
      tried.push(given);
      if (given === null) throw new AppError("ingest.password_missing");
      if (given === password) return {texts: [{file, origin: null}], unread: []};
    }
  };
}

/** An unpacker with the question that it asks now. */
class Asking extends Unpacker {
  readonly #asked: {question: PasswordQuestion | null};

  constructor(unpack: Unpack) {
    const asked: {question: PasswordQuestion | null} = {question: null};
    super((question) => (asked.question = question), unpack);
    this.#asked = asked;
  }

  get question(): PasswordQuestion | null {
    return this.#asked.question;
  }
}

const archive = (name: string) => new File(["x"], name);
const never = new AbortController().signal;
const asked = async (session: Asking) => {
  await expect.poll(() => session.question).not.toBeNull();
  return session.question;
};

test("a password is asked for until it fits, and a wrong one is told", async () => {
  const tried: (string | null)[] = [];
  const session = new Asking(locked("b", tried));
  const opening = session.open(archive("a.zip"), never, () => undefined);
  expect(await asked(session)).toEqual({name: "a.zip", isWrong: false});
  session.answer("a");
  expect(await asked(session)).toEqual({name: "a.zip", isWrong: true});
  session.answer("b");
  expect((await opening).texts).toHaveLength(1);
  expect(session.question).toBeNull();
  expect(tried).toEqual(["a", "b"]);
});

test("passwords given before are tried first, and are nobody's mistake where they do not fit", async () => {
  const tried: (string | null)[] = [];
  let password = "a";
  const session = new Asking((...given) => locked(password, tried)(...given));
  const first = session.open(archive("1.zip"), never, () => undefined);
  await asked(session);
  session.answer("a");
  await first;
  await session.open(archive("2.zip"), never, () => undefined);
  expect(tried).toEqual(["a", "a"]);
  password = "c";
  const third = session.open(archive("3.zip"), never, () => undefined);
  expect(await asked(session)).toEqual({name: "3.zip", isWrong: false});
  session.answer(null);
  await expect(third).rejects.toMatchObject({code: "ingest.password_missing"});
  expect(tried).toEqual(["a", "a", "a", null]);
});

test("an import that is stopped takes its question away", async () => {
  const tried: (string | null)[] = [];
  const session = new Asking(locked("a", tried));
  const abort = new AbortController();
  const opening = session.open(archive("a.zip"), abort.signal, () => undefined);
  await asked(session);
  abort.abort();
  await expect(opening).rejects.toMatchObject({code: "ingest.password_missing"});
  expect(session.question).toBeNull();
});
