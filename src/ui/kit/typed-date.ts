import type {Attachment} from "svelte/attachments";

/** How long a hand that types a date may pause, in milliseconds. */
const pause = 700;

/**
 * Tells the value of a date field once it is written: when the field is left, at Enter, or after a pause, as when a day was
 * picked. The browser says `change` at every key of a date that is valid so far, the year 2 on the way to 2026 included.
 */
export function typedDate(commit: (value: string) => void): Attachment<HTMLInputElement> {
  return (node) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const settle = () => {
      if (timer === undefined) return;
      clearTimeout(timer);
      timer = undefined;
      commit(node.value);
    };
    const listening = new AbortController();
    const {signal} = listening;
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(settle, pause);
    };
    node.addEventListener("change", wait, {signal});
    node.addEventListener("blur", settle, {signal});
    node.addEventListener("keydown", ({key}) => key === "Enter" && settle(), {signal});
    // what was written shortly before the field went is told all the same: its timer is left to run
    return () => listening.abort();
  };
}
