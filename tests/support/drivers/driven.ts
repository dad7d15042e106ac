import {existsSync} from "node:fs";
import {delimiter, join} from "node:path";

/** A place on the page, in CSS pixels from its upper left corner as it is scrolled. */
export interface Point {
  x: number;
  y: number;
}

/**
 * A page in a browser that Playwright does not drive. `Kind.start` makes it, `open` comes first, `close` ends the browser; between
 * them everything happens in the order in which it is asked for.
 */
export interface Driven {
  /** as the browser says it */
  version: string;
  /** errors that were written to the browser's console since the start */
  errors: readonly string[];
  /** Opens an address; the page's own scripts may not have run yet. */
  open(url: string): Promise<void>;
  /** Runs a function in the page; it sees its arguments and the page, nothing around it. Both ways only what JSON can say. */
  run<Args extends readonly unknown[], Result>(
    body: (...args: Args) => Result | Promise<Result>,
    ...args: Args
  ): Promise<Result>;
  /** Gives files of this computer to the page's first file input. */
  choose(...paths: string[]): Promise<void>;
  /** Presses the mouse at the middle of the first element of a selector. */
  click(selector: string): Promise<void>;
  /** Presses the mouse at one place, moves it in steps to another, and lets it go. */
  drag(from: Point, to: Point): Promise<void>;
  /** Types a text into what has the focus, after selecting everything that stands there. */
  retype(text: string): Promise<void>;
  close(): Promise<void>;
}

/** A browser that may be installed. */
export interface Kind {
  name: string;
  /** whether its driver opens private windows only, in which no file can be kept */
  isPrivate: boolean;
  /** what is missing here, and how it is installed; null when it can be started */
  missing(): string | null;
  /** Starts it with an empty profile; downloads go into a folder. */
  start(downloads: string): Promise<Driven>;
}

/** The first of several programs that is installed, as a path; null without one. */
export function findProgram(...names: string[]): string | null {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return (
    names
      .flatMap((name) => (name.startsWith("/") ? [name] : folders.map((folder) => join(folder, name))))
      .find(existsSync) ?? null
  );
}
