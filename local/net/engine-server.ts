import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OUTBOUND_PATH } from '../lambda/outbound.ts';
import { TOKEN_PATH } from '../pool/machine-tokens.ts';
import { EMAIL_PATH } from '../standins/email.ts';
import { CALLBACK_PATH } from './callbacks.ts';
import { sendJson } from './http.ts';

export type Handle = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** Who answers what on the engines' port. */
export type EngineHandlers = {
  readonly dynamodb: Handle;
  readonly sqs: Handle;
  readonly s3: Handle;
  readonly sns: Handle;
  readonly email: Handle;
  readonly events: Handle;
  readonly secrets: Handle;
  readonly cognito: Handle;
  /** A user pool's own token endpoint. */
  readonly machineTokens: Handle;
  readonly callback: Handle;
  readonly outbound: Handle;
};

export type EngineServer = {
  /** `http://127.0.0.1:<port>` */
  readonly address: string;
  readonly port: number;
  /** Cuts what is left of connections. */
  readonly close: () => Promise<void>;
};

const TARGETS: Readonly<Record<string, keyof EngineHandlers>> = {
  DynamoDB_20120810: 'dynamodb',
  AmazonSQS: 'sqs',
  AWSEvents: 'events',
  secretsmanager: 'secrets',
  AWSCognitoIdentityProviderService: 'cognito',
};

/** One port for all engines and stand-ins: requests tell by target header, signature scope or path whom they are for; the rest is S3. */
export const startEngineServer = async (
  handlers: EngineHandlers,
  now: () => number,
): Promise<EngineServer> => {
  const server = createServer({ keepAliveTimeout: 65_000, requestTimeout: 0 }, (request, response) => {
    // The SDK corrects its clock by this header; it must not correct a moved one back.
    response.setHeader('date', new Date(now()).toUTCString());
    const fail = (error: unknown): void => {
      process.stderr.write(`engines: ${error instanceof Error ? error.stack : String(error)}\n`);
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { __type: 'InternalFailure', message: 'Internal failure' });
    };
    try {
      Promise.resolve(handlers[receiverOf(request)](request, response)).catch(fail);
    } catch (error) {
      fail(error);
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    address: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const receiverOf = (request: IncomingMessage): keyof EngineHandlers => {
  const target = String(request.headers['x-amz-target'] ?? '').split('.')[0] ?? '';
  if (target !== '' && Object.hasOwn(TARGETS, target)) return TARGETS[target] ?? 's3';
  const path = request.url ?? '/';
  if (path.startsWith(CALLBACK_PATH)) return 'callback';
  if (path === OUTBOUND_PATH) return 'outbound';
  if (path.split('?')[0] === TOKEN_PATH) return 'machineTokens';
  const scope = /Credential=[^/]+\/\d{8}\/[^/]+\/([^/]+)\/aws4_request/.exec(
    request.headers.authorization ?? '',
  )?.[1];
  if (scope === 'sns') return 'sns';
  if (scope === 'sqs') return 'sqs';
  return scope === 'ses' || path.startsWith(EMAIL_PATH) ? 'email' : 's3';
};
