import { branch, type Command, wordAt } from '../command.ts';
import { deadLettersOf } from '../queues.ts';

/** `kefu dead-letters redrive ticket-escalations` */
export const deadLettersCommand: Command = {
  summary: 'messages that were given up: look at them, send them again',
  usage: `kefu dead-letters list
kefu dead-letters preview <queue>   up to ten of them; they stay where they are
kefu dead-letters redrive <queue>   sends all of them again: see docs/runbooks/dead-letters.md first
  --stage STAGE   of the deployment (dev); elsewhere than locally the credentials of AWS are taken from the environment`,
  options: { stage: { type: 'string', default: 'dev' } },
  run: async (given, session) => {
    const letters = await deadLettersOf(session.api.url, given.text('stage') ?? 'dev', session.io);
    await branch(given, {
      list: async () => {
        for (const one of await letters.list()) session.show(one, `${one.name}  ${one.messages}`);
      },
      preview: async (rest) => {
        for (const one of await letters.preview(wordAt(rest, 0, 'the queue'), PREVIEWED))
          session.show(one, [one.id, one.sentAt, `${one.receives} tries`, one.body].join('  '));
      },
      redrive: async (rest) => {
        const progress = session.progress('sent again', 'messages');
        const name = wordAt(rest, 0, 'the queue');
        const moved = await letters.redrive(name, progress.update).finally(progress.stop);
        session.show({ name, moved }, `${name}: ${moved} sent again`);
      },
    });
  },
};

/** More are not received at once. */
const PREVIEWED = 10;
