import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, send } from './http.ts';
import { type JsonObject, objectOf, parsed } from './json.ts';

export const CALLBACK_PATH = '/custom-resource-answers/';

export type CallbackServer = {
  readonly expect: () => {
    readonly url: string;
    readonly answer: Promise<JsonObject>;
    readonly forget: () => void;
  };
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
};

/** Where functions of custom resources PUT their answers; each address takes one, until it is forgotten. */
export const createCallbacks = (origin: () => string): CallbackServer => {
  const waiting = new Map<string, (answer: JsonObject) => void>();
  return {
    expect: () => {
      const id = randomUUID();
      const answer = new Promise<JsonObject>((resolve) => void waiting.set(id, resolve));
      return { url: `${origin()}${CALLBACK_PATH}${id}`, answer, forget: () => void waiting.delete(id) };
    },
    handle: async (request, response) => {
      const id = (request.url ?? '').slice(CALLBACK_PATH.length);
      const answer = objectOf(parsed((await readBody(request)).toString('utf8')));
      const resolve = waiting.get(id);
      if (request.method !== 'PUT' || !resolve) return send(response, 404, '');
      waiting.delete(id);
      send(response, 200, '');
      resolve(answer);
      return undefined;
    },
  };
};
