import * as z from 'zod';
import type { Instant } from './time.ts';

/** What each kind of id starts with (`api.md`, Conventions); the rest is a ULID in upper case. */
export const idPrefixes = [
  'tkt',
  'msg',
  'cus',
  'ord',
  'usr',
  'team',
  'rol',
  'shop',
  'pol',
  'cal',
  'svy',
  'rsp',
  'art',
  'exp',
  'imp',
  'snap',
  'rst',
  'evt',
  'aud',
  'att',
  'hook',
  'cmp',
  'tsk',
  'tpl',
  'note',
  'view',
] as const;
export type IdPrefix = (typeof idPrefixes)[number];

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Matches exactly the ids of one kind; a ULID's first character is at most 7, or its time would overflow 48 bits. */
export const idSchema = <P extends IdPrefix>(prefix: P) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}_[0-7][0-9A-HJKMNP-TV-Z]{25}$`), `must be an id like ${prefix}_01K…`)
    .meta({ example: `${prefix}_01K5Q8J3M9N4P6R7S8T9V0W1XY` });

const anyId = new RegExp(`\\b(?:${idPrefixes.join('|')})_[0-7][0-9A-HJKMNP-TV-Z]{25}(?![0-9A-Za-z])`, 'g');

/** The ids of records in a text, each once, at most `most` of them. */
export const idsIn = (text: string, most: number): string[] =>
  [...new Set(text.match(anyId) ?? [])].slice(0, most);

const encode = (value: bigint, length: number): string => {
  let rest = value;
  let text = '';
  for (let i = 0; i < length; i++) {
    text = alphabet.charAt(Number(rest & 31n)) + text;
    rest >>= 5n;
  }
  return text;
};

const toBigInt = (bytes: Uint8Array): bigint => bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

/** A ULID (ulid/spec) of an instant and 10 bytes that the caller draws or derives; sorts by its instant. */
export const ulid = (at: Instant, tenBytes: Uint8Array): string =>
  encode(BigInt(at), 10) + encode(toBigInt(tenBytes.subarray(0, 10)), 16);

/** The instant inside an id (`tkt_<ULID>`). */
export const instantOfId = (id: string): Instant => {
  const text = id.slice(id.indexOf('_') + 1, id.indexOf('_') + 11);
  let at = 0;
  for (const character of text) at = at * 32 + alphabet.indexOf(character);
  return at;
};

/** Random characters of Crockford's alphabet that people can tell apart on the phone. */
export const crockford = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => alphabet.charAt(byte & 31)).join('');
