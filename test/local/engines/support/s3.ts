import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { createS3Engine } from '#local/engines/s3/engine.ts';
import { aClock, credentials, serve } from './serve.ts';

export const s3Client = (url: string, keys = credentials) =>
  new S3Client({
    endpoint: url,
    region: 'eu-central-1',
    credentials: keys,
    forcePathStyle: true,
    maxAttempts: 1,
  });

export const secretOf = (accessKeyId: string) =>
  accessKeyId === credentials.accessKeyId ? credentials.secretAccessKey : undefined;

/** An engine on a directory of its own with the bucket `files`, the SDK's client, and links signed by the SDK's signer. */
export const anS3 = async (options: { dir?: string } = {}) => {
  const clock = aClock();
  const parent = options.dir === undefined ? await mkdtemp(join(tmpdir(), 'kefu-s3-')) : undefined;
  const dir = options.dir ?? join(parent ?? '', 's3');
  const engine = await createS3Engine({ dir, now: clock.now, credentials: secretOf });
  await engine.ensureBucket('files');
  const served = await serve(engine);
  const client = s3Client(served.url);

  type Link = {
    method?: string;
    expiresIn?: number;
    query?: Record<string, string>;
    headers?: Record<string, string>;
  };
  const link = async (
    key: string,
    { method = 'GET', expiresIn = 300, query = {}, headers = {} }: Link = {},
  ) => {
    const { host, hostname, port } = new URL(served.url);
    const signer = await client.config.signer();
    const path = `/files/${key.split('/').map(encodeURIComponent).join('/')}`;
    const request = {
      method,
      protocol: 'http:',
      hostname,
      port: Number(port),
      path,
      query,
      headers: { host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', ...headers },
    };
    if (!('presign' in signer) || typeof signer.presign !== 'function')
      throw new Error('The signer signs no links');
    const signed: { query: Record<string, string> } = await signer.presign(request, {
      expiresIn,
      signingDate: new Date(clock.now()),
      signingRegion: 'eu-central-1',
      signingService: 's3',
      unhoistableHeaders: new Set(Object.keys(headers)),
    });
    return `${served.url}${path}?${new URLSearchParams(signed.query).toString().replaceAll('+', '%20')}`;
  };

  return {
    engine,
    clock,
    client,
    dir,
    url: served.url,
    link,
    close: async () => {
      client.destroy();
      await served.stop();
      await engine.close();
      if (parent !== undefined) await rm(parent, { recursive: true, force: true });
    },
  };
};

export type S3 = Awaited<ReturnType<typeof anS3>>;
