/** What a page went through; times in milliseconds since navigation. */
export interface Watched {
  /** usable */
  ready: number | null;
  /** the engine's first answer */
  answered: number | null;
  /** a file was given, or its mapping agreed to */
  given: number | null;
  /** each phase of long work when it began; "" when none is going on */
  phases: {phase: string; at: number}[];
  /** every cell on the screen had its result and was drawn, after the last file was given */
  firstScreen: number | null;
  /** every cell had its result, after the last file */
  settled: number | null;
  /** tasks of the main thread over 50 ms */
  longTasks: {at: number; milliseconds: number}[];
  /** how often a cell began to run */
  runs: number;
  /** the last change of anything in the page */
  lastChange: number;
  /** the frame after that change */
  lastFrame: number;
}

/** Runs in the page before anything else; a page opened again has been given its files. Whole: it is sent there as text. */
export function watchPage(isAgain: boolean): void {
  const target = globalThis as unknown as {watched: Watched; huitou?: {sql(select: string): Promise<unknown>}};
  const watched: Watched = {
    ready: null,
    answered: null,
    given: isAgain ? 0 : null,
    phases: [],
    firstScreen: null,
    settled: null,
    longTasks: [],
    runs: 0,
    lastChange: 0,
    lastFrame: 0
  };
  target.watched = watched;

  const seePhase = (now: number) => {
    const phase = document.querySelector<HTMLElement>("[data-phase]")?.dataset.phase ?? "";
    if (phase !== (watched.phases.at(-1)?.phase ?? "")) watched.phases.push({phase, at: now});
    return phase;
  };
  const isDone = ({dataset}: HTMLElement) => /done|off|failed/.test(dataset.state ?? "");
  const isOnScreen = (cell: HTMLElement) => {
    const {top, bottom, width} = cell.getBoundingClientRect();
    return width > 0 && bottom > 0 && top < innerHeight;
  };
  const seeScreen = (cells: readonly HTMLElement[], now: number) => {
    if (watched.firstScreen !== null || watched.given === null) return;
    // until relations are built, what stands on the screen is of before
    const isNew = isAgain || watched.phases.some(({phase, at}) => phase === "building" && at > watched.given!);
    if (!isNew || !cells.some(isDone)) return;
    const seen = cells.filter(isOnScreen);
    if (seen.length > 0 && seen.every(isDone)) watched.firstScreen = now;
  };
  const seeCells = (phase: string, now: number) => {
    const cells = [...document.querySelectorAll<HTMLElement>("[data-cell]")];
    const isSettled = cells.length > 0 && cells.every(isDone);
    seeScreen(cells, now);
    // until something is being done with what was given, all that stands is of before
    const isBegun = isAgain || watched.phases.some(({at, phase}) => phase !== "" && at > (watched.given ?? Infinity));
    if (!isBegun || phase !== "" || !isSettled) watched.settled = null;
    else watched.settled ??= now;
  };
  const seeReady = (now: number) => {
    if (watched.ready !== null || document.documentElement.dataset.ready !== "true") return;
    watched.ready = now;
    void target.huitou?.sql("select 1").then(() => (watched.answered = performance.now()));
  };
  const afterFrame = (then: (now: number) => void) => {
    requestAnimationFrame(() => {
      const {port1, port2} = new MessageChannel();
      port1.onmessage = () => then(performance.now());
      port2.postMessage(null);
    });
  };

  let isLooking = false;
  new MutationObserver((records) => {
    const now = performance.now();
    const changed = records.filter(({attributeName}) => attributeName === "data-state");
    watched.runs += changed.filter(({target}) => (target as HTMLElement).dataset.state === "running").length;
    watched.lastChange = now;
    seeReady(now);
    if (isLooking) return;
    // once a frame: looking at every cell after every change would be a good part of what is measured
    isLooking = true;
    seePhase(now);
    requestAnimationFrame(() => (isLooking = false));
    afterFrame((frame) => {
      watched.lastFrame = Math.max(watched.lastFrame, frame);
      seeCells(seePhase(watched.lastChange), watched.lastChange);
    });
  }).observe(document, {subtree: true, childList: true, attributes: true, characterData: true});

  const give = (event: Event) => {
    const element = event.target as Element;
    const isFile = element.matches("input[type=file]");
    if (!isFile && !element.closest("dialog[open] footer button")) return;
    watched.given = performance.now();
    watched.firstScreen = null;
    watched.settled = null;
  };
  document.addEventListener("change", give, true);
  document.addEventListener("click", give, true);

  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) watched.longTasks.push({at: entry.startTime, milliseconds: entry.duration});
  }).observe({type: "longtask", buffered: true});
}
