import { ScanCommand, type ScanCommandOutput } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Item } from '#shared/adapters/dynamo/item-kind.ts';
import { keys } from '#shared/adapters/dynamo/keys.ts';
import { allLists } from '#shared/adapters/dynamo/lists/index.ts';
import { create, ref, update } from '#shared/app/records.ts';
import { schedule } from '#shared/domain/surveys/schedule.ts';
import { shippedSurveySettings } from '#shared/domain/surveys/settings.ts';
import { shippedTemplates } from '#shared/domain/surveys/shipped-templates.ts';
import type { Survey, SurveyResponse } from '#shared/domain/surveys/survey.ts';
import { NINE } from '#test/domain/tickets/support.ts';
import { aCase, aCustomer, aReply, bodiesOf, caseWrites, idOf, planted } from './support/a-case.ts';
import { aStore } from './support/a-store.ts';

type Kept = Awaited<ReturnType<typeof aStore>>;

const [template] = shippedTemplates;
if (!template) throw new Error('nothing is shipped');

/** Every item of a table as it lies there. */
const allOf = async ({ table }: Kept, name = table.name): Promise<Item[]> => {
  const items: Item[] = [];
  let start: Item | undefined;
  do {
    const page: ScanCommandOutput = await table.documents.send(
      new ScanCommand({ TableName: name, ...(start ? { ExclusiveStartKey: start } : {}) }),
    );
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start);
  return items;
};

/** All that is written there, binary values as text in each of the forms in which a value could hide. */
const textOf = (items: readonly Item[]): string =>
  JSON.stringify(items, (_, value: unknown) =>
    value instanceof Uint8Array
      ? [Buffer.from(value).toString('utf8'), Buffer.from(value).toString('latin1')]
      : value,
  );

const surveyOf = (n: number, customerId: string): { survey: Survey; response: SurveyResponse } => {
  const { ticket } = aCase(n, customerId);
  const answer = { csat: 5, dimensions: {}, comment: planted.comment };
  const survey: Survey = {
    ...schedule(idOf('svy', n), ticket, template, 'Asia/Shanghai', NINE, shippedSurveySettings()),
    answer,
  };
  const { about, ticketId } = survey;
  const response: SurveyResponse = {
    id: idOf('rsp', n),
    surveyId: survey.id,
    n: 1,
    version: 1,
    superseded: false,
    ticketId,
    customerId,
    shopId: 'main',
    about,
    language: 'zh-CN',
    templateId: template.id,
    templateVersion: 1,
    answer,
    sentAt: NINE,
    answeredAt: NINE,
  };
  return { survey, response };
};

const answerOf = (n: number) => ({
  key: `key-${n}`,
  requestHash: 'hash',
  writtenAt: NINE,
  expiresAt: NINE + 1,
  answer: `an answer about ${n}`,
});

/** A customer with a case and an answered survey, all in the table. */
const aPerson = async ({ store }: Kept, n: number) => {
  const customer = aCustomer(n);
  const theirs = aCase(n, customer.id);
  const { survey, response } = surveyOf(n, customer.id);
  await store.commit([create('customer', customer), create('idempotency', answerOf(n))]);
  await store.commit(caseWrites(theirs));
  await store.commit([create('survey', survey), create('surveyResponse', response)]);
  const refs = [
    ref('customer', customer.id),
    ref('ticket', theirs.ticket.id),
    ref('message', theirs.ticket.id, theirs.message.id),
    ref('messageEdit', theirs.ticket.id, theirs.message.id, '1'),
    ref('event', theirs.ticket.id, '99'),
    ref('escalation', theirs.ticket.id, '9'),
    ref('task', theirs.ticket.id, theirs.task.id),
    ref('survey', survey.id),
    ref('surveyResponse', survey.id, '1'),
    ref('idempotency', `key-${n}`),
  ] as const;
  return { customer, ...theirs, survey, response, refs };
};
type Person = Awaited<ReturnType<typeof aPerson>>;

