import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadMapping } from '../../../scripts/replay/mapping.ts';
import { agentFor } from '../../../scripts/replay/setup.ts';

const folder = mkdtempSync(join(tmpdir(), 'kefu-mapping-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('loadMapping', () => {
  it.each(['servicenow', 'helpdesk-italian'])('reads the shipped mapping %s by its name', (name) => {
    expect(loadMapping(name).name).toBe(name);
  });

  it('promises 153 h 22 min 12 s of working days, never paused, for priority 3 of servicenow', () => {
    const { promises, priorities } = loadMapping('servicenow');

    expect(priorities['3 - Moderate']).toBe('normal');
    expect(promises?.policies[0]).toMatchObject({
      conditions: { priority: ['normal'] },
      targets: { resolution: { duration: 'PT153H22M12S', pausedIn: [] } },
    });
    expect(promises?.calendar).toMatchObject({ timeZone: 'UTC' });
    expect(Object.keys(promises?.calendar.week ?? {})).toEqual(['mon', 'tue', 'wed', 'thu', 'fri']);
  });

  it('reads a mapping from a file and fills in what it leaves out', () => {
    const file = join(folder, 'mine.json');
    const columns = { case: 'id', at: 'time', state: 'status' };
    writeFileSync(
      file,
      JSON.stringify({
        name: 'mine',
        columns,
        time: { format: 'iso', zone: 'UTC' },
        states: { New: 'opened' },
      }),
    );

    expect(loadMapping(file)).toMatchObject({
      name: 'mine',
      kind: 'consultation',
      channel: 'api',
      missing: [''],
    });
  });

  it('says what is wrong in a file that is no mapping', () => {
    const file = join(folder, 'wrong.json');
    writeFileSync(file, JSON.stringify({ name: 'wrong', columns: { case: 'id' }, states: { New: 'born' } }));

    expect(() => loadMapping(file)).toThrow(/no mapping[\s\S]*columns\.at[\s\S]*states\.New/);
    expect(() => loadMapping(join(folder, 'none.json'))).toThrow('there is no mapping');
  });
});

describe('agentFor', () => {
  const agents = ['agent1', 'agent2', 'agent3'].map((user) => ({ user, id: `usr_${user}` }));

  it('gives a person of the source the same agent each time, and uses all of them', () => {
    const names = Array.from({ length: 60 }, (_, i) => `Resolver ${i}`);
    const given = names.map((name) => agentFor(name, agents).user);

    expect(names.map((name) => agentFor(name, agents).user)).toEqual(given);
    expect(new Set(given).size).toBe(3);
  });
});
