import { Agent, request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { type Draft, targetOf } from './draft.ts';

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly milliseconds: number;
};

/** Sends requests byte for byte as they are drafted: no client in between puts paths, methods or headers right. */
export const wireTo = (address: string) => {
  const { hostname, port } = new URL(address);
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const send = (draft: Pick<Draft, 'method' | 'path' | 'query' | 'headers' | 'body'>): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const began = performance.now();
      const length = draft.body === undefined ? {} : { 'content-length': String(draft.body.length) };
      const outgoing = request(
        {
          agent,
          hostname,
          port,
          method: draft.method,
          path: targetOf(draft as Draft),
          headers: { ...draft.headers, ...length },
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', reject);
          incoming.on('end', () => {
            const bytes = Buffer.concat(chunks);
            const packed = incoming.headers['content-encoding'] === 'gzip';
            resolve({
              status: incoming.statusCode ?? 0,
              headers: Object.fromEntries(
                Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
              ),
              text: (packed && bytes.length > 0 ? gunzipSync(bytes) : bytes).toString('utf8'),
              milliseconds: performance.now() - began,
            });
          });
        },
      );
      outgoing.on('error', reject);
      outgoing.end(draft.body);
    });
  return { send, close: (): void => agent.destroy() };
};
export type Wire = ReturnType<typeof wireTo>;

/** Of bodies and addresses that go on for pages a line tells the beginning; the seed and the operation repeat them. */
const LONGEST = 500;

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The request as a line for a shell; tokens stand as `$TOKEN`, of a long body the beginning. */
export const curlOf = (draft: Draft, address: string): string => {
  const flags = Object.entries(draft.headers)
    .map(([name, value]) =>
      name === 'authorization' && draft.user !== undefined
        ? '-H "authorization: Bearer $TOKEN"'
        : `-H ${quoted(`${name}: ${value.slice(0, 300)}`)}`,
    )
    .join(' ');
  const body = draft.body?.toString('utf8') ?? '';
  const data = draft.body === undefined ? '' : ` --data-binary ${quoted(body.slice(0, LONGEST))}`;
  const cut = body.length > LONGEST ? ` # … ${body.length} characters in all` : '';
  const path = ` ${quoted(`${address}${targetOf(draft).slice(0, LONGEST)}`)}`;
  return `curl -i --path-as-is -X ${draft.method} ${flags}${data}${path}${cut}${draft.user ? ` # as ${draft.user}` : ''}`;
};
