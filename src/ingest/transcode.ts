import {Gb18030Transcoder} from "./gb18030";
import type {Encoding} from "./plan";

/**
 * Turns the next bytes of a file into UTF-8; a character cut at the end waits for the next call. What is returned may be
 * overwritten by the next call.
 */
export type Transcode = (bytes: Uint8Array, isLast: boolean) => Uint8Array;

/** A fresh transcoder of an encoding. */
export function transcoder(encoding: Encoding): Transcode {
  if (encoding === "utf-8") return (bytes) => bytes;
  if (encoding === "gb18030") {
    const table = new Gb18030Transcoder();
    return (bytes, isLast) => table.push(bytes, isLast);
  }
  const decoder = new TextDecoder(encoding, {ignoreBOM: true});
  const encoder = new TextEncoder();
  return (bytes, isLast) => encoder.encode(decoder.decode(bytes, {stream: !isLast}));
}
