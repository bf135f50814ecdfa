import type { auditRoutes } from '#shared/contracts/audit.ts';
import { AUDIT_LIFE_MS } from '#shared/domain/audit/audit-event.ts';
import { Refusal, refuseField } from '#shared/domain/kernel/refusal.ts';
import { days, type Instant, iso } from '#shared/domain/kernel/time.ts';
import type { Context, Operation } from '../ports.ts';
import type { SealedTrail } from './trail.ts';
import { type Positions, verifyTrail } from './verify-trail.ts';

/** An answer is given after this time at the latest, well inside the time limit of the function; a cursor goes on. */
const PATIENCE_MS = 9_000;

type Going = { readonly from: Instant; readonly to: Instant; readonly positions: Positions };

const aboutOf = ({ caller }: Context): string => `audit-verify|${caller.id}`;

const isGoing = (value: unknown): value is Going & { issuedAt: number } => {
  const fields: Partial<Record<keyof Going | 'issuedAt', unknown>> =
    typeof value === 'object' && value !== null ? value : {};
  return (
    typeof fields.from === 'number' &&
    typeof fields.to === 'number' &&
    typeof fields.issuedAt === 'number' &&
    typeof fields.positions === 'object' &&
    fields.positions !== null
  );
};

const startOf = (
  body: {
    readonly from?: Instant | undefined;
    readonly to?: Instant | undefined;
    readonly cursor?: string | undefined;
  },
  context: Context,
): Going => {
  if (body.cursor !== undefined) {
    const opened = context.unseal(aboutOf(context), body.cursor);
    if (!isGoing(opened) || context.now - opened.issuedAt > days(1)) throw new Refusal('invalid_cursor');
    return opened;
  }
  // Records of this very moment may still be on their way into the trail.
  const to = Math.min(body.to ?? context.now, context.now);
  const from = body.from ?? Math.max(0, context.now - AUDIT_LIFE_MS);
  if (from > to) throw refuseField('from', 'must lie before to');
  return { from, to: to + 1, positions: {} };
};

/** `POST /v1/audit-events/verify`: everything kept unless a span is given, which is widened to whole seals. */
export const verifyAudit = (
  trailOf: (digest: Context['digest']) => SealedTrail,
  clock: () => number,
): Operation<(typeof auditRoutes)['audit/verify']> => ({
  async run({ body }, context) {
    const began = clock();
    const { from, to, positions } = startOf(body, context);
    const span = { from, to, now: context.now };
    const isOver = () => clock() - began > PATIENCE_MS;
    const done = await verifyTrail(trailOf(context.digest), span, { positions, isOver });
    const next = done.positions && { from, to, positions: done.positions, issuedAt: context.now };
    const { checked, sealed, problems } = done;
    return {
      body: {
        ok: problems.length === 0,
        checked,
        sealed,
        unsealed: checked - sealed,
        problems: problems.map((problem) => ({ ...problem, at: iso(problem.at) })),
        ...(next ? { nextCursor: context.seal(aboutOf(context), next) } : {}),
      },
      audit: [
        {
          action: 'audit.verified',
          object: 'audit-events',
          data: { from: iso(from), to: iso(to), checked, problems: problems.length },
        },
      ],
    };
  },
});
