import type { Bug } from '../bug.ts';

const write = 'shared/adapters/dynamo/write.ts';
const raw = 'shared/adapters/dynamo/restore/raw.ts';
const ticketWrites = 'shared/app/tickets/ticket-writes.ts';
const conditions = 'test/adapters/conditions.test.ts';
const firing = {
  file: 'test/app/tickets/fire-ticket.test.ts',
  title: 'is refused by each proof alone',
} as const;
const withPut = [
  "import { create, update, type Write } from '../records.ts';",
  "import { create, put, update, type Write } from '../records.ts';",
] as const;

/** Conditions of writes: what must not be there yet (1), and what must be as it was read (9). */
export const storage: readonly Bug[] = [
  {
    id: '1a',
    name: 'what is made asks for nothing',
    file: write,
    edits: [["? { ConditionExpression: 'attribute_not_exists(pk)' }", '? {}']],
    noticedBy: [{ file: conditions, title: 'a second time is refused' }],
  },
  {
    id: '1b',
    name: 'a rung is put over the one that fired',
    file: ticketWrites,
    edits: [withPut, ["create('rung', {", "put('rung', {"]],
    noticedBy: [firing],
  },
  {
    id: '1c',
    name: 'a step on the ladder is put over the one taken',
    file: ticketWrites,
    edits: [withPut, ["? create('escalation', escalation)", "? put('escalation', escalation)"]],
    noticedBy: [firing],
  },
  {
    id: '1d',
    name: 'a fact is put over the one told',
    file: ticketWrites,
    edits: [withPut, ["create('event', event)", "put('event', event)"]],
    noticedBy: [firing],
  },
  {
    id: '9a',
    name: 'a change asks for no version',
    file: write,
    edits: [['  return versionIs(kind.versionOf(before));', '  return {};']],
    noticedBy: [{ file: conditions, title: 'whose version has moved on' }],
  },
  {
    id: '9b',
    name: 'what is taken away may be any version',
    file: write,
    edits: [[', ...atVersion(write.version) } },', ' } },']],
    noticedBy: [{ file: conditions, title: 'that expects a version' }],
  },
  {
    id: '9c',
    name: 'an expected version is only expected to be there',
    file: write,
    edits: [
      [
        '            ...versionIs(write.version),',
        "            ConditionExpression: 'attribute_exists(pk)',",
      ],
    ],
    noticedBy: [{ file: conditions, title: 'that expects a version' }],
  },
  {
    id: '9d',
    name: 'a restore writes over what was changed since it looked',
    file: raw,
    edits: [
      [
        '  const [ver, by] = [live[',
        "  if (live['ver'] !== undefined) return { ConditionExpression: 'attribute_exists(pk)' };\n  const [ver, by] = [live[",
      ],
    ],
    noticedBy: [{ file: conditions, title: 'of a restore' }],
  },
  {
    id: '9e',
    name: 'a sweep keeps its marks over another sweep’s',
    file: 'shared/adapters/dynamo/timers.ts',
    edits: [
      [
        "          ConditionExpression: 'attribute_not_exists(pk) OR version = :was',\n          ExpressionAttributeValues: { ':was': next.version - 1 },\n",
        '',
      ],
    ],
    noticedBy: [{ file: conditions, title: 'of a sweep' }],
  },
  {
    id: '9f',
    name: 'If-Match is read and not compared',
    file: 'shared/app/paging.ts',
    edits: [['ifMatch !== undefined && ifMatch !== record.version', 'ifMatch !== undefined && ifMatch < 1']],
    noticedBy: [
      { file: 'test/app/customers/customers.test.ts', title: 'is refused under another version' },
      { file: 'test/app/people/people.test.ts', title: 'is refused under another version' },
    ],
  },
  {
    id: '9g',
    name: 'an agent takes one case more than they can hold',
    file: write,
    edits: [['active < :most', 'active <= :most']],
    noticedBy: [{ file: conditions, title: 'more cases than they can hold' }],
  },
  {
    id: '9h',
    name: 'a fact is counted again when it comes again',
    file: 'shared/adapters/dynamo/counters.ts',
    edits: [['`NOT contains(#seqs, :n${n})`', '`(attribute_exists(pk) OR NOT contains(#seqs, :n${n}))`']],
    noticedBy: [{ file: 'test/adapters/surveys.test.ts', title: 'add each fact once' }],
  },
  {
    id: '9i',
    name: 'a sign-in that is somebody’s is given to another',
    file: write,
    edits: [
      ["'attribute_not_exists(pk) OR id = :id'", "'attribute_not_exists(pk) OR id <> :id OR id = :id'"],
    ],
    noticedBy: [
      { file: 'test/adapters/people-and-customers.test.ts', title: 'keep one identity for one person' },
    ],
  },
];
