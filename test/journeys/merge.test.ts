import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Journey, type Reply, startJourney } from '../support/local-stack.ts';

type Person = {
  id: string;
  name: string;
  phones: string[];
  emails: string[];
  tags: string[];
  version: number;
  status: string;
  merged?: { customerId: string }[];
};
type Duplicates = { items: { customer: Person; score: number; reasons: string[] }[] };
type List = { items: { id: string }[] };

const person = (reply: Reply): Person => reply.body as Person;
const ids = (reply: Reply): string[] => (reply.body as List).items.map(({ id }) => id).sort();
let phones = 0;
const newPhone = (): string => `+86138${String(20_000_000 + phones++)}`;

describe('Two records of one person', () => {
  let journey: Journey;
  let admin: ReturnType<Journey['as']>;
  let supervisor: ReturnType<Journey['as']>;

  beforeAll(async () => {
    journey = await startJourney();
    admin = journey.as('admin');
    supervisor = journey.as('supervisor1');
  }, 60_000);
  afterAll(() => journey.close());

  const customer = async (over: Record<string, unknown> = {}): Promise<Person> => {
    const made = await admin.post('/v1/customers', { name: '李小明', phones: [newPhone()], ...over });
    expect(made.status).toBe(201);
    return person(made);
  };
  const whole = async (id: string): Promise<Person> =>
    person(await admin.get(`/v1/customers/${id}?reveal=phone,email,name,address`));
  const ticket = async (body: Record<string, unknown>): Promise<{ id: string; customerId: string }> => {
    const made = await admin.post('/v1/tickets', {
      subject: 'Where is my parcel?',
      body: 'It should have been here.',
      channel: 'phone',
      kind: 'consultation',
      ...body,
    });
    expect(made.status).toBe(201);
    return made.body as { id: string; customerId: string };
  };
  const merge = (survivor: string, duplicateId: string, more: Record<string, unknown> = {}): Promise<Reply> =>
    supervisor.post(`/v1/customers/${survivor}/merge`, { duplicateId, ...more });

  it('are suggested to each other with the reasons, masked, the likeliest first', async () => {
    const phone = newPhone();
    const first = await customer({ phones: [phone], emails: ['ming@example.com'], birthday: '1990-02-28' });
    const twin = await customer({ phones: [phone], emails: ['MING@example.com'], birthday: '1990-02-28' });
    const flatmate = await customer({ name: 'Anna Berg', phones: [phone] });
    await customer({ name: '王大力' });
    const found = (await supervisor.get(`/v1/customers/${first.id}/duplicates`)).body as Duplicates;
    expect(found.items.map(({ customer: { id } }) => id)).toEqual([twin.id, flatmate.id]);
    expect(found.items[0]?.reasons).toEqual(expect.arrayContaining(['phone', 'email', 'birthday', 'name']));
    expect(found.items[1]?.reasons).toEqual(['phone']);
    expect(found.items[0]?.customer.name).toBe('李**');
    expect(JSON.stringify(found)).not.toContain(phone);
  });

  it('become one: lists are united, either id answers, and the phone finds the survivor at once', async () => {
    const survivor = await customer({ tags: ['vip'], emails: ['a@example.com'] });
    const duplicate = await customer({ tags: ['late'], emails: ['b@example.com'], language: 'en' });
    const phone = (await whole(duplicate.id)).phones[0] ?? '';
    const merged = await merge(survivor.id, duplicate.id);
    expect(merged.status).toBe(200);
    expect(person(merged)).toMatchObject({
      id: survivor.id,
      tags: ['vip', 'late'],
      language: 'en',
      merged: [{ customerId: duplicate.id }],
    });
    const old = await whole(duplicate.id);
    expect(old.id).toBe(survivor.id);
    expect(old.emails).toEqual(['a@example.com', 'b@example.com']);
    const { customerId } = await ticket({ customer: { name: 'Xiaoming', phone } });
    expect(customerId).toBe(survivor.id);
    expect((await ticket({ customerId: duplicate.id })).customerId).toBe(survivor.id);
  });

  it('show every case under both ids at once, also one that was being made meanwhile', async () => {
    const [survivor, duplicate] = [await customer(), await customer()];
    const before = await Promise.all([
      ticket({ customerId: survivor.id }),
      ticket({ customerId: duplicate.id }),
      ticket({ customerId: duplicate.id }),
    ]);
    const [merged, meanwhile] = await Promise.all([
      merge(survivor.id, duplicate.id),
      ticket({ customerId: duplicate.id }),
    ]);
    expect(merged.status).toBe(200);
    await journey.drain();
    const all = [...before, meanwhile].map(({ id }) => id).sort();
    expect(ids(await admin.get(`/v1/tickets?customerId=${survivor.id}`))).toEqual(all);
    expect(ids(await admin.get(`/v1/tickets?customerId=${duplicate.id}`))).toEqual(all);
    expect(ids(await admin.get(`/v1/tickets?customerId=${survivor.id}&sort=dueAt`))).toEqual(all);
  });

  it('are shown as they would become, and nothing changes, on a preview', async () => {
    const survivor = await customer({ name: '王小红', emails: ['one@example.com'] });
    const duplicate = await customer({ name: '王晓红', emails: ['two@example.com'] });
    const shown = await merge(survivor.id, duplicate.id, { preview: true, take: { name: 'duplicate' } });
    expect(shown.status).toBe(200);
    expect(shown.body).toMatchObject({ id: survivor.id, preview: true, version: survivor.version });
    const { differences } = shown.body as { differences: { field: string; result: unknown }[] };
    expect(differences.map(({ field }) => field).sort()).toEqual(['emails', 'name', 'phones']);
    expect(JSON.stringify(differences)).not.toContain('one@example.com');
    expect(await whole(survivor.id)).toMatchObject({ version: survivor.version, name: '王小红' });
    expect((await whole(duplicate.id)).id).toBe(duplicate.id);
  });

  it('keep the field that was chosen', async () => {
    const [survivor, duplicate] = [await customer(), await customer({ name: '李晓明', tags: ['b'] })];
    const { phones: own } = await whole(survivor.id);
    await merge(survivor.id, duplicate.id, { take: { name: 'duplicate', phones: 'survivor' } });
    const after = await whole(survivor.id);
    expect(after.name).toBe('李晓明');
    expect(after.phones).toEqual(own);
  });

  it('come apart as they were, and what came since stays with the survivor', async () => {
    const survivor = await customer({ tags: ['vip'], emails: ['c@example.com'] });
    const duplicate = await customer({
      name: '李明',
      tags: ['late'],
      emails: ['d@example.com'],
      language: 'en',
    });
    const [mine, theirs] = [
      await ticket({ customerId: survivor.id }),
      await ticket({ customerId: duplicate.id }),
    ];
    const [was, other] = [await whole(survivor.id), await whole(duplicate.id)];
    await merge(survivor.id, duplicate.id);
    const since = await ticket({ customerId: survivor.id });
    const now = await whole(survivor.id);
    await admin.patch(
      `/v1/customers/${survivor.id}`,
      { tags: [...now.tags, 'since'] },
      { 'if-match': `"${now.version}"` },
    );
    const undone = await supervisor.post(`/v1/customers/${survivor.id}/unmerge`, {
      duplicateId: duplicate.id,
    });
    expect(undone.status).toBe(200);
    const same = ({ name, phones, emails }: Person) => ({ name, phones, emails });
    expect(same(await whole(survivor.id))).toEqual(same(was));
    expect((await whole(survivor.id)).tags).toEqual(['vip', 'since']);
    const back = await whole(duplicate.id);
    expect(back).toMatchObject({ id: duplicate.id, status: 'active', tags: ['late'], language: 'en' });
    expect(same(back)).toEqual(same(other));
    await journey.drain();
    expect(ids(await admin.get(`/v1/tickets?customerId=${duplicate.id}`))).toEqual([theirs.id]);
    expect(ids(await admin.get(`/v1/tickets?customerId=${survivor.id}`))).toEqual([mine.id, since.id].sort());
    const { customerId } = await ticket({ customer: { name: 'x', phone: other.phones[0] } });
    expect(customerId).toBe(duplicate.id);
    const again = await supervisor.post(`/v1/customers/${survivor.id}/unmerge`, {
      duplicateId: duplicate.id,
    });
    expect(again.status).toBe(409);
  });

  it('lead in one step to whoever answers, through several merges, which come apart from the outside in', async () => {
    const [a, b, c] = [await customer(), await customer(), await customer()];
    const [ta, tb, tc] = await Promise.all([a, b, c].map(({ id }) => ticket({ customerId: id })));
    expect((await merge(b.id, a.id)).status).toBe(200);
    expect((await merge(c.id, b.id)).status).toBe(200);
    expect((await whole(a.id)).id).toBe(c.id);
    await journey.drain();
    expect(ids(await admin.get(`/v1/tickets?customerId=${a.id}`))).toEqual(
      [ta, tb, tc].map((each) => each?.id ?? '').sort(),
    );
    const inner = await supervisor.post(`/v1/customers/${c.id}/unmerge`, { duplicateId: a.id });
    expect(inner.status).toBe(409);
    const outer = await supervisor.post(`/v1/customers/${c.id}/unmerge`, { duplicateId: b.id });
    expect(outer.status).toBe(200);
    expect((await whole(a.id)).id).toBe(b.id);
    expect((await supervisor.post(`/v1/customers/${b.id}/unmerge`, { duplicateId: a.id })).status).toBe(200);
    expect((await whole(a.id)).id).toBe(a.id);
  });

  it('cannot be merged into themselves, in a circle, twice, or when one of them is gone', async () => {
    const [a, b, c] = [await customer(), await customer(), await customer()];
    expect((await merge(a.id, a.id)).status).toBe(422);
    expect((await merge(a.id, b.id)).status).toBe(200);
    expect((await merge(b.id, a.id)).status).toBe(422);
    expect((await merge(a.id, b.id)).status).toBe(409);
    expect((await merge(c.id, b.id)).status).toBe(409);
    await admin.delete(`/v1/customers/${c.id}`, undefined, { 'if-match': '"1"' });
    expect((await merge(a.id, c.id)).status).toBe(409);
    expect((await merge(c.id, a.id)).status).toBe(409);
    expect((await merge(a.id, 'cus_01K5Q8J3M9N4P6R7S8T9V0W1XY')).status).toBe(422);
    expect((await merge('cus_01K5Q8J3M9N4P6R7S8T9V0W1XY', a.id)).status).toBe(404);
    expect(
      (await journey.as('agent1').post(`/v1/customers/${a.id}/merge`, { duplicateId: c.id })).status,
    ).toBe(403);
    const stale = await admin.patch(`/v1/customers/${b.id}`, { tags: [] }, { 'if-match': '"2"' });
    expect(stale.status).toBe(409);
  });

  it('end in one state when they are merged both ways at once', async () => {
    const [a, b] = [await customer(), await customer()];
    const [there, back] = await Promise.all([merge(a.id, b.id), merge(b.id, a.id)]);
    expect([there.status, back.status].filter((status) => status === 200)).toHaveLength(1);
    expect((await whole(a.id)).id).toBe((await whole(b.id)).id);
  });

  it('answer the same when the merge is asked for again under the same key', async () => {
    const [a, b] = [await customer(), await customer()];
    const key = { 'idempotency-key': randomUUID() };
    const first = await supervisor.post(`/v1/customers/${a.id}/merge`, { duplicateId: b.id }, key);
    const second = await supervisor.post(`/v1/customers/${a.id}/merge`, { duplicateId: b.id }, key);
    expect(second.status).toBe(200);
    expect(second.body).toEqual(first.body);
  });

  it('share one sign-in: who signed in as the duplicate is the survivor and sees all of the cases', async () => {
    const mine = person(await journey.as('customer1').get('/v1/me')).id;
    const survivor = await customer();
    const own = await journey.as('customer1').post('/v1/tickets', {
      subject: 'Mine',
      body: 'From before',
      channel: 'app',
    });
    const theirs = await ticket({ customerId: survivor.id });
    expect((await merge(survivor.id, mine)).status).toBe(200);
    await journey.drain();
    const me = journey.as('customer1');
    expect(person(await me.get('/v1/me')).id).toBe(survivor.id);
    expect(ids(await me.get('/v1/tickets'))).toEqual([(own.body as { id: string }).id, theirs.id].sort());
    expect((await me.get(`/v1/tickets/${(own.body as { id: string }).id}`)).status).toBe(200);
    expect(person(await me.get(`/v1/customers/${mine}`)).id).toBe(survivor.id);
    await supervisor.post(`/v1/customers/${survivor.id}/unmerge`, { duplicateId: mine });
    expect(person(await me.get('/v1/me')).id).toBe(mine);
    expect((await me.get(`/v1/tickets/${theirs.id}`)).status).toBe(404);
  });

  it('can be taken apart only for a while', async () => {
    const [a, b] = [await customer(), await customer()];
    await merge(a.id, b.id);
    await journey.advance('P31D');
    const late = await supervisor.post(`/v1/customers/${a.id}/unmerge`, { duplicateId: b.id });
    expect(late.status).toBe(410);
    expect((await whole(b.id)).id).toBe(a.id);
  });
});