/** Everything of a person that a reader gets, as one text. */
const readAll = async (kept: Kept, { refs }: Person, root?: string): Promise<string> => {
  const found = await kept.another(root).reader.get(refs);
  return JSON.stringify(refs.map((each) => found.one(each)));
};

describe('Personal values in the table', () => {
  let kept: Kept;
  let person: Person;
  beforeAll(async () => {
    kept = await aStore({ team: 1, all: 1, timers: 1 });
    person = await aPerson(kept, 1);
  });
  afterAll(() => kept.close());

  it('lie there in no item, in no index and in no data key', async () => {
    const text = textOf([...(await allOf(kept)), ...(await allOf(kept, 'kefu-data-keys'))]);

    expect(text.length).toBeGreaterThan(5000);
    expect(Object.values(planted).filter((value) => text.includes(value))).toEqual([]);
  });

  it('come back whole to every environment that has the root secret', async () => {
    const found = await kept.another().reader.get(person.refs);

    expect(person.refs.map((each) => found.one(each))).toEqual([
      person.customer,
      person.ticket,
      person.message,
      person.edit,
      person.event,
      person.escalation,
      person.task,
      person.survey,
      person.response,
      answerOf(1),
    ]);
  });

  it('are nothing without the root secret: another one opens none and is not taken for an erasure', async () => {
    await expect(readAll(kept, person, 'another root secret, just as long as the first')).rejects.toThrow();
  });

  it('stay masked where a list shows them', async () => {
    const [head] = (await allOf(kept)).filter(({ t }) => t === 'ticket');

    expect(JSON.stringify(head?.['card'])).toContain('139****5678');
    expect(head?.['subject']).toBe('请回电 139****5678');
  });

  it('are sealed under a key that their customer has had from the beginning', async () => {
    const [key, ...others] = (await allOf(kept, 'kefu-data-keys')).filter(
      ({ pk }) => pk === person.customer.id,
    );

    expect(others).toEqual([]);
    expect(Object.keys(key ?? {}).sort()).toEqual(['pk', 'public', 'v', 'wrapped']);
  });
});

describe('What somebody changes in the table', () => {
  let kept: Kept;
  let one: Person;
  let other: Person;
  beforeAll(async () => {
    kept = await aStore({ team: 1, all: 1, timers: 1 });
    [one, other] = [await aPerson(kept, 1), await aPerson(kept, 2)];
  });
  afterAll(() => kept.close());

  const itemOf = async ({ pk, sk }: { pk: string; sk: string }): Promise<Item> => {
    const found = (await allOf(kept)).find((item) => item['pk'] === pk && item['sk'] === sk);
    if (!found) throw new Error(`nothing at ${pk} ${sk}`);
    return found;
  };
  /** Puts an item for as long as the reading takes. */
  const reading = async (changed: Item, key: { pk: string; sk: string }, read: () => Promise<unknown>) => {
    const was = await itemOf(key);
    await kept.putRaw({ ...was, ...changed });
    try {
      return await read();
    } finally {
      await kept.putRaw(was);
    }
  };

  it("opens in no other item: not in another message of the case, another customer's record, or under other names", async () => {
    const message = keys.message(one.ticket.id, one.message.id);
    const edit = await itemOf(keys.messageEdit(one.ticket.id, one.message.id, 1));
    const record = keys.customer(one.customer.id);
    const theirs = await itemOf(keys.customer(other.customer.id));
    const own = (await itemOf(record))['sealedFields'] as Record<string, unknown>;
    const readMessage = () => kept.another().reader.get([ref('message', one.ticket.id, one.message.id)]);
    const readRecord = () => kept.another().reader.get([ref('customer', one.customer.id)]);

    await expect(reading({ sealedFields: edit['sealedFields'] }, message, readMessage)).rejects.toThrow();
    await expect(reading({ sealedFields: theirs['sealedFields'] }, record, readRecord)).rejects.toThrow();
    await expect(
      reading({ sealedFields: { ...own, fields: 'addresses,birthday,name,phones' } }, record, readRecord),
    ).rejects.toThrow();
    await expect(readRecord()).resolves.toBeDefined();
  });

  it('is not trusted as a key to seal for', async () => {
    const stranger = (await itemOf(keys.customer(other.customer.id)))['sealTo'];
    const reply = aReply(one.ticket, 'for one alone');
    await reading({ sealTo: stranger }, keys.ticket(one.ticket.id), async () => {
      const store = kept.another();
      await store.reader.get([ref('ticket', one.ticket.id)]);
      await store.commit([update('ticket', one.ticket, reply.after), create('message', reply.message)]);
    });

    expect(await bodiesOf(kept.anEnvironment(), one.ticket)).toContain('for one alone');
  });
});

