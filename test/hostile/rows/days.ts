import type { Row } from '../row.ts';
import { anOrder, CANARY } from '../world.ts';
import { ofCustomers, refused, wrongIn } from './wrong.ts';

const days = [
  '2026-02-30T00:00:00Z',
  '2025-02-29T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '1999-12-31T23:59:59Z',
  '2101-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '+275760-09-13T00:00:00Z',
  '2026-01-01T00:00:00+25:00',
  '2026-01-01T00:00:00z',
  '2026-01-01t00:00:00Z',
  '2026-01-01T24:00:00Z',
  '2026-01-01T23:59:60Z',
  '2026-01-01T00:00:00',
  '2026-01-01',
  '2026-1-1T00:00:00Z',
  '1772442000',
  '1772442000000',
  'tomorrow',
  '２０２６-01-01T00:00:00Z',
  '',
];

/** 3.1, H20. */
export const dayRows: readonly Row[] = [
  {
    id: 'H20',
    title: 'days and times that do not exist',
    cases: (world) => [
      ...wrongIn(
        `POST /v1/tickets/${world.ticket.id}/tasks`,
        (over) => ({ title: CANARY, ...over }),
        days.map((day) => ['dueAt', day]),
      ),
      ...wrongIn(
        'PUT /v1/orders/H-9',
        anOrder,
        days.map((day) => ['placedAt', day]),
        'admin',
      ),
      ...days.map((day) => ({
        what: `cases created after ${day}`,
        to: `GET /v1/tickets?createdAfter=${encodeURIComponent(day)}`,
        answers: refused,
        names: 'createdAfter',
      })),
      ...ofCustomers(
        ['2026-02-30', '1899-12-31', '2100-01-01', '0000-01-01', '1990-2-8', '19900208', 'x'].map((day) => [
          'birthday',
          day,
        ]),
      ),
      ...['PT0S', '-PT1H', 'P1Y', 'P1M', 'PT1H30', 'P', 'PT', 'P99999D', 'pt1h', '3600', 'PT1e3S'].map(
        (duration) => ({
          what: `a span of ${duration}`,
          to: `POST /v1/calendars/${world.calendar}/simulate`,
          as: 'admin',
          body: { start: '2026-03-02T00:00:00Z', duration },
          answers: refused,
          names: 'duration',
        }),
      ),
    ],
  },
];
