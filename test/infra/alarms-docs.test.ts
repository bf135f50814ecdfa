import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { alarmsOf } from '#infra/alarms/list.ts';
import { budgetAlarms } from '#infra/alarms/objectives.ts';
import { availability, budgetSpent, objectives, WINDOW_DAYS } from '#infra/slo.ts';
import { routes } from '#shared/contracts/routes.ts';
import { resourcesOf, templatesOf } from './support/templates.ts';

const list = alarmsOf({
  nameOf: (logical) => logical,
  tableName: 'table',
  apiId: 'api',
  signIn: { userPoolId: 'pool', clientId: 'client' },
});
const folder = 'docs/runbooks';
const catalogue = '../shared/product/reliability.md';

describe('docs/alarms.md', () => {
  const page = readFileSync('docs/alarms.md', 'utf8');
  const known = new Set([...list, ...budgetAlarms].map(({ id }) => id));
  const named = (text: string): string[] => [...text.matchAll(/`([a-z-]+)`/g)].map(([, id]) => String(id));
  const faults = [...page.matchAll(/^\| (F\d\d) .*\| (.*) \|$/gm)].map(([, id, by]) => ({
    id: String(id),
    by: String(by),
  }));
  const isSilent = ({ by }: { by: string }): boolean => by.startsWith('*silent*');

  it('maps each class of fault to alarms that there are, or says that it is silent', () => {
    expect(faults.map(({ id }) => id)).toEqual(
      Array.from({ length: 62 }, (_, n) => `F${String(n + 1).padStart(2, '0')}`),
    );
    for (const { id, by } of faults.filter((one) => !isSilent(one))) {
      expect(named(by).length, id).toBeGreaterThan(0);
      expect(
        named(by).filter((alarmId) => !known.has(alarmId)),
        id,
      ).toEqual([]);
    }
  });

  it('names a test for each fault that nobody is told of', () => {
    const silent = faults.filter(isSilent);
    expect(silent.length).toBeGreaterThan(20);
    for (const { id, by } of silent) {
      const tests = [...by.matchAll(/`(test\/[\w./-]+\.test\.ts)`/g)].map(([, file]) => String(file));
      expect(tests.length, id).toBeGreaterThan(0);
      expect(
        tests.filter((file) => !existsSync(file)),
        id,
      ).toEqual([]);
    }
  });

  it.skipIf(!existsSync(catalogue))('has a row for each fault of the catalogue, and no other', () => {
    const rows = [...readFileSync(catalogue, 'utf8').matchAll(/^\| (F\d\d) \|/gm)].map(([, id]) => id);

    expect(rows).toHaveLength(62);
    expect(faults.map(({ id }) => id)).toEqual(rows);
  });

  it('knows a run book for each alarm that a fault rings', () => {
    const books = new Map([...list, ...budgetAlarms].map(({ id, runBook }) => [id, runBook]));
    for (const { id, by } of faults.filter((one) => !isSilent(one)))
      for (const one of named(by))
        expect(existsSync(`${folder}/${books.get(one)}.md`), `${id} ${one}`).toBe(true);
  });

  it('names every alarm: by itself, or by what it is an alarm of', () => {
    const first = page.split('## Faults of the catalogue')[0] ?? '';
    const patterns = [...first.matchAll(/`([a-z-]*)(<(?:function|queue|sweep|stream)>)?([a-z-]*)`/g)]
      .filter(([, before, , after]) => `${before}${after}`.length > 3)
      .map(([, before, some, after]) => new RegExp(`^${before}${some ? '[a-z-]+' : ''}${after}$`));
    const missing = [...known].filter((id) => !patterns.some((pattern) => pattern.test(id)));

    expect(missing).toEqual([]);
  });
});

const ids = [...list, ...budgetAlarms].map(({ id }) => id);
const service = JSON.stringify(
  ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::Dashboard'].flatMap((type) =>
    resourcesOf(templatesOf('prod').service, type).map(({ Properties: properties }) => properties),
  ),
).replaceAll('\\', '');

describe('Every objective', () => {
  it('has a name of its own, and a share that can be reached', () => {
    expect(new Set(objectives.map(({ id }) => id)).size).toBe(objectives.length);
    expect(objectives.length).toBeGreaterThanOrEqual(10);
    for (const { id, objective } of objectives) {
      expect(objective, id).toBeGreaterThan(0.9);
      expect(objective, id).toBeLessThanOrEqual(1);
    }
  });

  it('is measured by something that is there: a metric that alarms or dashboard show, a route, or a log', () => {
    for (const { id, sources } of objectives) {
      expect(sources.length, id).toBeGreaterThan(0);
      for (const source of sources) {
        if ('metric' in source) {
          expect(service, id).toContain(`"${source.metric}"`);
          expect(service, id).toContain(`"${source.namespace}"`);
        }
        if ('route' in source) expect(Object.keys(routes), id).toContain(source.route);
      }
    }
  });

  it('has alarms that there are', () => {
    for (const { id, alarms } of objectives) {
      expect(alarms.length, id).toBeGreaterThan(0);
      for (const alarm of alarms) {
        const isMeant = (one: string) =>
          alarm.endsWith('*') ? one.startsWith(alarm.slice(0, -1)) : one === alarm;
        expect(ids.filter(isMeant), `${id}: ${alarm}`).not.toEqual([]);
      }
    }
  });
});

describe('The budget of requests', () => {
  it('is gone by the published shares when an alarm rings', () => {
    expect(WINDOW_DAYS).toBe(28);
    expect(availability.burnRates.map(budgetSpent).map((share) => Number(share.toFixed(3)))).toEqual([
      0.021, 0.054, 0.107,
    ]);
  });

  it('is watched by windows of which the short one is a twelfth of the long one', () => {
    for (const { longMinutes, shortMinutes } of availability.burnRates)
      expect(longMinutes / shortMinutes).toBe(12);
  });
});
