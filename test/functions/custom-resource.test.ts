import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerCustomResource } from '#shared/runtime/custom-resource.ts';

type Told = {
  method: string | undefined;
  path: string | undefined;
  headers: IncomingHttpHeaders;
  body: string;
};

describe('the answer to CloudFormation', () => {
  const told: Told[] = [];
  let statuses: number[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => {
      told.push({ method: request.method, path: request.url, headers: request.headers, body });
      response.writeHead(statuses.shift() ?? 200).end();
    });
  });
  beforeEach(async () => {
    told.length = 0;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const request = (over = {}) => ({
    RequestType: 'Create' as const,
    ResponseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer?signature=x%2Fy`,
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'Defaults',
    ...over,
  });

  it('is put to the signed address, without a content type of its own', async () => {
    await answerCustomResource(request(), 'SUCCESS');
    expect(told).toMatchObject([{ method: 'PUT', path: '/answer?signature=x%2Fy' }]);
    expect(told[0]?.headers['content-type'] ?? '').toBe('');
    expect(JSON.parse(told[0]?.body ?? '')).toEqual({
      Status: 'SUCCESS',
      Reason: '',
      PhysicalResourceId: 'kefu-defaults',
      StackId: 'stack',
      RequestId: 'request',
      LogicalResourceId: 'Defaults',
    });
  });

  it('keeps the name that the resource has, or CloudFormation would replace it', async () => {
    await answerCustomResource(
      request({ RequestType: 'Update', PhysicalResourceId: 'older-name' }),
      'FAILED',
      'no table',
    );
    expect(JSON.parse(told[0]?.body ?? '')).toMatchObject({
      Status: 'FAILED',
      Reason: 'no table',
      PhysicalResourceId: 'older-name',
    });
  });

  it('is repeated twice, and then given up aloud', async () => {
    statuses = [503, 503, 200];
    await answerCustomResource(request(), 'SUCCESS');
    expect(told).toHaveLength(3);
    statuses = [503, 503, 503, 200];
    await expect(answerCustomResource(request(), 'SUCCESS')).rejects.toThrow('503');
  });
});
