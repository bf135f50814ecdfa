import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stageNames } from '#infra/stages.ts';
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

  it.each(stageNames)('is what docs/cost.md says for %s', (name) => {
    expect(page).toContain(`| ${name} | ${fixed[name]?.toFixed(2)} |`);
  });
});
