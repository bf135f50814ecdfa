import { describe, expect, expectTypeOf, it } from 'vitest';
import * as z from 'zod';
import type { customerRoutes } from '#shared/contracts/customers.ts';
import type { ResponseOf, Route } from '#shared/contracts/route.ts';
import { routes } from '#shared/contracts/routes.ts';
import type { Customer } from '#shared/domain/customers/customer.ts';
import type { masked, Shown } from '#shared/domain/customers/masked.ts';
import { permissions } from '#shared/domain/people/permissions.ts';

type Json = { properties?: Record<string, Json>; items?: Json; anyOf?: Json[]; additionalProperties?: Json };

/** Names of fields that hold what is personal of somebody. */
const personal =
  /^(?:names?|phones?|emails?|e164|mobile|address(?:es)?|line|postcode|birthday|birthDate|idNumber|card|trackingNumber|recipient|contact)$/;

const personalFieldsOf = (schema: Json): string[] => [
  ...Object.entries(schema.properties ?? {}).flatMap(([name, field]) => [
    ...(personal.test(name) ? [name] : []),
    ...personalFieldsOf(field),
  ]),
  ...(schema.items ? personalFieldsOf(schema.items) : []),
  ...(schema.anyOf ?? []).flatMap(personalFieldsOf),
];

const fieldsOf = (route: Route): string[] => {
  const schema = z.toJSONSchema(route.response, { io: 'input', unrepresentable: 'any' });
  return [...new Set(personalFieldsOf(schema as Json))].sort();
};

/** Which routes answer with which personal fields, and why they may. Whoever adds one says so here. */
const allowed: Readonly<Record<string, RegExp>> = {
  // Masked by `masked`, or the caller's own.
  'customers/': /^(?:name|phones|emails|addresses|line|postcode|birthday)$/,
  // Work data of members of staff; names of teams, roles, shops, policies, calendars, templates, saved views, webhooks.
  'people/': /^(?:name|email|phone)$/,
  'settings/': /^name$/,
  'sla/': /^name$/,
  'surveys/': /^name$/,
  'webhooks/': /^name$/,
  'tickets/': /^name$/,
  // Names of goods; tracking numbers are masked but for roles that may reveal addresses.
  'orders/': /^(?:name|trackingNumber)$/,
};

describe('personal values in answers', () => {
  it('are only where somebody decided how they are shown', () => {
    const stray = Object.entries(routes).flatMap(([id, route]) => {
      const may = Object.entries(allowed).find(([context]) => id.startsWith(context))?.[1];
      return fieldsOf(route)
        .filter((name) => !may?.test(name))
        .map((name) => `${id}: ${name}`);
    });
    expect(stray).toEqual([]);
  });

  it('of customers are taken from nothing but the mask: a stored record is no answer', () => {
    type View = ResponseOf<(typeof customerRoutes)['customers/get-customer']>;
    type Summary = ResponseOf<(typeof customerRoutes)['customers/list-customers']>['items'][number];
    expectTypeOf<View['name']>().toEqualTypeOf<Shown>();
    expectTypeOf<View['phones']>().toEqualTypeOf<Shown[]>();
    expectTypeOf<View['emails']>().toEqualTypeOf<Shown[]>();
    expectTypeOf<View['addresses'][number]['line']>().toEqualTypeOf<Shown>();
    expectTypeOf<Summary['phones']>().toEqualTypeOf<Shown[]>();
    expectTypeOf<Customer['name']>().not.toExtend<View['name']>();
    expectTypeOf<Customer['phones']>().not.toExtend<View['phones']>();
    expectTypeOf<Customer['addresses']>().not.toExtend<View['addresses']>();
    expectTypeOf<ReturnType<typeof masked>['phones']>().toExtend<View['phones']>();
  });
});

describe('a route', () => {
  it('without a permission, or with one that isn’t named, does not compile', () => {
    expectTypeOf<Omit<Route, 'permission'>>().not.toExtend<Route>();
    expectTypeOf<Omit<Route, 'permission'> & { permission: undefined }>().not.toExtend<Route>();
    expectTypeOf<Omit<Route, 'permission'> & { permission: 'tickets.everything' }>().not.toExtend<Route>();
    expectTypeOf<Omit<Route, 'permission'> & { permission: 'tickets.read' }>().toExtend<Route>();
    expect(Object.values(routes).filter(({ permission }) => !permission)).toEqual([]);
  });

  it('is there for every permission, but for the one that widens what others allow', () => {
    const named = new Set<string>(Object.values(routes).map(({ permission }) => permission));
    expect(permissions.filter((permission) => !named.has(permission))).toEqual(['tickets.manage']);
  });
});
