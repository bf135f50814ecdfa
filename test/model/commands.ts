import fc from 'fast-check';
import { checkCase } from './compare.ts';
import { check, checkReply, type Dies, type Play, request } from './play.ts';
import {
  type About,
  acknowledge,
  ask,
  assign,
  edit,
  note,
  open,
  raise,
  reply,
  transition,
  transitions,
} from './reference/acts.ts';
import type { Case, Level } from './reference/case.ts';
import type { Status } from './reference/clocks.ts';
import { actorOf, change, personOf, type State, type Verdict } from './state.ts';
import { type Name, people } from './system/people.ts';
import type { Ask, RouteName } from './system/requests.ts';

/** One command: it can be done in any state, and says of itself what it does. */
export type Command = fc.AsyncCommand<State, Play, true>;

/** `run` answers `false` where there was nothing to do: that doesn't count. */
export const command = (words: string, run: (play: Play) => Promise<unknown>): Command => ({
  check: async () => true,
  async run(_state, play) {
    if ((await run(play)) !== false) play.tally.commands += 1;
  },
  toString: () => words,
});

export const nth = <T>(all: readonly T[], n: number): T | undefined => all[n % Math.max(1, all.length)];
const caseOf = (play: Play, n: number): Case | undefined => nth(play.state.cases, n);
const aboutOf = (play: Play, as: Name): About => ({
  now: play.clock.now,
  house: play.state.house,
  actor: actorOf(as),
});

type Doing = {
  readonly as: Name;
  readonly route: RouteName;
  readonly success: number;
  /** A route that names the version it means. */
  readonly byVersion?: boolean;
  /** A version that is gone already. */
  readonly stale?: boolean;
  readonly dies: Dies;
  readonly body: unknown;
  readonly params?: Ask['params'];
  readonly act: (draft: Case, about: About) => void;
};

/** Asks for something to be done to a case, and does it to the model's. */
const doTo = async (play: Play, one: Case, doing: Doing): Promise<void> => {
  const { as, route, success, byVersion = false, stale = false, dies, body, params, act } = doing;
  const verdict: Verdict = stale
    ? { refused: 'version_conflict', changed: false }
    : change(play.state, one.id, play.clock.now, (draft) => act(draft, aboutOf(play, as)));
  const asked = await request(
    play,
    route,
    {
      ...{ as, params: { id: one.id, ...params }, body },
      ...(byVersion || route === 'move' ? { ifMatch: one.version - (stale ? 1 : 0) } : {}),
    },
    dies,
  );
  checkReply(play, asked, verdict, { success, dies, byVersion });
  check(play, one);
};

const staff = fc.constantFrom<Name>('agent1', 'agent2', 'supervisor', 'admin');
const which = fc.nat(5);
const rarely = (n: number): fc.Arbitrary<boolean> => fc.nat(n).map((drawn) => drawn === 0);
export const dies: fc.Arbitrary<Dies> = fc.oneof(
  { weight: 8, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constant('before' as const) },
  { weight: 1, arbitrary: fc.constant('after' as const) },
);
const kind = fc.constantFrom('consultation', 'complaint', 'productIssue');
const severity = fc.constantFrom('ordinary', 'ordinary', 'severe', 'urgent');
const words = (what: object): string => JSON.stringify(what);

/** More cases at once would leave each of them with little that happens to it. */
const MOST_CASES = 4;

export const opening = fc
  .record({
    ...{ kind, severity, dies, channel: fc.constantFrom('web' as const, 'chat' as const) },
    openedBy: fc.constantFrom('customer' as const, 'customer' as const, 'agent' as const),
    customer: fc.constantFrom<Name>('customer1', 'customer2'),
  })
  .map((what) =>
    command(`open ${words(what)}`, async (play) => {
      if (play.state.cases.length >= MOST_CASES) return false;
      const { customer, dies: crash, ...rest } = what;
      const customerId = people[customer].id;
      const body = { ...rest, customerId, category: categoryOf[rest.kind], subject: 'a case', body: 'words' };
      const { reply: answer } = await request(play, 'open', { as: 'agent1', body }, crash);
      if (answer.status !== 201) throw new Error(`a case was not opened: ${answer.status} ${answer.code}`);
      const id = String(answer.body['id']);
      const known = { ...rest, id, customerId: personOf(play.state, customerId) };
      play.state.cases.push(open(known, aboutOf(play, 'agent1')));
      checkCase(play, id);
      return true;
    }),
  );
const categoryOf: Readonly<Record<string, string>> = {
  consultation: 'consultation.basic',
  complaint: 'complaint.quality',
  productIssue: 'productIssue.quality',
};

