import type { Case } from '../row.ts';
import { aTicket, type World } from '../world.ts';

export const open = 'POST /v1/tickets';
export const refused = '422 invalid_request';

/** A look at an address. */
export const get = (path: string, answers: Case['answers'], more: Partial<Case> = {}): Case => ({
  what: path.length > 80 ? `${path.slice(0, 80)}… (${path.length})` : path,
  to: `GET ${path}`,
  answers,
  ...more,
});

/** A value in the place of one field, which has to be named. */
export type Wrong = readonly [field: string, value: unknown, what?: string];

const said = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > 60 ? `${text.slice(0, 60)}… (${text.length})` : text;
};

/** A case for each wrong value: refused, and its field named. */
export const wrongIn = (
  to: string,
  make: (over: object) => unknown,
  wrong: readonly Wrong[],
  as?: string | null,
): Case[] =>
  wrong.map(([field, value, what]) => ({
    what: `${field} ${what ?? said(value)} in ${to}`,
    to,
    ...(as === undefined ? {} : { as }),
    body: make({ [field]: value }),
    answers: refused,
    names: field,
  }));

export const ofTickets = (world: World, wrong: readonly Wrong[]): Case[] =>
  wrongIn(open, (over) => aTicket(world, over), wrong);
export const aCustomer = (over: object): object => ({ name: 'Ada Example', ...over });
export const ofCustomers = (wrong: readonly Wrong[]): Case[] =>
  wrongIn('POST /v1/customers', aCustomer, wrong);
