import { itemSize } from './item-size.ts';
import type { AttributeMap } from './types.ts';

/** An item as it is stored: its size is kept beside its text, so that reads need not parse it. */
export type Row = { readonly size: number; readonly text: string };

export const rowOf = (item: AttributeMap): Row => ({ size: itemSize(item), text: JSON.stringify(item) });

export const encodeRow = ({ size, text }: Row): string => `${size}:${text}`;

export const decodeRow = (stored: string): Row => {
  const colon = stored.indexOf(':');
  return { size: Number(stored.slice(0, colon)), text: stored.slice(colon + 1) };
};

export const itemOf = (row: Row): AttributeMap => JSON.parse(row.text) as AttributeMap;