const onCase = <T extends { readonly n: number }>(
  name: string,
  arbitrary: fc.Arbitrary<T>,
  doing: (what: T, one: Case) => Doing,
): fc.Arbitrary<Command> =>
  arbitrary.map((what) =>
    command(`${name} ${words(what)}`, async (play) => {
      const one = caseOf(play, what.n);
      return one !== undefined && doTo(play, one, doing(what, one));
    }),
  );

const writing = onCase(
  'write',
  fc.record({ n: which, as: staff, dies, isNote: rarely(3), handled: rarely(4) }),
  ({ as, dies: crash, isNote, handled }) => ({
    as,
    route: 'write',
    success: 201,
    dies: crash,
    body: { visibility: isNote ? 'internal' : 'public', body: 'an answer', handled },
    act: (draft, about) => (isNote ? note(draft, handled, about) : reply(draft, handled, about)),
  }),
);

const asking = onCase('ask', fc.record({ n: which, dies }), ({ dies: crash }, { customerId }) => ({
  as: customerId === people.customer1.id ? 'customer1' : 'customer2',
  route: 'write',
  success: 201,
  dies: crash,
  body: { visibility: 'public', body: 'a question' },
  act: (draft, about) => ask(draft, about),
}));

const assigning = onCase(
  'assign',
  fc.record({
    n: which,
    as: staff,
    dies,
    stale: rarely(9),
    to: fc.constantFrom<Name | null>('agent1', 'agent2', 'supervisor', null),
  }),
  ({ as, to, stale, dies: crash }) => ({
    ...{ as, success: 200, byVersion: true, stale, dies: crash },
    route: 'assign',
    body: { assigneeId: to === null ? null : people[to].id },
    act: (draft, about) => assign(draft, to === null ? undefined : actorOf(to), about),
  }),
);

const anyStatus = fc.constantFrom<Status>(
  'open',
  'pending',
  'pending',
  'onHold',
  'resolved',
  'resolved',
  'resolved',
  'closed',
  'new',
  'open',
);
const moving = onCase(
  'move',
  fc.record({
    n: which,
    as: staff,
    dies,
    stale: rarely(9),
    to: anyStatus,
    lawful: fc.nat(11),
    handled: rarely(4),
  }),
  ({ as, to: any, lawful, handled, stale, dies: crash }, { status }) => {
    // Three of four may be asked for, so that cases live on.
    const to = (lawful < 9 && nth(transitions[status], lawful)) || any;
    return {
      ...{ as, success: 200, stale, dies: crash },
      route: 'move',
      body: { to, reason: 'because', ...(handled ? { handled: true } : {}) },
      act: (draft, about) => transition(draft, to, handled, about),
    };
  },
);

const editing = onCase(
  'edit',
  fc.record({
    ...{ n: which, as: staff, dies, stale: rarely(9) },
    to: fc.record(
      { kind, severity, priority: fc.constantFrom('low', 'normal', 'high', 'urgent') },
      { requiredKeys: [] },
    ),
  }),
  ({ as, to, stale, dies: crash }) => ({
    ...{ as, success: 200, byVersion: true, stale, dies: crash, body: to },
    route: 'edit',
    act: (draft, about) => edit(draft, to, about),
  }),
);

const raising = onCase(
  'raise',
  fc.record({ n: which, as: staff, dies, level: fc.constantFrom<Level>(0, 1, 2) }),
  ({ as, level, dies: crash }) => ({
    ...{ as, success: 201, dies: crash, body: { level, reason: 'because' } },
    route: 'escalate',
    act: (draft, about) => raise(draft, level, about),
  }),
);

const acknowledging = onCase(
  'acknowledge',
  fc.record({ n: which, as: staff, dies, step: fc.nat(3) }),
  ({ as, step, dies: crash }, { steps }) => {
    const number = 1 + (step % (steps.length + 1));
    return {
      ...{ as, success: 200, dies: crash, body: undefined, params: { n: String(number) } },
      route: 'acknowledge',
      act: (draft, about) => acknowledge(draft, number, about),
    };
  },
);

/** What people do to cases. */
export const byPeople: readonly { weight: number; arbitrary: fc.Arbitrary<Command> }[] = [
  { weight: 5, arbitrary: opening },
  { weight: 8, arbitrary: writing },
  { weight: 7, arbitrary: asking },
  { weight: 5, arbitrary: assigning },
  { weight: 14, arbitrary: moving },
  { weight: 4, arbitrary: editing },
  { weight: 3, arbitrary: raising },
  { weight: 3, arbitrary: acknowledging },
];
