import dns, { type LookupAddress, type LookupOptions } from 'node:dns';
import { isIP } from 'node:net';

/**
 * What every name of another host resolves to: a public address, so that checks of addresses are run and passed. Nothing is ever
 * sent there, because calls to other hosts are rerouted.
 */
export const PUBLIC_ADDRESS = '192.0.32.8';

type Callback = (
  error: NodeJS.ErrnoException | null,
  address?: string | LookupAddress[],
  family?: number,
) => void;

const isLocal = (name: string): boolean =>
  isIP(name) !== 0 || name === 'localhost' || name.endsWith('.localhost');

const notFound = (name: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), {
    code: 'ENOTFOUND',
    syscall: 'getaddrinfo',
    hostname: name,
  });

/** Resolves names without asking anybody: this machine's as ever, `*.invalid` to nothing, all others to one public address. */
export const keepNamesAtHome = (): void => {
  const real = { callback: dns.lookup, promise: dns.promises.lookup };
  const lookup = (name: string, given: LookupOptions | number | Callback, last?: Callback): void => {
    const callback = (typeof given === 'function' ? given : last) as Callback;
    const options = typeof given === 'object' ? given : typeof given === 'number' ? { family: given } : {};
    const answer = (): void => {
      if (name.endsWith('.invalid')) callback(notFound(name));
      else if (options.all) callback(null, [{ address: PUBLIC_ADDRESS, family: 4 }]);
      else callback(null, PUBLIC_ADDRESS, 4);
    };
    if (isLocal(name)) real.callback(name, options, callback);
    else queueMicrotask(answer);
  };
  const lookupLater = async (name: string, options: LookupOptions | number = {}) => {
    if (isLocal(name)) return real.promise(name, options as LookupOptions);
    if (name.endsWith('.invalid')) throw notFound(name);
    const found = { address: PUBLIC_ADDRESS, family: 4 };
    return typeof options === 'object' && options.all ? [found] : found;
  };
  const resolve4 = async (name: string): Promise<string[]> => {
    if (name.endsWith('.invalid')) throw notFound(name);
    return [isLocal(name) ? '127.0.0.1' : PUBLIC_ADDRESS];
  };
  const resolve6 = async (name: string): Promise<string[]> => {
    throw notFound(name);
  };
  Object.assign(dns, { lookup });
  Object.assign(dns.promises, { lookup: lookupLater, resolve4, resolve6, resolve: resolve4 });
};
