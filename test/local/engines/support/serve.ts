import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Served = { url: string; stop: () => Promise<void> };

/** Puts an engine behind a free port of this machine. */
export const serve = async (engine: {
  handle: (req: IncomingMessage, res: ServerResponse) => void;
}): Promise<Served> => {
  const server = createServer((req, res) => engine.handle(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

/** A clock that stands until it is moved. */
export const aClock = (start = Date.parse('2026-03-02T09:00:00Z')) => {
  let nowMs = start;
  return {
    now: () => nowMs,
    advance: (ms: number) => {
      nowMs += ms;
    },
  };
};

export const credentials = { accessKeyId: 'test', secretAccessKey: 'secret' };
