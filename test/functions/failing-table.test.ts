import { SecretsManagerServiceException } from '@aws-sdk/client-secrets-manager';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { listTeams } from '#shared/app/people/list-teams.ts';
import { peopleRoutes } from '#shared/contracts/people.ts';
import type { Edge } from '#shared/runtime/http/edge.ts';
import { bound, httpHandler } from '#shared/runtime/http/handler.ts';
import { problemOf } from '#shared/runtime/http/problem.ts';
import { keyringOf } from '#shared/runtime/keyring.ts';

const throttled = (): Error => Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** An edge whose table answers nothing but that it is too busy: the counter of calls first, the records a moment later, or the other way round. */
const failing = (countAfterMs: number, openAfterMs: number): Edge => ({
  store: {
    open: async () => {
      await later(openAfterMs);
      throw throttled();
    },
    commit: async () => undefined,
    reader: { get: async () => ({ one: () => undefined }) },
    lists: {} as Edge['store']['lists'],
  },
  rates: {
    count: async () => {
      await later(countAfterMs);
      throw throttled();
    },
  },
  keyring: keyringOf('a secret of at least thirty-two characters'),
  publicUrl: 'https://desk.example.com',
  originSecret: undefined,
});

const event = {
  version: '2.0',
  routeKey: 'GET /v1/teams',
  rawPath: '/v1/teams',
  rawQueryString: '',
  headers: {},
  isBase64Encoded: false,
  requestContext: {
    requestId: 'req-1',
    http: { method: 'GET', path: '/v1/teams', sourceIp: '192.0.2.1' },
    authorizer: { jwt: { claims: { sub: 'someone', token_use: 'access' } } },
  },
} as unknown as APIGatewayProxyEventV2;

describe('A dependency that fails on its own side', () => {
  it('passes, whatever the service calls its error', async () => {
    const error = (name: string, httpStatusCode: number) =>
      new SecretsManagerServiceException({
        name,
        $fault: 'server',
        message: '',
        $metadata: { httpStatusCode },
      });

    expect(problemOf(error('InternalServiceError', 500))).toMatchObject({
      code: 'unavailable',
      headers: { 'retry-after': '2' },
    });
    expect(problemOf(error('AccessDeniedException', 400)).code).toBe('internal');
  });
});

describe('A function whose table fails', () => {
  it.each([
    [1, 10],
    [10, 1],
  ])('answers 503 and lives on, whichever call fails first (%i ms, %i ms)', async (count, open) => {
    const lost: unknown[] = [];
    const note = (reason: unknown) => lost.push(reason);
    process.on('unhandledRejection', note);
    const handler = httpHandler(
      { 'GET /v1/teams': bound(peopleRoutes['people/list-teams'], listTeams) },
      async () => failing(count, open),
    );

    const answer = await handler(event, {} as Context);
    await later(20);
    process.off('unhandledRejection', note);

    expect(answer).toMatchObject({ statusCode: 503, headers: { 'retry-after': '2' } });
    expect(lost).toEqual([]);
  });
});