describe('A person who is forgotten', () => {
  let kept: Kept;
  let gone: Person;
  let stays: Person;
  let snapshot: readonly Item[];
  beforeAll(async () => {
    kept = await aStore({ team: 1, all: 1, timers: 1 });
    [gone, stays] = [await aPerson(kept, 1), await aPerson(kept, 2)];
    snapshot = await allOf(kept);
    await kept.store.commit([{ op: 'forget', customerId: gone.customer.id }]);
  });
  afterAll(() => kept.close());

  it('leaves nothing that opens, neither now nor in what was copied before, while others stay whole', async () => {
    const hits = (text: string): string[] => Object.values(planted).filter((value) => text.includes(value));
    const now = await readAll(kept, gone);
    for (const item of snapshot) await kept.putRaw(item);
    const restored = await readAll(kept, gone);

    expect([hits(now), hits(restored)]).toEqual([[], []]);
    expect(hits(await readAll(kept, stays))).toEqual(Object.values(planted));
  });

  it('leaves records that can be read: without phones, with empty texts, with masked subjects and with their scores', async () => {
    const found = await kept.another().reader.get(gone.refs);

    expect(found.one(ref('customer', gone.customer.id))).toMatchObject({
      phones: [],
      emails: [],
      addresses: [],
    });
    expect(found.one(ref('customer', gone.customer.id))).not.toHaveProperty('birthday');
    expect(found.one(ref('message', gone.ticket.id, gone.message.id))?.body).toBe('');
    expect(found.one(ref('event', gone.ticket.id, '99'))?.data['reason']).toBe('');
    expect(found.one(ref('task', gone.ticket.id, gone.task.id))?.title).toBe('');
    expect(found.one(ref('ticket', gone.ticket.id))?.subject).toBe('请回电 139****5678');
    expect(found.one(ref('surveyResponse', gone.survey.id, '1'))?.answer).toEqual({
      csat: 5,
      dimensions: {},
    });
  });

  it('gets no new key by what is written later, and what is written for them opens for nobody', async () => {
    const store = kept.another();
    const ticket = (await store.reader.get([ref('ticket', gone.ticket.id)])).one(
      ref('ticket', gone.ticket.id),
    );
    if (!ticket) throw new Error('no ticket');
    const reply = aReply(ticket, 'too late');
    await store.commit([update('ticket', ticket, reply.after), create('message', reply.message)]);
    // An environment that has never seen them finds the way by the record.
    await kept.another().commit([create('messageEdit', { ...gone.edit, n: 2 })]);

    expect((await allOf(kept, 'kefu-data-keys')).map(({ pk }) => pk)).toEqual([stays.customer.id]);
    expect(await bodiesOf(kept.anEnvironment(), ticket)).toEqual(['', '']);
  });
});

