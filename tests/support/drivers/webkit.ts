import {spawn, type ChildProcess} from "node:child_process";
import {existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from "node:fs";
import {createServer, type AddressInfo} from "node:net";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {createInterface} from "node:readline";
import {findProgram, type Driven, type Kind, type Point} from "./driven";

const programs = {
  driver: () => process.env.WEBKIT_DRIVER_PATH ?? findProgram("WebKitWebDriver"),
  screen: () => findProgram("Xvfb"),
  browser: () => process.env.WEBKIT_BROWSER_PATH ?? findProgram("MiniBrowser", ...miniBrowsers())
};

/** WebKitGTK, Safari's engine on Linux, in the browser that comes with it, spoken to through W3C WebDriver on a screen of its own. */
export const webkit: Kind = {
  name: "WebKit",
  isPrivate: true,
  missing: () =>
    Object.values(programs).every((find) => find())
      ? null
      : "WebKit is not installed (apt-get install webkit2gtk-driver xvfb)",
  start
};

/** The names of keys in WebDriver's actions. */
const control = "\uE009";

/** The name under which WebDriver sends an element. */
const elementKey = "element-6066-11e4-a52e-4f735466cecf";

async function start(downloads: string): Promise<Driven> {
  const home = makeHome(downloads);
  const screen = await startScreen();
  const errors: string[] = [];
  const driver = await startDriver({home, display: screen.display, onLine: (line) => noteError(line, errors)});
  const end = async () => {
    await driver.stop();
    await screen.stop();
    rmSync(home, {recursive: true, force: true});
  };
  try {
    const session = await openSession(driver.url);
    return drivenBy(session, errors, end);
  } catch (error) {
    await end();
    throw error;
  }
}

function drivenBy({ask, version, close}: Session, errors: readonly string[], end: () => Promise<void>): Driven {
  const find = async (selector: string) => {
    const found = (await ask("POST", "/element", {using: "css selector", value: selector})) as Record<string, string>;
    return found[elementKey]!;
  };
  const act = (...actions: object[]) => ask("POST", "/actions", {actions});
  return {
    version,
    errors,
    open: async (url) => void (await ask("POST", "/url", {url})),
    async run(body, ...args) {
      const answer = (await ask("POST", "/execute/async", {script: script(body), args})) as Answer;
      if (answer.error !== undefined) throw new Error(answer.error);
      return answer.value as never;
    },
    choose: async (...paths) =>
      void (await ask("POST", `/element/${await find("input[type=file]")}/value`, {text: paths.join("\n")})),
    click: async (selector) => void (await ask("POST", `/element/${await find(selector)}/click`, {})),
    drag: async (from, to) => void (await act(mouse(from, to))),
    async retype(text) {
      await act(keyboard(["keyDown", control], ["keyDown", "a"], ["keyUp", "a"], ["keyUp", control]));
      await act(
        keyboard(
          ...[...text].flatMap((key): Stroke[] => [
            ["keyDown", key],
            ["keyUp", key]
          ])
        )
      );
    },
    async close() {
      await close();
      await end();
    }
  };
}

/** What a function returned in the page, or the error that it threw. */
interface Answer {
  value?: unknown;
  error?: string;
}

/** The function as a script of WebDriver, which calls it with the script's arguments and hands on what it resolves to. */
function script(body: (...args: never[]) => unknown): string {
  return `
    const args = [...arguments], done = args.pop();
    Promise.resolve().then(() => (${body.toString()})(...args)).then(
      (value) => done({value}),
      (error) => done({error: String(error)})
    );`;
}

type Stroke = readonly [type: "keyDown" | "keyUp", value: string];

function keyboard(...strokes: Stroke[]): object {
  return {type: "key", id: "keyboard", actions: strokes.map(([type, value]) => ({type, value}))};
}

function mouse(from: Point, to: Point): object {
  const steps = 8;
  const between = Array.from({length: steps}, (_, step) => {
    const share = (step + 1) / steps;
    return move({x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share});
  });
  const press = {type: "pointerDown", button: 0};
  const release = {type: "pointerUp", button: 0};
  const actions = [move(from), press, ...between, release];
  return {type: "pointer", id: "mouse", parameters: {pointerType: "mouse"}, actions};
}

function move({x, y}: Point): object {
  return {type: "pointerMove", duration: 20, origin: "viewport", x: Math.round(x), y: Math.round(y)};
}

/** A browser that was started by the driver. */
interface Session {
  version: string;
  /** Sends one command below the session's address; rejects with what the driver says. */
  ask(method: "POST" | "DELETE", path: string, body?: object): Promise<unknown>;
  close(): Promise<void>;
}

async function openSession(url: string): Promise<Session> {
  const args = ["--automation", "--enable-write-console-messages-to-stdout=true"];
  const options = {binary: programs.browser()!, args};
  const timeouts = {script: 0.9 * patienceMs, pageLoad: 0.9 * patienceMs, implicit: 0};
  const wanted = {"webkitgtk:browserOptions": options, timeouts};
  const made = (await command("POST", `${url}/session`, {capabilities: {alwaysMatch: wanted}})) as {
    sessionId: string;
    capabilities: {browserName: string; browserVersion: string};
  };
  const ask: Session["ask"] = (method, path, body) => command(method, `${url}/session/${made.sessionId}${path}`, body);
  await ask("POST", "/window/rect", {x: 0, y: 0, width: 1440, height: 1000});
  const {browserName, browserVersion} = made.capabilities;
  return {version: `${browserName} ${browserVersion}`, ask, close: async () => void (await ask("DELETE", ""))};
}

/** Milliseconds after which a command fails: a browser that ended without a word never answers. */
const patienceMs = 120_000;

async function command(method: string, url: string, body?: object): Promise<unknown> {
  const signal = AbortSignal.timeout(patienceMs);
  const response = await fetch(url, {method, body: body && JSON.stringify(body), signal});
  const {value} = (await response.json()) as {value: {error?: string; message?: string}};
  if (!response.ok) throw new Error(`WebDriver: ${value.error}: ${value.message}`);
  return value;
}

/** A folder with the settings of a user who has none, but for where downloads go. */
function makeHome(downloads: string): string {
  const home = mkdtempSync(join(tmpdir(), "huitou-webkit-"));
  writeFileSync(join(home, "user-dirs.dirs"), `XDG_DOWNLOAD_DIR="${downloads}"\n`);
  return home;
}

interface Running {
  stop(): Promise<void>;
}

async function startScreen(): Promise<Running & {display: string}> {
  const screen = spawn(programs.screen()!, ["-displayfd", "1", "-screen", "0", "1600x1100x24", "-nolisten", "tcp"]);
  const number = await firstLine(screen);
  return {display: `:${number}`, stop: () => stopped(screen)};
}

async function startDriver({
  home,
  display,
  onLine
}: {
  home: string;
  display: string;
  onLine: (line: string) => void;
}): Promise<Running & {url: string}> {
  const port = await freePort();
  // a group of its own, with the browser that it starts
  const driver = spawn(programs.driver()!, [`--port=${port}`], {
    detached: true,
    env: {
      ...process.env,
      ...folders(home),
      DISPLAY: display,
      WAYLAND_DISPLAY: "",
      GDK_BACKEND: "x11",
      LANG: "en_US.UTF-8",
      // without a graphics card, drawing through OpenGL takes more of the processor than the page does
      WEBKIT_DISABLE_COMPOSITING_MODE: "1"
    }
  });
  for (const output of [driver.stdout, driver.stderr]) createInterface(output).on("line", onLine);
  const url = `http://127.0.0.1:${port}`;
  await answers(`${url}/status`, driver);
  const endGroup = () => process.kill(-driver.pid!);
  // a run that is broken off leaves no browser behind
  process.once("exit", endGroup);
  driver.once("exit", () => process.off("exit", endGroup));
  return {url, stop: () => stopped(driver, -driver.pid!)};
}

/** The environment of a user whose whole home is one folder. */
function folders(home: string): Record<string, string> {
  const names = ["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"];
  return Object.fromEntries(names.map((name) => [name, home]));
}

/** Keeps a line in which the browser repeats an error of the page's console. */
function noteError(line: string, errors: string[]): void {
  if (/^.*CONSOLE \S+ ERROR/.test(line)) errors.push(line);
}

/** Resolves when an address answers; rejects when the program ends before. */
async function answers(url: string, program: ChildProcess): Promise<void> {
  while (program.exitCode === null) {
    const isThere = await fetch(url).then(
      ({ok}) => ok,
      () => false
    );
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${program.spawnfile} ended with ${program.exitCode}`);
}

function firstLine(program: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    createInterface(program.stdout!).once("line", resolve);
    program.once("exit", (code) => reject(new Error(`${program.spawnfile} ended with ${code}`)));
  });
}

/** Ends a program, or the group of processes that it leads (a negative number), and resolves when it has ended. */
function stopped(program: ChildProcess, whom = program.pid!): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    program.once("exit", () => resolve());
    process.kill(whom);
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const {port} = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Where Debian and Fedora put the browser that comes with WebKitGTK. */
function miniBrowsers(): string[] {
  const roots = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/libexec", "/usr/lib64", "/usr/lib"];
  return roots.flatMap((root) =>
    existsSync(root)
      ? readdirSync(root)
          .filter((name) => name.startsWith("webkit2gtk-"))
          .map((name) => join(root, name, "MiniBrowser"))
      : []
  );
}
