import type {Attachment} from "svelte/attachments";

/** How long after the last key a date counts as complete, in milliseconds. */
const pause = 700;

/**
 * Calls `commit` with a date field's value when it is complete: on blur, on Enter, or after a pause. The browser fires
 * `change` at every key that makes a valid date, including the year 2 while typing 2026.
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
    // the timer is not cleared on removal, so that a date entered shortly before is still committed
    return () => listening.abort();
  };
}
