import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isObject, type JsonObject, parsed } from '../net/json.ts';
import { readBody, sendJson } from './http.ts';

/** A refusal in AWS's words; `code` becomes the exception's name in the SDK. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export type Operation = (input: JsonObject) => JsonObject | Promise<JsonObject>;
export type Operations = Readonly<Record<string, Operation>>;

/** Serves AWS's JSON protocol: the operation in `X-Amz-Target`, JSON both ways, errors by `__type`. */
export const serveAwsJson =
  (operations: Operations) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const name = String(request.headers['x-amz-target'] ?? '').split('.')[1] ?? '';
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() };
    try {
      const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
      if (!operation)
        throw new AwsError('UnknownOperationException', `${name || 'no operation'} is not supported here`);
      const input = parsed((await readBody(request)).toString('utf8') || '{}');
      if (!isObject(input)) throw new AwsError('SerializationException', 'the request is not a JSON object');
      sendJson(response, 200, await operation(input), headers);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      sendJson(response, error.status, { __type: error.code, message: error.message }, headers);
    }
  };
