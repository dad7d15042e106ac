/** Encoding labels of the browser by Windows code page, for old workbooks. */
const labels: Readonly<Record<number, string>> = {
  874: "windows-874",
  932: "shift_jis",
  936: "gb18030",
  949: "euc-kr",
  950: "big5",
  1200: "utf-16le",
  10000: "macintosh",
  28591: "latin1",
  65001: "utf-8"
};

const decoders = new Map<number, TextDecoder>();

/** Decodes a code page with `TextDecoder`, instead of the spreadsheet library's tables (176 kB packed). */
export function decodeCodepage(codepage: number, bytes: ArrayLike<number>): string {
  let decoder = decoders.get(codepage);
  if (!decoder) {
    const isWindows = codepage >= 1250 && codepage <= 1258;
    decoder = new TextDecoder(labels[codepage] ?? (isWindows ? `windows-${codepage}` : "latin1"), {ignoreBOM: true});
    decoders.set(codepage, decoder);
  }
  return decoder.decode(Uint8Array.from(bytes));
}
