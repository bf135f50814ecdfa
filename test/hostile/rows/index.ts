import type { Row } from '../row.ts';
import { cursorRows } from './cursors.ts';
import { dayRows } from './days.ts';
import { deliveryRows } from './deliveries.ts';
import { headerRows } from './headers.ts';
import { jsonRows } from './json.ts';
import { keyRows } from './keys.ts';
import { pathRows } from './paths.ts';
import { queryRows } from './queries.ts';
import { referenceRows } from './references.ts';
import { shapeRows } from './shapes.ts';
import { textRows } from './texts.ts';
import { valueRows } from './values.ts';

const number = ({ id }: Row): number => Number(id.slice(1));

/** Every row that is a table of requests, in the order of the catalogue. */
export const rows: readonly Row[] = [
  ...jsonRows,
  ...valueRows,
  ...textRows,
  ...dayRows,
  ...shapeRows,
  ...referenceRows,
  ...keyRows,
  ...pathRows,
  ...queryRows,
  ...headerRows,
  ...cursorRows,
  ...deliveryRows,
].sort((a, b) => number(a) - number(b));
