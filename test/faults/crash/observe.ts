import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Journey } from '#test/support/local-stack.ts';
import { pastTheProduct } from '#test/support/stored-items.ts';
import { changeOf, type Image, maskedText, type Strictness } from './shape.ts';

const TABLE = 'kefu-dev-table';
const DATA_KEYS = 'kefu-dev-data-keys';
/** How far a sweep or a walk came, and calls counted for limits: they tell how often something ran, not what it did. */
const marks: ReadonlySet<unknown> = new Set(['sweep', 'walk', 'rate']);

/** A moment of all that is beside the table. */
export type Mark = {
  readonly sent: number;
  readonly files: ReadonlySet<string>;
  readonly users: ReadonlyMap<string, string>;
  readonly dataKeys: number;
  /** What lies in each queue, and in its dead letters. */
  readonly queues: ReadonlyMap<string, Lying>;
};

type Lying = { readonly left: number; readonly dead: number };

export type Observer = {
  /** Takes note of what is in the table's stream, which forgets after a day: before the clock is moved by days. */
  readonly catchUp: () => Promise<void>;
  /** Now; nothing may be at work. */
  readonly mark: () => Promise<Mark>;
  /** Everything that has changed since the last mark: items, mails and calls that left, files, identities, data keys, and what queues still hold. Sorted lines. */
  readonly since: (mark: Mark, strictness?: Strictness) => Promise<readonly string[]>;
  readonly close: () => void;
};

export const observerOf = (journey: Journey): Observer => {
  const { tables } = journey.stack.engines;
  const documents = pastTheProduct(journey.stack.enginesAddress);
  const filesNow = (): ReadonlySet<string> =>
    new Set(
      readdirSync(join(journey.home, 's3'), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name).slice(journey.home.length)),
    );
  /** Every item as it is, as far as the stream was read; and as it was at the mark, where it has changed since. */
  const known = new Map<string, Image>();
  let changed = new Map<string, Image | undefined>();
  let readTo: string | undefined;

  const catchUp = async (): Promise<void> => {
    for (;;) {
      const records = await tables.readStream(TABLE, readTo, 10_000);
      for (const { keys, newImage, sequenceNumber, expiredByTtl } of records) {
        const name = JSON.stringify(keys);
        const after = imageOf(newImage);
        if (!changed.has(name)) changed.set(name, known.get(name));
        if (after === undefined) known.delete(name);
        else known.set(name, after);
        // What is over by its time goes whenever it goes.
        if (expiredByTtl) changed.delete(name);
        readTo = sequenceNumber;
      }
      if (records.length === 0) return;
    }
  };
  const surroundings = async (): Promise<Mark> => ({
    sent: journey.stack.outbox.list().length,
    files: filesNow(),
    users: usersIn(journey.home),
    dataKeys: await countIn(documents, DATA_KEYS),
    queues: new Map(
      (await journey.queues()).map(({ name, visible, inFlight, deadLetters }) => [
        name,
        { left: visible + inFlight, dead: deadLetters },
      ]),
    ),
  });
  return {
    catchUp,
    mark: async () => {
      await catchUp();
      changed = new Map();
      return surroundings();
    },
    since: async (before, strictness = {}) => {
      await catchUp();
      const now = await surroundings();
      const sent = journey.stack.outbox.list().slice(0, now.sent - before.sent);
      const names = [...now.files].filter((name) => !before.files.has(name)).map(maskedText);
      const mails = sent.map(({ channel, to, subject = '' }) =>
        maskedText(`sent ${channel} ${to} ${subject}`),
      );
      const people = [...now.users].filter(([name, state]) => before.users.get(name) !== state);
      return [
        ...changesIn(changed, known, strictness),
        ...(strictness.mailsAgain ? new Set(mails) : mails),
        ...new Set(names.map((name) => `file ${name}`)),
        ...people.map(([, state]) => `identity ${state}`),
        ...(now.dataKeys === before.dataKeys ? [] : [`data keys ${now.dataKeys - before.dataKeys}`]),
        ...queuesIn(before.queues, now.queues, strictness),
      ].sort();
    },
    close: () => documents.destroy(),
  };
};

/** Where a run of a schedule that failed is told, for the alarm; nothing takes it from there. */
const GIVEN_UP = 'schedule-failures';

const queuesIn = (before: Mark['queues'], now: Mark['queues'], { runsFail }: Strictness): readonly string[] =>
  [...now].flatMap(([name, { left, dead }]) => {
    const known = before.get(name);
    const [more, died] = [left - (known?.left ?? 0), dead - (known?.dead ?? 0)];
    const isTold = runsFail === true && name === GIVEN_UP && more === 1;
    // What was there before may have reached its age meanwhile.
    return isTold || (more <= 0 && died <= 0) ? [] : [`queue ${name}: ${more} left, ${died} dead`];
  });

const countIn = async (documents: DynamoDBDocumentClient, table: string): Promise<number> => {
  let count = 0;
  let start: Record<string, unknown> | undefined;
  do {
    const page = await documents.send(
      new ScanCommand({
        ...{ TableName: table, ConsistentRead: true, Select: 'COUNT' },
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    );
    count += page.Count ?? 0;
    start = page.LastEvaluatedKey;
  } while (start);
  return count;
};

const usersIn = (home: string): ReadonlyMap<string, string> => {
  const database = new DatabaseSync(join(home, 'state', 'runtime.db'), { readOnly: true });
  try {
    const rows = database.prepare('SELECT username, record FROM users').all();
    return new Map(
      rows.map(({ username, record }) => {
        const { status, enabled } = JSON.parse(String(record)) as { status: string; enabled: boolean };
        return [String(username), `${status} ${enabled ? 'enabled' : 'disabled'}`];
      }),
    );
  } finally {
    database.close();
  }
};

const imageOf = (image: object | undefined): Image | undefined =>
  image && unmarshall(image as Record<string, AttributeValue>);

/** One line for each item: from what it was at the mark to what it is. */
const changesIn = (
  changed: ReadonlyMap<string, Image | undefined>,
  known: ReadonlyMap<string, Image>,
  strictness: Strictness,
): readonly string[] => {
  const lines = [...changed]
    .map(([name, before]) => ({ before, after: known.get(name) }))
    .filter(({ before, after }) => !marks.has((after ?? before)?.['t']))
    // Made and taken away again within the story: nothing is left of it.
    .filter(({ before, after }) => before !== undefined || after !== undefined)
    .map(({ before, after }) => changeOf(before, after, strictness));
  if (strictness.loose) return [...new Set(lines)];
  if (!strictness.triesCount) return lines;
  const isOfFeed = (line: string): boolean => line.startsWith('+ CH#');
  return [...new Set(lines.filter(isOfFeed)), ...lines.filter((line) => !isOfFeed(line))];
};
