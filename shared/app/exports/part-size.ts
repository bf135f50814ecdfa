import { MIN_PART_BYTES } from '../objects.ts';

/** S3 takes ten thousand parts: a file that grows beyond the small ones gets larger ones, some 180 GB in all. */
const SMALL_PARTS = 1000;

/** So many bytes make the next part. */
export const partBytes = (parts: number): number =>
  parts < SMALL_PARTS ? MIN_PART_BYTES : 4 * MIN_PART_BYTES;
