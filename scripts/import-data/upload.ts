import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import type { Client } from '../replay/client.ts';

const view = z.object({
  id: z.string(),
  status: z.string(),
  progress: z.object({ done: z.number(), total: z.number().optional() }),
  created: z.number(),
  updated: z.number(),
  unchanged: z.number(),
  failed: z.number(),
  uploadUrl: z.string().optional(),
  errorsUrl: z.string().optional(),
  problem: z.object({ code: z.string(), message: z.string() }).optional(),
});
export type Imported = z.output<typeof view> & {
  readonly seconds: number;
  /** The rows of the file of errors, each once, in order. */
  readonly faultyRows: readonly number[];
};

const rowsOf = async (url: string | undefined): Promise<readonly number[]> => {
  if (url === undefined) return [];
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the file of errors answers ${response.status}`);
  const [, ...lines] = (await response.text()).trim().split('\r\n');
  return [...new Set(lines.map((line) => Number(line.split(',', 1)[0])))];
};

/** Hands in a file through the public API and waits until it is taken; throws when it is not. */
export const importFile = async (
  client: Pick<Client, 'call'>,
  asked: { readonly resource: string; readonly format: string; readonly dryRun?: boolean },
  file: string,
  tell: (done: number, total: number | undefined) => void = () => undefined,
): Promise<Imported> => {
  const begun = performance.now();
  const made = view.parse((await client.call('admin', 'POST', '/v1/imports', { body: asked })).body);
  const put = await fetch(made.uploadUrl ?? '', { method: 'PUT', body: file });
  if (!put.ok) throw new Error(`the upload answers ${put.status}: ${await put.text()}`);
  for (;;) {
    const now = view.parse((await client.call('admin', 'GET', `/v1/imports/${made.id}`)).body);
    tell(now.progress.done, now.progress.total);
    if (now.status === 'failed') throw new Error(`the import failed: ${now.problem?.message}`);
    if (now.status === 'done')
      return {
        ...now,
        seconds: (performance.now() - begun) / 1000,
        faultyRows: await rowsOf(now.errorsUrl),
      };
    await pause(250);
  }
};
