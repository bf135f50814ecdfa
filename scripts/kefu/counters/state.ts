import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import * as z from 'zod';
import type { Mark } from '#shared/adapters/dynamo/recount/mark.ts';
import type { Recount } from '#shared/adapters/dynamo/recount/recount.ts';
import { usageFailure } from '../failure.ts';

const keySchema = z.object({ pk: z.string(), sk: z.string() });
const sumsSchema = z.record(
  z.string(),
  z.object({ key: keySchema, type: z.string(), counts: z.record(z.string(), z.number()) }),
);
const seqsSchema = z.array(z.number());

const recountSchema = z.object({
  mark: z.object({ id: z.string(), begunAt: z.number() }),
  isSettled: z.boolean(),
  restore: z.string().optional(),
  isWhole: z.boolean(),
  after: keySchema.optional(),
  tally: z.object({
    should: sumsSchema,
    has: sumsSchema,
    uncounted: z.array(z.object({ ticketId: z.string(), seq: z.number() })),
    worth: z.array(z.string()),
    noted: z.object({ ticketId: z.string(), before: seqsSchema, since: seqsSchema }).optional(),
    facts: z.number(),
    items: z.number(),
  }),
});

/** Where a recount is kept between two runs: sums of counters, and how far it came; nothing of any person. */
export type StateFile = {
  read(): Promise<Recount | undefined>;
  write(recount: Recount): Promise<void>;
  /** Takes away what is kept of the recount of this mark; another's stays. */
  remove(mark: Mark): Promise<void>;
};

export const stateFile = (path: string): StateFile => ({
  read: () => readState(path),
  async write(recount) {
    // Never half a file: who is interrupted here goes on from the one before.
    await writeFile(`${path}.new`, JSON.stringify(recount));
    await rename(`${path}.new`, path);
  },
  async remove({ id }) {
    if ((await readState(path))?.mark.id === id) await rm(path, { force: true });
  },
});

const readState = async (path: string): Promise<Recount | undefined> => {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return recountIn(text, path);
};

const recountIn = (text: string, path: string): Recount => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw usageFailure(`${path} is no state of a recount`);
  }
  const read = recountSchema.safeParse(value);
  if (!read.success) throw usageFailure(`${path} is no state of a recount`);
  const { restore, after, tally, ...rest } = read.data;
  return { ...rest, restore, after, tally: { ...tally, noted: tally.noted } };
};
