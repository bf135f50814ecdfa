import { everyItem } from '#test/support/stored-items.ts';
import { forgottenLookups } from './defects.ts';
import {
  add,
  type Campaign,
  comeToRest,
  count,
  type Field,
  inLanes,
  listed,
  note,
  range,
  TABLE,
} from './field.ts';
import { done, idOf, insist } from './insist.ts';

const FAULTS = 0.2;
const PAIRS_PER_ROUND = 3;
const WRITERS = 4;
type Order = 'oneWay' | 'bothWays' | 'thereAndBack';
const orders: readonly Order[] = ['oneWay', 'bothWays', 'thereAndBack'];

type Person = { readonly id: string; readonly phone: string; readonly email: string };
/** Two records of one person, and what was acknowledged for them meanwhile. */
type Pair = {
  readonly order: Order;
  readonly people: readonly [Person, Person];
  readonly cases: string[];
  readonly orders: string[];
};

const aPerson = async (field: Field, name: string, n: number): Promise<Person> => {
  const [phone, email] = [`+86137${String(n).padStart(8, '0')}`, `${name}@example.com`];
  const body = { name, phones: [phone], emails: [email], tags: [name] };
  return {
    id: idOf(await done(field, { user: 'admin', path: '/v1/customers', body }, FAULTS)),
    phone,
    email,
  };
};

const aCase = async (field: Field, customer: object): Promise<string> =>
  idOf(
    await done(
      field,
      {
        user: 'agent1',
        path: '/v1/tickets',
        body: { subject: 'A parcel', body: 'Where?', channel: 'phone', kind: 'consultation', ...customer },
      },
      FAULTS,
    ),
  );

/** Writes to either record, by its id or by what finds it, while they are merged. */
const write = async (field: Field, { people, cases, orders: shop }: Pair, n: number): Promise<void> => {
  const one = people[n % 2] as Person;
  if (n % 4 === 0) cases.push(await aCase(field, { customerId: one.id }));
  if (n % 4 === 1) cases.push(await aCase(field, { customer: { name: 'Somebody', phone: one.phone } }));
  if (n % 4 === 2) cases.push(await aCase(field, { customer: { name: 'Somebody', email: one.email } }));
  if (n % 4 !== 3) return;
  const number = `m-${one.id.slice(-8)}-${n}`;
  const placedAt = new Date(await field.journey.now()).toISOString();
  const total = { amount: '10.00', currency: 'CNY' };
  await done(
    field,
    {
      ...{ user: 'admin', method: 'PUT', path: `/v1/orders/${number}` },
      body: {
        ...{ customer: { id: one.id }, placedAt, status: 'delivered', total, sourceUpdatedAt: placedAt },
        lines: [{ sku: 's', name: 'Lamp', quantity: 1, price: total }],
      },
    },
    FAULTS,
  );
  shop.push(number);
};

/** How a merge ended; a merge of what is merged already is refused. */
const merge = async (field: Field, into: Person, from: Person): Promise<number> => {
  const path = `/v1/customers/${into.id}/merge`;
  const { status, body } = await insist(
    field,
    { user: 'supervisor1', path, body: { duplicateId: from.id } },
    FAULTS,
  );
  if (![200, 409, 422].includes(status)) throw new Error(`merge: ${status} ${JSON.stringify(body)}`);
  return status;
};

const join = async (field: Field, { order, people: [a, b] }: Pair): Promise<void> => {
  const merges = [merge(field, a, b), ...(order === 'bothWays' ? [merge(field, b, a)] : [])];
  const ended = await Promise.all(merges);
  count(field, `${a.id} and ${b.id}: merges`, ended.filter((status) => status === 200).length);
  if (order !== 'thereAndBack') return;
  const path = `/v1/customers/${a.id}/unmerge`;
  await done(field, { user: 'supervisor1', path, body: { duplicateId: b.id } }, FAULTS);
  count(field, `${a.id}: merged again`, (await merge(field, a, b)) === 200 ? 1 : 0);
};

