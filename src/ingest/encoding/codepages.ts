/** The characters 0x80 to 0xFF of code pages that browsers do not decode. */
const upperHalves = {
  // MS-DOS in Western Europe; what Excel saves as "CSV (MS-DOS)"
  ibm850:
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00AD±‗¾¶§÷¸°¨·¹³²■\u00A0",
  // MS-DOS in the United States
  ibm437:
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00A0"
} as const;

/** A code page that browsers do not decode. */
export type OldCodePage = keyof typeof upperHalves;

export function isOldCodePage(encoding: string): encoding is OldCodePage {
  return encoding in upperHalves;
}

const piece = 8192;

/** The text of bytes in a code page. */
export function decodeCodePage(bytes: Uint8Array, page: OldCodePage): string {
  const half = upperHalves[page];
  let text = "";
  for (let from = 0; from < bytes.length; from += piece) {
    const codes = Array.from(bytes.subarray(from, from + piece), (byte) =>
      byte < 0x80 ? byte : half.charCodeAt(byte - 0x80)
    );
    text += String.fromCharCode(...codes);
  }
  return text;
}
