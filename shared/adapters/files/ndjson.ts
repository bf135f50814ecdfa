import type { FaultCode, RawRow } from '#shared/app/imports/tools.ts';
import type { Bytes } from '#shared/app/objects.ts';
import type { Body } from '#shared/domain/imports/cells.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { readJson } from '#shared/runtime/http/json.ts';
import { EdgeRefusal } from '#shared/runtime/http/problem.ts';
import { checkText } from './encoding.ts';

const MAX_LINE = 1024 * 1024;
const NEWLINE = 0x0a;

const isObject = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const fatal = new TextDecoder('utf-8', { fatal: true });

const isText = (line: Uint8Array): boolean => {
  try {
    fatal.decode(line);
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
};

const rowOf = (line: Buffer): RawRow => {
  if (!isText(line)) return { fault: 'invalid_characters' };
  try {
    const value = readJson(line);
    return isObject(value) ? { line: value } : { fault: 'not_json' };
  } catch (error) {
    const fault = faultOf(error);
    if (fault === undefined) throw error;
    return { fault };
  }
};

const faultOf = (error: unknown): FaultCode | undefined => {
  if (error instanceof EdgeRefusal) return 'not_json';
  if (!(error instanceof Refusal)) return undefined;
  return error.errors.some(({ code }) => code === 'too_deep') ? 'too_deep' : 'not_json';
};

const isBlank = (line: Uint8Array): boolean =>
  line.every((byte) => byte === 0x20 || byte === 0x0d || byte === 0x09);

/** The rows of a file of JSON objects, one a line, in UTF-8. A line that is none, or longer than 1 MiB, is a row with a fault. */
export async function* readNdjson(open: () => Promise<Bytes>): AsyncGenerator<RawRow> {
  let parts: Uint8Array[] = [];
  let length = 0;
  let first = true;
  const take = (end: Uint8Array): RawRow | undefined => {
    const size = length + end.length;
    const line = size > MAX_LINE ? undefined : Buffer.concat([...parts, end]);
    parts = [];
    length = 0;
    if (line === undefined) return { fault: 'too_long' };
    return isBlank(line) ? undefined : rowOf(line);
  };
  for await (const chunk of await open()) {
    let bytes = chunk;
    if (first) {
      checkText(bytes);
      if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) bytes = bytes.subarray(3);
      first = false;
    }
    let from = 0;
    for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, from)) {
      const row = take(bytes.subarray(from, at));
      if (row) yield row;
      from = at + 1;
    }
    const rest = bytes.subarray(from);
    length += rest.length;
    // Of a line that is too long anyway nothing more is kept.
    parts = length > MAX_LINE ? [] : [...parts, rest];
  }
  const last = length === 0 ? undefined : take(new Uint8Array());
  if (last) yield last;
}
