import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileCalendar } from '#shared/domain/sla/calendar.ts';
import { type Case, openedAt, readCases } from '../../../scripts/replay/cases.ts';
import { readRows } from '../../../scripts/replay/csv.ts';
import { loadMapping } from '../../../scripts/replay/mapping.ts';
import { inOrder } from '../../../scripts/replay/order.ts';

/** Real logs lie outside of the project; where they are missing these tests are skipped. */
const data = join(import.meta.dirname, '../../../../shared/data');
const logs = {
  servicenow: join(data, 'servicenow-incidents/events.csv.gz'),
  italian: join(data, 'helpdesk-italian/events.csv.gz'),
};

const resolvedAt = ({ steps }: Case): number =>
  steps.findLast((step) => step.type === 'status' && step.to === 'resolved')?.at ?? Number.NaN;

describe.skipIf(!existsSync(logs.servicenow))(
  'the log of a ServiceNow instance (skipped where the data is missing)',
  () => {
    it('is read whole, in order, and agrees with its own verdicts on the calendar that is promised for it', async () => {
      const mapping = loadMapping('servicenow');
      const cases = await readCases(readRows(logs.servicenow), mapping);
      const moments = inOrder(cases);

      expect(cases).toHaveLength(17_489);
      expect(cases.every((one) => one.verdict !== undefined && Number.isFinite(resolvedAt(one)))).toBe(true);
      expect(moments.every(({ at }, i) => i === 0 || at > (moments[i - 1]?.at ?? 0))).toBe(true);

      const [calendar, policy] = [mapping.promises?.calendar, mapping.promises?.policies[0]];
      if (!calendar || !policy) throw new Error('the mapping promises nothing');
      const { name: _, ...definition } = calendar;
      const { elapsed } = compileCalendar(definition);
      const targetMs = ((153 * 60 + 22) * 60 + 12) * 1000;
      const third = cases.filter(({ lastPriority }) => lastPriority === 'normal');
      const agreed = third.filter(
        (one) => elapsed(openedAt(one), resolvedAt(one)) <= targetMs === (one.verdict === 'met'),
      );
      expect(agreed.length / third.length).toBeGreaterThan(0.99);
    });
  },
);

describe.skipIf(!existsSync(logs.italian))(
  'the log of an Italian help desk (skipped where the data is missing)',
  () => {
    it('is read whole, with its waits and its returns to work', async () => {
      const cases = await readCases(readRows(logs.italian), loadMapping('helpdesk-italian'));
      const steps = cases.flatMap((one) =>
        one.steps.filter((step) => step.type === 'status').map(({ to }) => to),
      );

      expect(cases.length).toBeGreaterThan(3000);
      expect(steps.filter((to) => to === 'pending').length).toBeGreaterThan(800);
      expect(steps.filter((to) => to === 'resolved').length).toBeGreaterThan(3000);
    });
  },
);
