import { type Api, apiAt } from './api.ts';
import type { Io } from './io.ts';
import { type Progress, progressOf } from './progress.ts';
import { signInFor } from './sign-in.ts';

/** What every command takes. */
export const commonOptions = {
  url: { type: 'string' },
  as: { type: 'string' },
  language: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

export type Common = {
  readonly url?: string | undefined;
  readonly as?: string | undefined;
  readonly language?: string | undefined;
  readonly json: boolean;
};

/** One run of a command: where it asks, and how it tells. */
export type Session = {
  readonly api: Api;
  readonly io: Io;
  readonly json: boolean;
  /** A result: as JSON for machines, in words for people. */
  show(result: Readonly<Record<string, unknown>>, words: string): void;
  progress(what: string, unit: string): Progress;
};

const DEFAULT_URL = 'http://127.0.0.1:3000';

export const sessionFor = ({ url, as, language, json }: Common, io: Io): Session => {
  const address = (url ?? io.env['KEFU_URL'] ?? DEFAULT_URL).replace(/\/+$/, '');
  const tongue = language ?? (io.env['LANG']?.startsWith('zh') ? 'zh-CN' : 'en');
  return {
    api: apiAt(address, signInFor(address, as, io), io, tongue),
    io,
    json,
    show: (result, words) => io.out(json ? JSON.stringify(result) : words),
    progress: (what, unit) => progressOf(what, unit, io, json),
  };
};
