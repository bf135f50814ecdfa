import { branch, type Command, type Given, wordAt } from '../command.ts';
import { lineOf } from '../dead-letters/letter.ts';
import { MAX_RATE } from '../dead-letters/redrive.ts';
import { exitCodes, Failure, usageFailure } from '../failure.ts';
import { type DeadLetters, deadLettersOf } from '../queues.ts';
import type { Session } from '../session.ts';

/** `kefu dead-letters redrive ticket-escalations` */
export const deadLettersCommand: Command = {
  summary: 'messages that were given up: look at them, send them again',
  usage: `kefu dead-letters list
kefu dead-letters preview <queue>   up to ten: ids, age, how often received, why; they stay where they are
kefu dead-letters redrive <queue>   sends them again: see docs/runbooks/dead-letters.md first
  --id MESSAGE    that one only, several times; without it all of them
  --rate N        messages a second, 1 to ${MAX_RATE} (${MAX_RATE})
  --dry-run       says what would be done
  --stage STAGE   of the deployment (dev); elsewhere than locally the credentials of AWS are taken from the environment`,
  options: {
    stage: { type: 'string', default: 'dev' },
    id: { type: 'string', multiple: true },
    rate: { type: 'string' },
    'dry-run': { type: 'boolean', default: false },
  },
  run: async (given, session) => {
    const letters = await deadLettersOf(session.api.url, given.text('stage') ?? 'dev', session.io);
    await branch(given, {
      list: async () => {
        for (const one of await letters.list()) session.show(one, `${one.name}  ${one.messages}`);
      },
      preview: async (rest) => {
        for (const one of await letters.preview(wordAt(rest, 0, 'the queue'))) session.show(one, lineOf(one));
      },
      redrive: async (rest) => redrive(rest, letters, session),
    });
  },
};

const redrive = async (given: Given, letters: DeadLetters, session: Session): Promise<void> => {
  const name = wordAt(given, 0, 'the queue');
  const rate = rateOf(given.text('rate'));
  const ids = new Set(given.texts('id'));
  if (given.flag('dry-run')) {
    const plan = await letters.plan(name);
    const messages = ids.size === 0 ? plan.messages : ids.size;
    const seconds = Math.ceil(messages / rate);
    session.show(
      { ...plan, messages, rate, seconds },
      `${plan.name}: ${messages} would go to ${plan.to}, in ${seconds} s at ${rate} a second`,
    );
    return;
  }
  const progress = session.progress('sent again', 'messages');
  const how = { rate, onProgress: progress.update };
  if (ids.size === 0) {
    const moved = await letters.redrive(name, how).finally(progress.stop);
    session.show({ name, moved }, `${name}: ${moved} sent again`);
    return;
  }
  const { moved, missing } = await letters.redriveChosen(name, ids, how).finally(progress.stop);
  session.show({ name, moved, missing }, `${name}: ${moved} sent again`);
  if (missing.length > 0)
    throw new Failure(exitCodes.refused, [`not in ${name}: ${missing.join(', ')}`], {
      code: 'missing',
      missing,
    });
};

const rateOf = (text: string | undefined): number => {
  const rate = text === undefined ? MAX_RATE : Number(text);
  if (!Number.isInteger(rate) || rate < 1 || rate > MAX_RATE)
    throw usageFailure(`--rate is a whole number from 1 to ${MAX_RATE}, not ${text}`);
  return rate;
};
