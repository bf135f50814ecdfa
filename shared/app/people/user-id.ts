import { ulid } from '#shared/domain/kernel/ids.ts';
import type { Context } from '../ports.ts';

/** The time part of ids that are made of something else than a moment. */
const TIMELESS = Date.UTC(2024, 0, 1);

/** The id that belongs to an identity: one person has one record, however often and from where it is made. */
export const idOfSubject = <Prefix extends 'usr' | 'cus'>(
  prefix: Prefix,
  sub: string,
  { digest }: Pick<Context, 'digest'>,
): string =>
  `${prefix}_${ulid(TIMELESS, Uint8Array.from(Buffer.from(digest(`id:${prefix}`, sub), 'base64url')))}`;
