import type { Api } from './load.ts';

type Reply = { readonly status: number; readonly body: unknown; readonly etag: string | null };

/** The API as the local stack's administrator; the token is asked for anew before it ends. */
export const signedIn = async (
  address: string,
): Promise<Api & { useCurrency(currency: string): Promise<void> }> => {
  const freshToken = async (): Promise<string> => {
    const response = await fetch(`${address}/_local/tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user: 'admin' }),
    });
    return ((await response.json()) as { token: string }).token;
  };
  let token = await freshToken();

  const call = async (method: string, path: string, body?: unknown, ifMatch?: string): Promise<Reply> => {
    const send = () =>
      fetch(address + path, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    let response = await send();
    if (response.status === 401) {
      token = await freshToken();
      response = await send();
    }
    return { status: response.status, body: await response.json(), etag: response.headers.get('etag') };
  };

  return {
    get: (path) => call('GET', path),
    put: (path, body) => call('PUT', path, body),
    async useCurrency(currency) {
      const { etag } = await call('GET', '/v1/settings');
      const { status } = await call('PATCH', '/v1/settings', { currency }, etag ?? '');
      if (status !== 200) throw new Error(`the currency was refused: ${status}`);
    },
  };
};
