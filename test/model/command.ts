import fc from 'fast-check';
import { checkView } from './compare.ts';
import { check, checkReply, type Dies, type Play, request } from './play.ts';
import type { About } from './reference/acts.ts';
import type { Case } from './reference/case.ts';
import { actorOf, change, type State, type Verdict } from './state.ts';
import type { Name } from './system/people.ts';
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
export const aboutOf = (play: Play, as: Name): About => ({
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
  if (asked.reply.status === 200 && 'sla' in asked.reply.body) checkView(play, one.id, asked.reply.body);
};

export const rarely = (n: number): fc.Arbitrary<boolean> => fc.nat(n).map((drawn) => drawn === 0);
export const dies: fc.Arbitrary<Dies> = fc.oneof(
  { weight: 8, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constant('before' as const) },
  { weight: 1, arbitrary: fc.constant('after' as const) },
);
export const words = (what: object): string => JSON.stringify(what);

/** A command that does something to the n-th case. */
export const onCase = <T extends { readonly n: number }>(
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
