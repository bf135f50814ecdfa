import type { Bug } from '../bug.ts';

const table = 'test/adapters/unreliable-table.test.ts';
const advance = 'test/app/snapshots/advance-snapshot.test.ts';

/** What must end some day (21): tries again, each with its own bound. */
export const retries: readonly Bug[] = [
  {
    id: '21a',
    name: 'of a transaction that collides',
    file: 'shared/adapters/dynamo/write.ts',
    edits: [['if (tries >= conflictTries)', 'if (tries >= conflictTries * 1000)']],
    noticedBy: [{ file: table, title: 'is asked five times' }],
  },
  {
    id: '21b',
    name: 'of keys left unprocessed',
    file: 'shared/adapters/dynamo/fetch.ts',
    edits: [['if (tries > MOST_TRIES)', 'if (tries > MOST_TRIES * 1000)']],
    noticedBy: [{ file: table, title: 'is too busy after seven times' }],
  },
  {
    id: '21c',
    name: 'of rungs that others fire',
    file: 'shared/app/tickets/fire-ticket.ts',
    edits: [['!(error instanceof LostRace) || tries >= races', '!(error instanceof LostRace)']],
    noticedBy: [{ file: 'test/app/tickets/fire-ticket.test.ts', title: 'gives up after a few races' }],
  },
  {
    id: '21d',
    name: 'of a request that loses every race',
    file: 'shared/runtime/http/serve.ts',
    edits: [
      [
        "if (tries >= attempts) throw new Refusal('busy');",
        "if (tries >= attempts * 1000) throw new Refusal('busy');",
      ],
    ],
    noticedBy: [{ file: 'test/functions/one-request.test.ts', title: 'is given up after seven lost races' }],
  },
  {
    id: '21e',
    name: 'of messages that the queue refuses',
    file: 'shared/adapters/queue.ts',
    edits: [['Failed.length > 0 && tries >= 4', 'Failed.length > 0 && tries >= 4000']],
    noticedBy: [{ file: 'test/adapters/refused-entries.test.ts', title: 'is too busy after four times' }],
  },
  {
    id: '21f',
    name: 'of counts that collide',
    file: 'shared/adapters/dynamo/counters.ts',
    edits: [['if (tries >= TRIES) throw error;', 'if (tries >= TRIES * 1000) throw error;']],
    noticedBy: [{ file: table, title: 'is asked eight times to count' }],
  },
  {
    id: '21g',
    name: 'of exports that the database fails',
    file: 'shared/app/snapshots/advance-snapshot.ts',
    edits: [['snapshot.attempt >= MOST_ATTEMPTS ||', 'snapshot.attempt >= MOST_ATTEMPTS * 3 ||']],
    noticedBy: [{ file: advance, title: 'is asked three times' }],
  },
  {
    id: '21h',
    name: 'of a restore that fails at one place',
    file: 'shared/app/restores/run-restore.ts',
    edits: [['if (failures >= MOST_FAILURES)', 'if (failures >= MOST_FAILURES * 1000)']],
    noticedBy: [{ file: 'test/app/restores/left-behind.test.ts', title: 'again and again ends' }],
  },
  {
    id: '21i',
    name: 'of a fact that a webhook does not take',
    file: 'shared/app/webhooks/end-of-try.ts',
    edits: [['>= GIVE_UP_MS)', '>= GIVE_UP_MS * 1000)']],
    noticedBy: [{ file: 'test/app/webhooks/deliveries.test.ts', title: 'is given up' }],
  },
  {
    id: '21j',
    name: 'of a survey that reaches nobody',
    file: 'shared/domain/surveys/may-send.ts',
    edits: [["  if (late) return survey.attempts > 0 ? 'undeliverable' : 'tooLate';\n", '']],
    noticedBy: [{ file: 'test/app/surveys/dispatch.test.ts', title: 'for too long ends as not sent' }],
  },
  {
    id: '21k',
    name: 'of an export whose worker dies',
    file: 'shared/app/exports/run-export.ts',
    edits: [['if (made.tries >= MOST_TRIES)', 'if (made.tries >= MOST_TRIES * 1000)']],
    noticedBy: [{ file: 'test/adapters/exports/run-export.test.ts', title: 'gives up after some tries' }],
  },
  {
    id: '21l',
    name: 'of steps of one customer in one message',
    file: 'shared/app/customer-work/do-customer-work.ts',
    edits: [['const MOST_STEPS = 40;', 'const MOST_STEPS = 400;']],
    noticedBy: [
      { file: 'test/app/customer-work/due.test.ts', title: 'left to the next sweep after forty steps' },
    ],
  },
];
