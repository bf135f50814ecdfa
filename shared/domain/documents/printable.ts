/** Shown instead of halves of characters, which no text can hold. */
const UNKNOWN = '\uFFFD';

/** Ends of lines of every system. */
const LINE_END = /\r\n|[\r\n\u000B\u000C\u0085\u2028\u2029]/g;

/**
 * What has no shape of its own: control characters, marks of direction and of joining, selectors of variants, tags, soft hyphens. Some of them
 * would turn around what stands beside them, and a reader is to see what was written.
 */
const SHAPELESS = new RegExp(
  `[${[
    '\\0-\\x08\\x0E-\\x1F\\x7F-\\x84\\x86-\\x9F',
    '\\u00AD\\u034F\\u061C\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180F',
    '\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u206F\\u3164',
    '\\uFE00-\\uFE0F\\uFEFF\\uFFA0\\uFFF0-\\uFFFB',
    '\\u{1BCA0}-\\u{1BCA3}\\u{1D173}-\\u{1D17A}\\u{E0000}-\\u{E0FFF}',
  ].join('')}]`,
  'gu',
);

/** Spaces of every width; a tab too. Ideographic space stays, it is as wide as the characters around it. */
const SPACES = /[\t\u00A0\u1680\u2000-\u200A\u202F\u205F]/g;

/** Any text as it can be set: well formed, composed, its lines ended by `\n`, nothing in it that isn't seen. Setting it twice changes nothing. */
export const printable = (text: string): string =>
  text
    .toWellFormed()
    .replace(LINE_END, '\n')
    .replace(SHAPELESS, '')
    .replace(SPACES, ' ')
    .normalize('NFC')
    .replaceAll('\uFFFE', UNKNOWN)
    .replaceAll('\uFFFF', UNKNOWN);
