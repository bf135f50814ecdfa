import * as z from 'zod';
import { unreachable } from './failure.ts';

const enginesAnswer = z.object({ address: z.url() });
const clockAnswer = z.object({ now: z.iso.datetime() });

/** How to speak to the engine beside a local stack, in place of AWS. */
export type Engine = {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** The stack's own clock. */
  readonly now: () => number;
};

/** The engine of the local stack at this address. Throws a `Failure` when nobody answers there. */
export const localEngine = async (url: string): Promise<Engine> => {
  const ask = async (path: string): Promise<unknown> =>
    (
      await fetch(`${url}/_local/${path}`).catch((error: unknown) => {
        throw unreachable(url, error);
      })
    ).json();
  const { address } = enginesAnswer.parse(await ask('engines'));
  const ahead = Date.parse(clockAnswer.parse(await ask('clock')).now) - Date.now();
  return {
    endpoint: address,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    now: () => Date.now() + ahead,
  };
};
