import fc from 'fast-check';
import { aboutOf, type Command, command, dies, nth, onCase, rarely, words } from './command.ts';
import { checkCase } from './compare.ts';
import { request } from './play.ts';
import {
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
import type { Level } from './reference/case.ts';
import type { Status } from './reference/clocks.ts';
import { actorOf, personOf } from './state.ts';
import { type Name, people } from './system/people.ts';

const staff = fc.constantFrom<Name>('agent1', 'agent2', 'supervisor', 'admin');
const which = fc.nat(5);
const kind = fc.constantFrom('consultation', 'complaint', 'productIssue');
const severity = fc.constantFrom('ordinary', 'ordinary', 'severe', 'urgent');

/** More cases at once would leave each of them with little that happens to it. */
const MOST_CASES = 4;

export const opening = fc
  .record({
    ...{ kind, severity, dies, channel: fc.constantFrom('web' as const, 'chat' as const) },
    openedBy: rarely(5).map((byAgent) => (byAgent ? ('agent' as const) : ('customer' as const))),
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
  { weight: 13, arbitrary: writing },
  { weight: 7, arbitrary: asking },
  { weight: 5, arbitrary: assigning },
  { weight: 14, arbitrary: moving },
  { weight: 4, arbitrary: editing },
  { weight: 3, arbitrary: raising },
  { weight: 3, arbitrary: acknowledging },
];
