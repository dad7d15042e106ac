import type {Unpacked} from "../ingest/container";
import {unpackInWorker, type Unpack} from "../ingest/unpack-worker";

/** An archive that waits for its password. */
export interface PasswordQuestion {
  /** the archive, by the name that a person knows it by */
  name: string;
  /** whether the password given last does not fit */
  isWrong: boolean;
}

/** Opens what was dropped, and asks the person for a password where one is needed. */
export class Unpacker {
  readonly #unpack: Unpack;
  readonly #ask: (question: PasswordQuestion | null) => void;
  /** passwords that were given in this visit: tried before anybody is asked again, and kept nowhere */
  readonly #given = new Set<string>();
  /** the archive that a person was last asked about */
  #asked = "";
  #answer: (password: string | null) => void = () => undefined;

  /** `ask` is called with each question, and with null once nothing is asked any more. */
  constructor(ask: (question: PasswordQuestion | null) => void, unpack: Unpack = unpackInWorker) {
    this.#ask = ask;
    this.#unpack = unpack;
  }

  /** The texts in a file. Rejects with the codes of `unpackFile`, or with the reason of the signal. */
  async open(file: File, signal: AbortSignal, onProgress: (share: number) => void): Promise<Unpacked> {
    const given = new Map<string, string[]>();
    const askPassword = async (name: string, isWrong: boolean) => {
      const untried = given.get(name) ?? [...this.#given];
      given.set(name, untried.slice(1));
      return untried[0] ?? this.#question(name, isWrong);
    };
    const stop = () => this.answer(null);
    signal.addEventListener("abort", stop, {once: true});
    try {
      return await this.#unpack(file, {askPassword, onProgress, signal});
    } finally {
      signal.removeEventListener("abort", stop);
      this.#ask(null);
      this.#asked = "";
    }
  }

  /** Answers the question; null leaves the archive out. */
  answer(password: string | null): void {
    if (password !== null) this.#given.add(password);
    this.#ask(null);
    this.#answer(password);
  }

  /** A password that was given for another archive and does not fit this one was nobody's mistake. */
  #question(name: string, isWrong: boolean): Promise<string | null> {
    this.#ask({name, isWrong: isWrong && this.#asked === name});
    this.#asked = name;
    return new Promise((resolve) => (this.#answer = resolve));
  }
}
