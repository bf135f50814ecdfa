import type { TicketStatus } from '#shared/domain/tickets/values.ts';
import type { Life, ShopCase } from './case.ts';
import type { Random } from './random.ts';
import { phrases } from './words.ts';

/** Who does something: a name of the sample staff. */
export type Person = 'agent1' | 'agent2' | 'agent3' | 'supervisor1' | 'customer1' | 'customer2';

/** What is done to a ticket through the API. */
export type Deed =
  | { readonly type: 'take' }
  | { readonly type: 'giveToLeastBusy' }
  | { readonly type: 'say'; readonly text: string; readonly handled?: true }
  | { readonly type: 'note'; readonly text: string }
  | { readonly type: 'move'; readonly to: TicketStatus; readonly reason: string }
  | { readonly type: 'acknowledge' }
  | { readonly type: 'handUp'; readonly level: 1 | 2; readonly reason: string }
  | { readonly type: 'task'; readonly title: string; readonly inHours: number }
  | { readonly type: 'tag'; readonly tags: readonly string[] };

/** A deed, so many minutes after the case was opened. */
export type Beat = { readonly after: number; readonly by: Person; readonly deed: Deed };

/** What happens to a case after it was opened, in order of time. The same case and the same numbers give the same life. */
export const lifeOf = (of: ShopCase, language: 'zh-CN' | 'en', random: Random): Beat[] => {
  const words = phrases[language];
  const agent: Person = random.pick(language === 'en' ? ['agent2', 'agent3'] : ['agent1', 'agent2']);
  const beats: Beat[] = [];
  let after = 0;
  const then = (from: number, to: number, deed: Deed, by: Person = agent): void => {
    after += random.between(from, to);
    beats.push({ after, by, deed });
  };
  const say = (texts: readonly string[], handled?: true): Deed => ({
    type: 'say',
    text: random.pick(texts),
    ...(handled ? { handled } : {}),
  });
  const move = (to: 'pending' | 'onHold' | 'resolved' | 'closed' | 'open'): Deed => ({
    type: 'move',
    to,
    reason: words.reasons[to],
  });
  const note = (): Deed => ({ type: 'note', text: random.pick(words.note) });
  const customer = of.by === 'customer1' || of.by === 'customer2' ? of.by : undefined;

  const taken = (): void => {
    then(12, 80, { type: 'take' });
    then(4, 35, say(words.reply));
  };
  const solved = (): void => {
    taken();
    if (random.between(0, 1) === 1) then(10, 40, note());
    then(20, 120, say(words.solved, true));
    then(2, 20, move('resolved'));
  };
  const bySupervisor = (): void => {
    then(5, 30, { type: 'acknowledge' }, 'supervisor1');
    then(1, 5, { type: 'take' }, 'supervisor1');
    then(3, 20, say(words.sorry, true), 'supervisor1');
  };
  const lives: Readonly<Record<Life, () => void>> = {
    untouched: () => {},
    answered: () => {
      taken();
      if (customer) then(15, 60, say(words.back), customer);
    },
    waiting: () => {
      taken();
      then(3, 15, say(words.ask));
      then(1, 3, move('pending'));
    },
    onHold: () => {
      taken();
      then(20, 60, note());
      then(5, 20, say(words.wait, true));
      then(1, 4, move('onHold'));
    },
    solved,
    closed: () => {
      solved();
      then(90, 240, move('closed'));
    },
    reopened: () => {
      solved();
      then(120, 300, customer ? say(words.back) : move('open'), customer ?? agent);
      then(20, 60, say(words.reply));
    },
    handedUp: () => {
      bySupervisor();
      then(5, 20, { type: 'task', title: random.pick(words.followUp), inHours: 24 }, 'supervisor1');
    },
    toManagement: () => {
      then(5, 20, note());
      then(5, 20, { type: 'handUp', level: 2, reason: random.pick(words.handUp) }, 'supervisor1');
    },
    caughtUp: () => {
      // The shipped deadline of a first answer is 24 hours.
      after = 24 * 60 + 20;
      bySupervisor();
    },
    noted: () => {
      then(10, 60, { type: 'giveToLeastBusy' }, 'supervisor1');
      then(20, 90, note());
      then(5, 20, { type: 'tag', tags: [...(of.tags ?? []), 'call-back'] });
    },
  };
  lives[of.life]();
  return beats;
};