describe('Records from before there were keys', () => {
  let kept: Kept;
  beforeAll(async () => {
    kept = await aStore({ team: 1, all: 1, timers: 1 });
  });
  afterAll(() => kept.close());

  /** The items of a customer and their ticket as an earlier version wrote them. */
  const plainItems = (n: number) => {
    const customer = aCustomer(n);
    const { ticket } = aCase(n, customer.id);
    return {
      customer,
      ticket,
      items: [
        { ...keys.customer(customer.id), t: 'customer', v: 1, ver: 1, ...customer },
        { ...keys.ticket(ticket.id), t: 'ticket', v: 1, ver: 1, ...ticket },
      ],
    };
  };

  it('are read as they are, and sealed when they are written next', async () => {
    const { customer, items } = plainItems(1);
    for (const item of items) await kept.putRaw(item);
    const store = kept.another();
    const read = (await store.reader.get([ref('customer', customer.id)])).one(ref('customer', customer.id));
    if (!read) throw new Error('no customer');
    await store.commit([update('customer', read, { ...read, version: 2 })]);
    const text = textOf((await allOf(kept)).filter(({ t }) => t === 'customer'));

    expect(read).toEqual(customer);
    expect([planted.phone, planted.email].filter((value) => text.includes(value))).toEqual([]);
    expect(
      (await kept.another().reader.get([ref('customer', customer.id)])).one(ref('customer', customer.id)),
    ).toEqual({
      ...customer,
      version: 2,
    });
  });

  it('get one key, however many write at once', async () => {
    const { ticket, customer, items } = plainItems(2);
    for (const item of items) await kept.putRaw(item);
    const messages = Array.from({ length: 8 }, (_, n) => aReply(ticket, `message ${n}`).message);
    const results = await Promise.allSettled(
      messages.map((message) => kept.another().commit([create('message', message)])),
    );
    const lost = messages.filter((_, n) => results[n]?.status === 'rejected');
    for (const message of lost) await kept.another().commit([create('message', message)]);
    const dataKeys = (await allOf(kept, 'kefu-data-keys')).filter(({ pk }) => pk === customer.id);

    expect(dataKeys).toHaveLength(1);
    expect((await bodiesOf(kept.anEnvironment(), ticket)).sort()).toEqual(
      messages.map(({ body }) => body).sort(),
    );
    expect(
      results.flatMap((result) => (result.status === 'rejected' ? [(result.reason as Error).name] : [])),
    ).toEqual(lost.map(() => 'LostRace'));
  });
});

describe('Round trips', () => {
  let kept: Kept;
  let person: Person;
  beforeAll(async () => {
    kept = await aStore({ team: 1, all: 1, timers: 1 });
    person = await aPerson(kept, 1);
    await aPerson(kept, 2);
  });
  afterAll(() => kept.close());

  /** How often the tables were asked, one call after another; calls sent together count once. */
  const trips = async (table: Kept['table'], run: () => Promise<unknown>): Promise<number> => {
    const send = table.documents.send.bind(table.documents);
    let [waves, open] = [0, 0];
    const spy = vi.spyOn(table.documents, 'send').mockImplementation((async (command: never) => {
      if (open++ === 0) waves++;
      try {
        return await send(command);
      } finally {
        open--;
      }
    }) as never);
    try {
      await run();
    } finally {
      spy.mockRestore();
    }
    return waves;
  };

  it('are as many as without seals: one to read a customer, customers, or a conversation, and two to write to a case', async () => {
    const table = kept.anEnvironment();
    const store = kept.over(table);
    const reply = aReply(person.ticket, 'one more');
    const writing = async () => {
      await store.open({ refs: [ref('customer', person.customer.id)] });
      await store.commit([update('ticket', person.ticket, reply.after), create('message', reply.message)]);
    };
    await store.open({ refs: [] });

    expect(await trips(table, () => store.reader.get([ref('customer', person.customer.id)]))).toBe(1);
    expect(await trips(table, () => bodiesOf(table, person.ticket))).toBe(1);
    expect(
      await trips(table, () =>
        allLists(table).customers({ status: 'active' }, { limit: 50, after: undefined }),
      ),
    ).toBe(2);
    expect(await trips(table, writing)).toBe(2);
  });

  it('are one more only where a key that should be there is not: it may have been made meanwhile', async () => {
    const table = kept.anEnvironment();
    const send = table.documents.send.bind(table.documents);
    vi.spyOn(table.documents, 'send').mockImplementationOnce((async (command: never) => {
      const answer = (await send(command)) as { Responses?: Record<string, unknown> };
      return { ...answer, Responses: { ...answer.Responses, 'kefu-data-keys': [] } };
    }) as never);
    const found = await kept.over(table).reader.get([ref('customer', person.customer.id)]);

    expect(found.one(ref('customer', person.customer.id))?.phones).toEqual([planted.phone]);
  });
});
