import {atMost, median, quantile, type Bench, type Case, type Measurement} from "../case";
import {importFile} from "../importing";
import {engineReady, type BenchPage} from "../page";
import type {Watched} from "../watch";

const steps = 80;

/** What is moved: where it stands in the page, and what it is called in the table. */
interface Handle {
  what: string;
  selector: string;
  /** where it is scrolled to, so that what depends on it is on the screen */
  block: ScrollLogicalPosition;
}

const handles: readonly Handle[] = [
  {what: "stage cut", selector: '[data-cell="cuts"] [role=slider]', block: "center"},
  {what: "slider", selector: '[data-cell="repurchase_days"] input[type=range]', block: "start"}
];

/** Milliseconds from a step of the slider to the frame after the last change that follows from it. */
interface Step {
  /** of cells on the screen */
  onScreen: number;
  /** of any cell: those out of sight come once the hand rests */
  all: number;
}

export default {
  name: "slider",
  async run(bench: Bench) {
    const opened = await bench.open();
    await engineReady(opened);
    await importFile(opened, await bench.wide("utf-8"));
    const measured: Measurement[] = [];
    for (const handle of handles) measured.push(...(await measure(opened, handle)));
    await opened.close();
    return measured;
  }
} satisfies Case;

async function measure(opened: BenchPage, handle: Handle): Promise<Measurement[]> {
  const {what} = handle;
  const first = await dragBySteps(opened, handle, 10);
  const before = await opened.watched();
  const threadsBefore = await opened.threadTimes();
  const taken = await dragBySteps(opened, handle, steps);
  const after = await opened.watched();
  const threads = await opened.threadTimes();
  const runs = Math.round((after.runs - before.runs) / steps);
  const longest = after.longTasks.slice(before.longTasks.length).map(({milliseconds}) => milliseconds);
  const onScreen = taken.map((step) => step.onScreen);
  const all = taken.map((step) => step.all);
  return [
    firstStep(what, first),
    ...lines(`${what} to redrawn dependants on the screen`, onScreen, 33),
    ...lines(
      `${what} to all dependants redrawn`,
      all,
      undefined,
      `${runs} cells a step; 120 ms of it waiting for rest`
    ),
    ...[...threads].flatMap(([name, time]): Measurement[] => {
      const each = (time - (threadsBefore.get(name) ?? 0)) / steps;
      if (each < 1) return [];
      return [{what: `${what}: processor time of a step in ${name}`, ours: each, unit: "ms", samples: [each]}];
    }),
    {
      what: `${what}: longest task of the page`,
      ours: Math.max(0, ...longest),
      unit: "ms",
      samples: longest,
      target: atMost(50)
    }
  ];
}

/** The first step that a hand makes, against the middle of the nine after it: "as fast as the tenth". */
function firstStep(what: string, steps: readonly Step[]): Measurement {
  const [first = NaN, ...later] = steps.map(({onScreen}) => onScreen);
  return {
    what: `${what}: the first step`,
    ours: first,
    unit: "ms",
    samples: [first],
    beside: {"later steps": median(later)},
    target: {kind: "times", other: "later steps", factor: 1.25}
  };
}

function lines(what: string, samples: number[], most?: number, note = ""): Measurement[] {
  const target = most === undefined ? {} : {target: atMost(most)};
  return [
    {what: `${what}, p50`, ours: median(samples), unit: "ms", samples, note},
    {what: `${what}, p95`, ours: quantile(samples, 0.95), unit: "ms", samples, ...target}
  ];
}

function dragBySteps({page}: BenchPage, {selector, block}: Handle, times: number): Promise<Step[]> {
  const task = async ({selector, block, count}: {selector: string; block: ScrollLogicalPosition; count: number}) => {
    const {watched} = globalThis as unknown as {watched: Watched};
    const handle = document.querySelector<HTMLElement>(selector);
    if (!handle) throw new Error("no slider to move");
    handle.scrollIntoView({block, behavior: "instant"});
    const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
    const isSeen = (element: Element) => {
      const {top, bottom} = element.getBoundingClientRect();
      return bottom > 0 && top < innerHeight;
    };
    // nothing has changed for a while: whatever depended on the step has been drawn
    const quiet = async () => {
      while (performance.now() - watched.lastChange < 300) await pause(25);
    };
    await quiet();
    const seen = new Set([...document.querySelectorAll("[data-cell]")].filter(isSeen));
    let lastSeen = 0;
    // the frame after a change, once it has been painted
    const afterFrame = (then: (now: number) => void) => {
      requestAnimationFrame(() => {
        const {port1, port2} = new MessageChannel();
        port1.onmessage = () => then(performance.now());
        port2.postMessage(null);
      });
    };
    const observer = new MutationObserver((records) => {
      const cells = records.map(({target}) => (target instanceof Element ? target : target.parentElement));
      if (cells.some((element) => element && seen.has(element.closest("[data-cell]")!)))
        afterFrame((frame) => (lastSeen = Math.max(lastSeen, frame)));
    });
    observer.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
    const taken: {onScreen: number; all: number}[] = [];
    for (let index = 0; index < count; index++) {
      await quiet();
      const start = performance.now();
      const runs = watched.runs;
      const isUp = index % 20 < 10;
      if (handle instanceof HTMLInputElement) {
        if (isUp) handle.stepUp();
        else handle.stepDown();
        handle.dispatchEvent(new Event("input", {bubbles: true}));
      } else {
        const key = isUp ? "ArrowRight" : "ArrowLeft";
        handle.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}));
      }
      while (watched.runs === runs && performance.now() - start < 5000) await pause(10);
      await quiet();
      taken.push({onScreen: lastSeen - start, all: watched.lastFrame - start});
    }
    observer.disconnect();
    return taken;
  };
  return page.evaluate(task, {selector, block, count: times});
}
