import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendReply } from '#local/engines/http.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kefu-replies-'));
  await writeFile(join(folder, 'object'), 'What is in it.');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A file of which somebody is to get what is in it. */
const aFile = async () => {
  const file = await open(join(folder, 'object'));
  return { file, body: file.createReadStream() };
};

const aResponse = (): ServerResponse => new ServerResponse(new IncomingMessage(new Socket()));

describe('an object that nobody waits for any more', () => {
  it.each([
    ['its reader is gone', (response: ServerResponse) => response.destroy()],
    ['its answer had begun and failed', (response: ServerResponse) => response.writeHead(200)],
  ])('has its file closed when %s', async (_, befalls) => {
    const { file, body } = await aFile();
    const response = aResponse();
    befalls(response);

    await sendReply(response, { status: 200, headers: {}, body }, 0);
    await finished(body).catch((error: { code?: string }) =>
      expect(error.code).toBe('ERR_STREAM_PREMATURE_CLOSE'),
    );

    expect(file.fd).toBe(-1);
  });
});
