import { Big } from './dynalite.ts';
import type { AttributeMap, AttributeValue } from './types.ts';

/** The largest item DynamoDB stores, names included, in bytes. */
export const MAX_ITEM_BYTES = 400 * 1024;

/** An item's size in bytes as DynamoDB counts it: UTF-8 names and values, 3 bytes a document, 1 byte an element. */
export const itemSize = (item: AttributeMap): number => {
  let bytes = 0;
  for (const name of Object.keys(item)) {
    const value = item[name];
    if (value !== undefined) bytes += utf8(name) + valueSize(value);
  }
  return bytes;
};

const utf8 = (text: string): number => Buffer.byteLength(text, 'utf8');

const binary = (base64: string): number => Buffer.byteLength(base64, 'base64');

const sum = <T>(values: readonly T[], size: (value: T) => number): number =>
  values.reduce((total, value) => total + size(value), 0);

const valueSize = (value: AttributeValue): number => {
  if (value.S !== undefined) return utf8(value.S);
  if (value.N !== undefined) return numberSize(value.N);
  if (value.M !== undefined) return 3 + Object.keys(value.M).length + itemSize(value.M);
  if (value.L !== undefined) return 3 + value.L.length + sum(value.L, valueSize);
  if (value.B !== undefined) return binary(value.B);
  if (value.SS !== undefined) return sum(value.SS, utf8);
  if (value.NS !== undefined) return sum(value.NS, numberSize);
  if (value.BS !== undefined) return sum(value.BS, binary);
  return 1;
};

/** One byte for every two significant digits (pairs start at the decimal point), one more, and one for the sign. */
const numberSize = (text: string): number => {
  const { c: digits, e: exponent, s: sign } = new Big(text);
  if (digits.length === 1 && digits[0] === 0) return 1;
  const unpaired = digits.length % 2 !== 0 || exponent % 2 !== 0 ? 0 : 1;
  return 1 + Math.ceil(digits.length / 2) + unpaired + (sign === -1 ? 1 : 0);
};
