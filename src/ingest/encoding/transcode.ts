import {bytesOf, type Decoder} from "./bytes";
import {Gb18030Transcoder} from "./gb18030";
import type {Encoding} from "../plan";
import {decodeCodePage, isOldCodePage} from "./codepages";
import {MixedDecoder} from "./mixed";

/**
 * Converts the next bytes to UTF-8; a character cut at the end is held for the next call, which may overwrite the
 * returned array.
 */
export type Transcode = (bytes: Uint8Array, isLast: boolean) => Uint8Array;

/** Windows-1252 characters 0x80 to 0x9F; some runtimes decode them as Latin-1 control characters. */
const westernSigns = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ";

/** A decoder for an encoding. */
export function textDecoder(encoding: Encoding, options: TextDecoderOptions = {}): Decoder {
  if (isOldCodePage(encoding)) return {decode: (bytes) => decodeCodePage(bytesOf(bytes), encoding)};
  if (encoding === "utf-8+gb18030") return new MixedDecoder("gb18030");
  if (encoding === "utf-8+windows-1252") return new MixedDecoder("windows-1252");
  const decoder = new TextDecoder(encoding, options);
  if (encoding !== "windows-1252") return decoder;
  return {
    decode: (bytes, how) =>
      decoder.decode(bytes, how).replace(/[\u0080-\u009F]/g, (sign) => westernSigns[sign.charCodeAt(0) - 0x80]!)
  };
}

/** A new transcoder for an encoding. */
export function transcoder(encoding: Encoding): Transcode {
  if (encoding === "utf-8") return (bytes) => bytes;
  if (encoding === "gb18030") {
    const table = new Gb18030Transcoder();
    return (bytes, isLast) => table.push(bytes, isLast);
  }
  const decoder = textDecoder(encoding, {ignoreBOM: true});
  const encoder = new TextEncoder();
  return (bytes, isLast) => encoder.encode(decoder.decode(bytes, {stream: !isLast}));
}
