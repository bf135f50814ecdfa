import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { functionSpecs } from '#infra/functions.ts';
import { stageNames } from '#infra/stages.ts';
import { sweepIds } from '#shared/contracts/schedules.ts';
import { fixedItems, monthlyUsd } from './support/fixed-cost.ts';
import { allTemplates, templatesOf } from './support/templates.ts';

const fixed = Object.fromEntries(
  stageNames.map((name) => [name, monthlyUsd(fixedItems(allTemplates(templatesOf(name))))]),
);
const page = readFileSync('docs/cost.md', 'utf8');

describe('What a stage costs before anybody uses it', () => {
  it('stays below 30 USD a month with everything on', () => {
    expect(fixed['prod']).toBeLessThan(30);
    expect(fixed['prod']).toBeGreaterThan(10);
  });

  it('is next to nothing in dev: alarms and metrics of that number are free', () => {
    const { alarmMetric, customMetric, ...rest } = fixedItems(allTemplates(templatesOf('dev')));

    expect(alarmMetric).toBeLessThanOrEqual(10);
    expect(customMetric).toBeLessThanOrEqual(10);
    expect(monthlyUsd({ ...rest, alarmMetric: 0, customMetric: 0 })).toBeLessThanOrEqual(0.4);
  });

  it('counts every figure that a function reports: no other function has metrics', () => {
    const reporting = (handler: string) =>
      functionSpecs
        .filter(({ entry }) => readFileSync(entry, 'utf8').includes(`${handler}(`))
        .map(({ id }) => id.replace('schedules/', ''));

    expect(reporting('sweepHandler').toSorted()).toEqual([...sweepIds].toSorted());
    expect(reporting('gaugedHandler')).toEqual(['snapshot-incremental']);
    expect(reporting('addMetric')).toEqual([]);
  });

  it.each(stageNames)('is what docs/cost.md says for %s', (name) => {
    expect(page).toContain(`| ${name} | ${fixed[name]?.toFixed(2)} |`);
  });
});
