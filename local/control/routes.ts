import type { Queues } from '../engine-ports.ts';
import { DrainTimeout } from '../events/drain.ts';
import type { Scheduler } from '../events/scheduler.ts';
import { type JsonObject, listOf, textOf } from '../net/json.ts';
import type { UserPool } from '../pool/pool.ts';
import type { Outbox } from '../standins/outbox.ts';
import { ClockGoesBack, type VirtualClock } from '../state/clock.ts';
import { durationMs } from '../state/duration.ts';
import { ControlProblem, type ControlRoutes } from './surface.ts';

export type ControlSettings = {
  readonly clock: VirtualClock;
  readonly pool: () => UserPool | undefined;
  readonly scheduler: Scheduler;
  readonly outbox: Outbox;
  readonly queues: Queues;
  /** Names of the deployed queues, and which of them takes the dead letters of which. */
  readonly queueNames: readonly string[];
  readonly deadLetters: ReadonlyMap<string, string>;
  readonly drain: () => Promise<void>;
  /** Lets work under way end before the clock moves. */
  readonly settle: () => Promise<void>;
  /** Physical names lose this in front; logical names get it. */
  readonly prefix: string;
};

const iso = (ms: number): string => new Date(ms).toISOString();

/** The control surface of the local stack (API contract, "The local stack"). */
export const controlRoutes = (settings: ControlSettings): ControlRoutes => {
  const { clock, scheduler, prefix } = settings;
  const logical = (name: string) => (name.startsWith(prefix) ? name.slice(prefix.length) : name);
  const readClock = () => ({ now: iso(clock.now()) });
  const drained = async (): Promise<void> => {
    await settings.drain().catch((error: unknown) => {
      if (error instanceof DrainTimeout) throw new ControlProblem(504, 'still_at_work', error.message);
      throw error;
    });
  };
  return {
    'POST /_local/tokens': ({ body }) => tokens(body, settings),
    'GET /_local/clock': readClock,
    'PUT /_local/clock': async ({ body }) => {
      const to = targetInstant(body, clock.now());
      await settings.settle();
      move(clock, to);
      return readClock();
    },
    'GET /_local/schedules': () => ({
      items: scheduler.list().map(({ name, expression, nextAtMs }) => ({
        name: logical(name),
        expression,
        nextAt: nextAtMs === undefined ? null : iso(nextAtMs),
      })),
    }),
    'POST /_local/schedules/{name}/run': async ({ name }) => {
      const ranAt = iso(clock.now());
      const known = (await scheduler.run(prefix + name)) || (await scheduler.run(name));
      if (!known) throw new ControlProblem(404, 'not_found', `there is no schedule ${name}`);
      await drained();
      return { name, ranAt };
    },
    'POST /_local/drain': async () => {
      await drained();
      return { drained: true };
    },
    'GET /_local/outbox': () => ({ items: settings.outbox.list() }),
    'GET /_local/queues': () => ({ items: queueItems(settings, logical) }),
    'GET /_local/pool/jwks.json': () => ({ keys: settings.pool()?.keys() ?? [] }),
    'GET /_local/pool/openid-configuration': () => ({
      issuer: settings.pool()?.issuer,
      jwks_uri: '/_local/pool/jwks.json',
      id_token_signing_alg_values_supported: ['RS256'],
      response_types_supported: ['token'],
      subject_types_supported: ['public'],
    }),
  };
};

const tokens = (body: JsonObject, settings: ControlSettings) => {
  const { pool } = settings;
  if (body['client'] !== undefined) return machineTokens(String(body['client']), settings);
  const username = textOf(body['user']);
  const scopes = body['scopes'];
  if (username === undefined) throw new ControlProblem(422, 'invalid', 'the body needs "user"');
  if (
    scopes !== undefined &&
    !(Array.isArray(scopes) && scopes.every((scope) => typeof scope === 'string'))
  ) {
    throw new ControlProblem(422, 'invalid', '"scopes" must be a list of texts');
  }
  const user = pool()?.users.find(username);
  const issued =
    user && pool()?.tokensFor(user, scopes === undefined ? undefined : listOf(scopes).map(String));
  if (!issued) throw new ControlProblem(404, 'not_found', `there is no user ${username}`);
  return { token: issued.accessToken, idToken: issued.idToken, expiresAt: iso(issued.expiresMs) };
};

/** A token as a program gets one for itself, by the name or the id of its client. */
const machineTokens = (client: string, { pool, prefix }: ControlSettings) => {
  const found = pool()
    ?.clients()
    .find(
      (one) => one.machine && [one.id, one.name, one.name.replace(`${prefix}users-`, '')].includes(client),
    );
  const issued = found && pool()?.machineTokenOf(found);
  if (!found || !issued) throw new ControlProblem(404, 'not_found', `there is no machine client ${client}`);
  return { token: issued.accessToken, clientId: found.id, expiresAt: iso(issued.expiresMs) };
};

const targetInstant = ({ advance, now }: JsonObject, current: number): { at: number } | { by: number } => {
  if ((advance === undefined) === (now === undefined)) {
    throw new ControlProblem(422, 'invalid', 'the body needs either "advance" or "now"');
  }
  if (advance !== undefined) {
    const by = durationMs(String(advance));
    if (by === undefined) {
      throw new ControlProblem(
        422,
        'invalid',
        `"advance" must be an ISO 8601 duration such as PT25H, not ${advance}`,
      );
    }
    return { by };
  }
  const text = String(now);
  const at = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (Number.isNaN(at))
    throw new ControlProblem(
      422,
      'invalid',
      `"now" must be an ISO 8601 instant with its offset, not ${text}`,
    );
  if (at < current) throw new ControlProblem(409, 'clock_goes_back', new ClockGoesBack(current, at).message);
  return { at };
};

const move = (clock: VirtualClock, to: { at: number } | { by: number }): void => {
  try {
    if ('by' in to) clock.advance(to.by);
    else clock.moveTo(to.at);
  } catch (error) {
    if (error instanceof ClockGoesBack) throw new ControlProblem(409, 'clock_goes_back', error.message);
    if (error instanceof RangeError) throw new ControlProblem(422, 'invalid', error.message);
    throw error;
  }
};

const queueItems = (
  { queues, queueNames, deadLetters }: ControlSettings,
  logical: (name: string) => string,
) => {
  const stats = new Map(queues.stats().map((one) => [one.name, one]));
  const ends = new Set(deadLetters.values());
  return queueNames
    .filter((name) => !ends.has(name))
    .sort()
    .map((name) => {
      const { visible = 0, inFlight = 0, delayed = 0 } = stats.get(name) ?? {};
      const dead = stats.get(deadLetters.get(name) ?? '');
      return {
        name: logical(name),
        visible,
        inFlight,
        delayed,
        deadLetters: dead ? dead.visible + dead.inFlight + dead.delayed : 0,
      };
    });
};
