import type {Unpacked} from "../ingest/container";
import {unpackInWorker, type Unpack} from "../ingest/unpack-worker";

/** An archive that needs a password. */
export interface PasswordQuestion {
  /** display name of the archive */
  name: string;
  /** whether the last password was wrong */
  isWrong: boolean;
}

/** Unpacks dropped files and asks for passwords. */
export class Unpacker {
  readonly #unpack: Unpack;
  readonly #ask: (question: PasswordQuestion | null) => void;
  /** passwords of this visit, tried first on later archives; never stored */
  readonly #given = new Set<string>();
  /** the last archive that a password was asked for */
  #asked = "";
  #answer: (password: string | null) => void = () => undefined;

  /** `ask` is called with each question, and with null when none is open. */
  constructor(ask: (question: PasswordQuestion | null) => void, unpack: Unpack = unpackInWorker) {
    this.#ask = ask;
    this.#unpack = unpack;
  }

  /** The texts in a file. Rejects with the codes of `unpackFile`, or with the signal's reason. */
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

  /** Answers the question; null skips the archive. */
  answer(password: string | null): void {
    if (password !== null) this.#given.add(password);
    this.#ask(null);
    this.#answer(password);
  }

  /** A stored password that does not fit another archive is not reported as wrong. */
  #question(name: string, isWrong: boolean): Promise<string | null> {
    this.#ask({name, isWrong: isWrong && this.#asked === name});
    this.#asked = name;
    return new Promise((resolve) => (this.#answer = resolve));
  }
}
