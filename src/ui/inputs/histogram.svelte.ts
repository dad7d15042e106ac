import type {Attachment} from "svelte/attachments";
import type {Words} from "../../base/words";
import type {Bin} from "../../charts/bins";

/** What a histogram under handles is drawn from. */
export interface HistogramSource {
  bins: readonly Bin[];
  /** rising boundaries between the parts */
  cuts: readonly number[];
  words: Words;
}

/** The room of charts, once it has been fetched; even a module that is there takes a turn of the page to import. */
let charts: typeof import("../../charts/render") | null = null;

/** Keeps a histogram drawn across an element: again when its bins, its cuts, the language or the width change. */
export function histogramOf(source: () => HistogramSource): Attachment<HTMLElement> {
  return (node) => {
    let width: number = $state(Math.floor(node.clientWidth));
    const observer = new ResizeObserver(() => (width = Math.floor(node.clientWidth)));
    observer.observe(node);
    let last: {bins: readonly Bin[]; words: Words; width: number; element: Element} | null = null;
    $effect(() => {
      const {bins, cuts, words} = source();
      const at = width;
      if (bins.length === 0 || at === 0) return;
      const isSame = last?.bins === bins && last.words === words && last.width === at;
      if (last && isSame && charts?.recutHistogram(last.element, cuts)) return;
      let isCurrent = true;
      void import("../../charts/render").then((room) => {
        charts = room;
        if (!isCurrent) return;
        const element = room.drawHistogram(bins, cuts, {document: node.ownerDocument, width: at, words});
        node.replaceChildren(element);
        last = {bins, words, width: at, element};
      });
      return () => (isCurrent = false);
    });
    return () => observer.disconnect();
  };
}