const checkPair = async (field: Field, pair: Pair): Promise<void> => {
  const [a, b] = pair.people;
  const read = async (id: string): Promise<{ id: string; emails: string[]; phones: string[] }> =>
    (await field.journey.as('admin').get(`/v1/customers/${id}?reveal=phone,email`)).body as never;
  const [one, other] = [await read(a.id), await read(b.id)];
  note(field, one.id === other.id, `${a.id} answers with ${one.id}, ${b.id} with ${other.id}`);
  for (const person of pair.people) {
    count(field, `${person.id}: its phone`, one.phones.filter((phone) => phone === person.phone).length);
    count(field, `${person.id}: its e-mail`, one.emails.filter((email) => email === person.email).length);
    const found = await done(field, {
      user: 'agent1',
      method: 'GET',
      path: `/v1/tickets?customerId=${person.id}&limit=100`,
    });
    const ids = (found.body as { items: { id: string }[] }).items.map(({ id }) => id);
    for (const id of pair.cases)
      count(field, `${person.id}: case ${id}`, ids.filter((each) => each === id).length);
    note(
      field,
      ids.length === pair.cases.length,
      `${person.id} has ${ids.length} cases, ${pair.cases.length} were opened`,
    );
    const bought = await listed<{ externalId: string }>(field, `/v1/orders?customerId=${person.id}`);
    for (const number of pair.orders)
      count(
        field,
        `${person.id}: order ${number}`,
        bought.filter(({ externalId }) => externalId === number).length,
      );
    const next = idOf(
      await done(field, {
        user: 'agent1',
        path: '/v1/tickets',
        body: {
          ...{ subject: 'Later', body: 'Later', channel: 'phone', kind: 'consultation' },
          customer: { name: 'Somebody', phone: person.phone },
        },
      }),
    );
    const { customerId } = (await field.journey.as('admin').get(`/v1/tickets/${next}`)).body as {
      customerId: string;
    };
    note(field, customerId === one.id, `${person.phone} leads to ${customerId} and not to ${one.id}`);
    pair.cases.push(next);
  }
  add(field, 'cases written meanwhile', pair.cases.length - 2);
  add(field, 'orders written meanwhile', pair.orders.length);
};

/** The trail tells of each merge once. */
const checkTrail = async (field: Field, pairs: readonly Pair[]): Promise<void> => {
  const items = await everyItem(field.documents, TABLE);
  const told = items.filter(({ t, action }) => t === 'audit' && action === 'customer.merged');
  for (const { order, people } of pairs) {
    const ids = people.map(({ id }) => id);
    const seen = told.filter(({ object }) => ids.includes(String(object))).length;
    count(field, `${ids.join(' and ')}: merges in the trail`, seen, order === 'thereAndBack' ? 2 : 1);
  }
};

/** Merges of customers while both are written to: A16, A26, H29. */
export const mergeCampaign: Campaign = {
  name: 'merge',
  steadyState:
    'two records of a person end as one, which has every case and order that was acknowledged for either',
  rounds: { short: 1, long: 15 },
  async run(field) {
    const { random, trouble } = field;
    const prefix = random.below(1e6);
    if (field.isPlanted) trouble.plant(forgottenLookups);
    trouble.begin({ conflict: 0.3, cut: 0.02, unprocessed: 0.1, copy: 0.2 });
    const pairs: Pair[] = [];
    await inLanes(range(PAIRS_PER_ROUND * field.rounds), 3, async (n) => {
      const name = `m${prefix}x${n}`;
      const people = [
        await aPerson(field, `${name}a`, prefix * 100 + 2 * n),
        await aPerson(field, `${name}b`, prefix * 100 + 2 * n + 1),
      ] as const;
      const pair: Pair = { order: orders[n % orders.length] as Order, people, cases: [], orders: [] };
      pairs.push(pair);
      await Promise.all([...range(2 * WRITERS).map((each) => write(field, pair, each)), join(field, pair)]);
    });
    await comeToRest(field);
    for (const pair of pairs) await checkPair(field, pair);
    await checkTrail(field, pairs);
    add(field, 'pairs', pairs.length);
    await comeToRest(field);
  },
};
