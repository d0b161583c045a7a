/** Characters of the bytes 0x80 to 0xFF in the code pages that terminals and editors take UTF-8 for. */
const latin1Half = Array.from({ length: 0x60 }, (_, index) => String.fromCharCode(0xa0 + index)).join('');
const highHalves = {
  'windows-1252': `€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ${latin1Half}`,
  'iso-8859-1': `${Array.from({ length: 0x20 }, (_, index) => String.fromCharCode(0x80 + index)).join('')}${latin1Half}`,
  cp437:
    'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0',
  cp850:
    'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0',
  macintosh:
    'ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u00a0ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\uf8ffÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ',
};

/** For each code page the byte that a character stands for. */
const pages = Object.values(highHalves).map(
  (half) => new Map([...half].map((character, index) => [character, 0x80 + index])),
);

const utf8 = new TextDecoder('utf-8', { fatal: true });
/** Longer runs of such characters are text of some language. */
const MOST_CHARACTERS = 200;

/**
 * Undoes that UTF-8 was read in another code page ("Âµs" and "┬╡s" were "µs"): a run of characters that, as bytes of one of
 * the pages, is valid UTF-8. Other text stays as it is.
 */
export function withoutMojibake(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: C1 controls are what ISO-8859-1 makes of bytes
  return text.replace(/[^\x00-\x7f]{2,}/g, (run) => {
    if (run.length > MOST_CHARACTERS) return run;
    const characters = [...run];
    for (const page of pages) {
      const bytes = characters.map((character) => page.get(character));
      if (bytes.some((byte) => byte === undefined)) continue;
      try {
        return utf8.decode(Uint8Array.from(bytes as number[]));
      } catch {
        // Not UTF-8 in this page.
      }
    }
    return run;
  });
}
