import type { Journey } from '#test/support/local-stack.ts';
import type { Send } from './day.ts';

const people = ['tickets', 'timeline', 'customers', 'orders', 'surveyResponses'];
/** Who exports, and what they may read. */
const exporters: readonly (readonly [string, readonly string[]])[] = [
  ['analyst1', people],
  ['supervisor1', [...people, 'messages']],
  ['admin', [...people, 'messages', 'auditEvents']],
];

export type File = { readonly user: string; readonly resource: string; readonly text: string };

/** Everybody who may export everything they may, in a format that can be read as text; what is not theirs is refused. */
export const exportAll = async (journey: Journey, send: Send): Promise<readonly File[]> => {
  const files: File[] = [];
  const ask = (user: string, resource: string, format: string, expected: number) =>
    send({ user, method: 'post', path: '/v1/exports', body: { resource, format } }, [expected]);
  await ask('agent1', 'customers', 'csv', 403);
  await ask('analyst1', 'messages', 'csv', 403);
  for (const [user, resources] of exporters) {
    for (const [n, resource] of resources.entries()) {
      const { id } = (await ask(user, resource, n % 2 ? 'csv' : 'ndjson', 202)).body as { id: string };
      await journey.drain();
      const made = (await send({ user, method: 'get', path: `/v1/exports/${id}` }, [200])).body;
      const { downloadUrl = '', status } = made as { downloadUrl?: string; status: string };
      if (status !== 'done') throw new Error(`the export of ${resource} by ${user} is ${status}`);
      files.push({ user, resource, text: await (await fetch(downloadUrl)).text() });
    }
  }
  return files;
};
