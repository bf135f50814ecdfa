import { randomUUID } from 'node:crypto';
import type { Row } from '../row.ts';
import { aTicket } from '../world.ts';
import { open } from './wrong.ts';

const [missing, invalid, reused] = [
  '400 idempotency_key_required',
  '400 invalid_idempotency_key',
  '422 idempotency_key_reused',
];

/** 3.1, H30: keys of repeats. That many at once have one effect is in the journey of the edge. */
export const keyRows: readonly Row[] = [
  {
    id: 'H30',
    title: 'an Idempotency-Key that is missing, none, or somebody else’s',
    cases: (world) => {
      const key = randomUUID();
      const body = aTicket(world, { subject: 'Once' });
      const with_ = (name: string, value: string, answers: string, wire = false) => ({
        what: name,
        to: open,
        body,
        headers: { 'idempotency-key': value },
        answers,
        ...(wire ? { wire: true as const } : {}),
      });
      return [
        with_('none', '-', missing),
        with_('an empty one', '', invalid),
        with_('a space in it', 'a b', invalid),
        with_('256 characters', 'k'.repeat(256), invalid),
        with_('no ASCII', 'schlüssel', invalid, true),
        with_('10 kB', 'k'.repeat(10_000), '431'),
        with_('a tab', 'a\tb', invalid, true),
        with_('a good one', key, '201'),
        { ...with_('another body', key, reused), body: aTicket(world, { subject: 'Twice' }) },
        { ...with_('nearly the same body', key, reused), raw: `${JSON.stringify(body)} ` },
        { ...with_('another caller', key, '201'), as: 'supervisor1' },
        {
          what: 'another path',
          to: `POST /v1/tickets/${world.ticket.id}/messages`,
          body: { visibility: 'internal', body: 'x' },
          headers: { 'idempotency-key': key },
          answers: '201',
        },
        with_('the longest', 'k'.repeat(255), '201'),
      ];
    },
  },
];
