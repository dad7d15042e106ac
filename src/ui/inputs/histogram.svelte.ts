import type {Attachment} from "svelte/attachments";
import type {Words} from "../../base/words";
import type {Bin} from "../../charts/bin";

/** The data of a histogram under handles. */
export interface HistogramSource {
  bins: readonly Bin[];
  /** ascending boundaries between the parts */
  cuts: readonly number[];
  words: Words;
}

/** The charts module, once loaded; awaiting an import costs a turn of the event loop even when it is cached. */
let charts: typeof import("../../charts/render") | null = null;

/** An attachment that draws a histogram in an element, and again when bins, language or width change. */
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
