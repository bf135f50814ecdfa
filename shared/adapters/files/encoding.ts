import type { Bytes } from '#shared/app/objects.ts';
import { UnusableFile } from '#shared/domain/imports/import.ts';

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030';

/** What files of other kinds begin with, whatever they are called. */
const others: readonly (readonly number[])[] = [
  [0x50, 0x4b, 0x03, 0x04],
  [0x50, 0x4b, 0x05, 0x06],
  [0x25, 0x50, 0x44, 0x46],
  [0x89, 0x50, 0x4e, 0x47],
  [0x47, 0x49, 0x46, 0x38],
  [0xff, 0xd8, 0xff],
  [0xd0, 0xcf, 0x11, 0xe0],
  [0x1f, 0x8b],
  [0x52, 0x61, 0x72, 0x21],
  [0x37, 0x7a, 0xbc, 0xaf],
];

export const beginsWith = (bytes: Uint8Array, magic: readonly number[]): boolean =>
  magic.every((byte, n) => bytes[n] === byte);

/** Refuses what is no text: the first bytes decide, not the name. */
export const checkText = (head: Uint8Array): void => {
  const markup = new TextDecoder().decode(head.subarray(0, 512));
  if (others.some((magic) => beginsWith(head, magic)) || /^\s*<(?:!doctype|html|\?xml)/i.test(markup))
    throw new UnusableFile('wrong_format');
};

/**
 * Counts what is well-formed and what isn't in bytes taken for UTF-8 (sequences of several bytes, Unicode 16, table 3-7, by their lengths).
 * Text in another encoding has hardly a well-formed sequence; UTF-8 with damage has mostly those.
 */
const createUtf8Count = () => {
  const count = { good: 0, bad: 0 };
  let missing = 0;
  const add = (bytes: Uint8Array): void => {
    for (let n = 0; n < bytes.length; n++) {
      const byte = bytes[n] ?? 0;
      if (missing > 0) {
        if ((byte & 0xc0) === 0x80) {
          missing -= 1;
          if (missing === 0) count.good += 1;
          continue;
        }
        count.bad += 1;
        missing = 0;
      }
      if (byte < 0x80) continue;
      if (byte >= 0xc2 && byte <= 0xdf) missing = 1;
      else if (byte >= 0xe0 && byte <= 0xef) missing = 2;
      else if (byte >= 0xf0 && byte <= 0xf4) missing = 3;
      else count.bad += 1;
    }
  };
  return { add, end: () => ({ ...count, bad: count.bad + (missing > 0 ? 1 : 0) }) };
};

/** Without a mark, text in UTF-16 shows itself by its zeros: nearly every second byte of a header is one. */
const utf16Of = (head: Uint8Array): TextEncoding | undefined => {
  const looked = head.subarray(0, 200);
  const zeros = (odd: 0 | 1): number => looked.filter((byte, n) => byte === 0 && n % 2 === odd).length;
  if (zeros(1) > looked.length / 4 && zeros(0) === 0) return 'utf-16le';
  return zeros(0) > looked.length / 4 && zeros(1) === 0 ? 'utf-16be' : undefined;
};

/**
 * The encoding of a text: by its mark, else UTF-8, UTF-16, or GB18030 (of which GBK and GB2312 are part) by all of its bytes. Refuses with
 * `wrong_format` what is no text.
 */
export const encodingOf = async (bytes: Bytes): Promise<TextEncoding> => {
  let head: Uint8Array | undefined;
  const count = createUtf8Count();
  for await (const chunk of bytes) {
    if (head === undefined || head.length < 512) {
      head = head === undefined ? chunk : Buffer.concat([head, chunk]);
      checkText(head);
      if (beginsWith(head, [0xef, 0xbb, 0xbf])) return 'utf-8';
      if (beginsWith(head, [0xff, 0xfe])) return 'utf-16le';
      if (beginsWith(head, [0xfe, 0xff])) return 'utf-16be';
    }
    count.add(chunk);
  }
  const utf16 = head && utf16Of(head);
  if (utf16) return utf16;
  const { good, bad } = count.end();
  return bad > good ? 'gb18030' : 'utf-8';
};

/** The text of bytes. What is no character in the encoding becomes U+FFFD, which no row may have. */
export async function* decoded(bytes: Bytes, encoding: TextEncoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of bytes) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== '') yield text;
  }
  const rest = decoder.decode();
  if (rest !== '') yield rest;
}
