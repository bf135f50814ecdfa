import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { digestDay } from '#shared/app/audit/digest-day.ts';
import { sealTrail } from '#shared/app/audit/seal-trail.ts';
import { verifyTrail } from '#shared/app/audit/verify-trail.ts';
import { watchTrail } from '#shared/app/audit/watch-trail.ts';
import { AUDIT_LIFE_MS } from '#shared/domain/audit/audit-event.ts';
import { days, hours, minutes } from '#shared/domain/kernel/time.ts';
import { aRecord, type MemoryTrail, memoryTrail } from '#test/support/memory-trail.ts';
import { sized } from '#test/support/size.ts';

const START = Date.parse('2026-03-02T09:20:00Z');
const never = () => false;
const seal = ({ trail }: MemoryTrail, now: number) => sealTrail(trail, now, never);
const verify = ({ trail }: MemoryTrail, now: number, from = 0) =>
  verifyTrail(trail, { from, to: now + 1, now }, { isOver: never });
const found = async (memory: MemoryTrail, now: number) =>
  (await verify(memory, now)).problems.map(({ id, problem }) => [id, problem]);

/** A trail with a record every ten minutes from 09:20 on, sealed every hour as time went by. */
const aTrail = async (records: number, sealUntil = START + minutes(10) * records + hours(2)) => {
  const memory = memoryTrail();
  const ids: string[] = [];
  let now = START;
  for (let n = 0; n < records; n++) {
    const event = aRecord(n, START + minutes(10) * n);
    memory.add(event);
    ids.push(event.id);
    for (; now + hours(1) <= event.at && now <= sealUntil; now += hours(1)) await seal(memory, now);
  }
  for (; now <= sealUntil; now += hours(1)) await seal(memory, now);
  return { memory, ids, now: START + minutes(10) * records + hours(2) };
};

describe('Sealing', () => {
  it('leaves what is younger than an hour alone and seals all that is older, once', async () => {
    const memory = memoryTrail();
    for (let n = 0; n < 30; n++) memory.add(aRecord(n, START + minutes(10) * n));
    const now = START + minutes(10) * 29;

    const first = await seal(memory, now);
    const second = await seal(memory, now);

    // Up to 13:00 there are 22 records: from 09:20 to 12:50.
    expect(first).toMatchObject({ records: 22, complete: true, suspects: [] });
    expect(second).toMatchObject({ seals: 0, records: 0, complete: true });
    expect(await verify(memory, now)).toMatchObject({ checked: 30, sealed: 22, problems: [] });
  });

  it('makes one chain of spans without a gap for each shard, whatever runs were missed', async () => {
    const { memory, now } = await aTrail(60);
    for (const chain of memory.seals.values()) {
      const seals = [...chain.values()].sort((a, b) => a.from - b.from);
      seals.forEach((one, n) => {
        const before = seals[n - 1];
        expect(one.previous).toEqual(before ? { from: before.from, hash: before.hash } : null);
        if (before) expect(one.from).toBe(before.to);
      });
    }
    expect(await found(memory, now)).toEqual([]);
  });

  it('makes the same seals when two runs work at once', async () => {
    const memory = memoryTrail();
    for (let n = 0; n < 40; n++) memory.add(aRecord(n, START + minutes(3) * n));
    const now = START + hours(4);

    await Promise.all([seal(memory, now), seal(memory, now), seal(memory, now + minutes(1))]);

    expect([...memory.seals.values()].map(({ size }) => size)).toEqual([1, 1]);
    expect(await verify(memory, now)).toMatchObject({ checked: 40, sealed: 40, problems: [] });
  });

  it('may be cut off at every single call and is completed by the next run', async () => {
    const now = START + hours(6);
    for (let cutAt = 0; cutAt < 40; cutAt++) {
      const memory = memoryTrail();
      for (let n = 0; n < 20; n++) memory.add(aRecord(n, START + minutes(7) * n));
      let calls = 0;
      const cut =
        <Args extends unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
        async (...args: Args): Promise<Result> => {
          if (++calls > cutAt) throw new Error('cut off');
          return call(...args);
        };
      const { trail } = memory;
      const cutTrail = {
        ...trail,
        lock: cut(trail.lock),
        keepSeal: cut(trail.keepSeal),
        sealAt: cut(trail.sealAt),
      };
      await sealTrail(cutTrail, now, never).catch((error: Error) => {
        expect(error.message).toBe('cut off');
      });

      expect(await sealTrail(trail, now, never)).toMatchObject({ complete: true });
      expect(await verify(memory, now)).toMatchObject({ checked: 20, sealed: 20, problems: [] });
    }
  });

  it('catches up in steps of whole hours when much is waiting', async () => {
    const memory = memoryTrail(1, 500);
    for (let n = 0; n < 12_000; n++) memory.add(aRecord(n, START + n * 2000));
    const now = START + hours(9);

    const report = await seal(memory, now);

    expect(report).toMatchObject({ records: 12_000, complete: true, seals: 2 });
    expect((await verify(memory, now)).problems).toEqual([]);
  });

  it('stops when time is over, and goes on in the next run', async () => {
    const memory = memoryTrail(1, 500);
    for (let n = 0; n < 12_000; n++) memory.add(aRecord(n, START + n * 2000));
    const now = START + hours(9);
    let asked = 0;

    const first = await sealTrail(memory.trail, now, () => ++asked > 1);

    expect(first).toMatchObject({ seals: 1, complete: false });
    expect(await seal(memory, now)).toMatchObject({ seals: 1, complete: true });
    expect((await verify(memory, now)).problems).toEqual([]);
  });

  it('does nothing on a trail without records', async () => {
    const memory = memoryTrail();

    expect(await seal(memory, START)).toMatchObject({ seals: 0, complete: true });
    expect(await digestDay(memory.trail, START)).toBeUndefined();
    expect(memory.objects.size).toBe(0);
  });

  it('refuses to go on above an object that is not what was sealed', async () => {
    const { memory } = await aTrail(30);
    const [shard = ''] = memory.trail.shards;
    const last = [...(memory.seals.get(shard)?.values() ?? [])].sort((a, b) => b.from - a.from)[0];
    const name = [...memory.objects.keys()]
      .filter((each) => each.startsWith(`seals/${shard}`))
      .sort()
      .at(-1);
    if (last) memory.seals.get(shard)?.delete(new Date(last.from).toISOString());
    memory.objects.set(name ?? '', '{"seal":{},"leaves":[]}');

    await expect(seal(memory, START + days(1))).rejects.toMatchObject({ name: 'AuditSealBroken' });
  });
});

describe('The daily digest', () => {
  it('is locked once a day, names the seals since the one before, and is chained', async () => {
    const memory = memoryTrail();
    for (let n = 0; n < 200; n++) memory.add(aRecord(n, START + minutes(30) * n));
    const told: string[] = [];
    for (let now = START; now < START + days(5); now += hours(1)) {
      const { until } = await seal(memory, now);
      const day = await digestDay(memory.trail, until);
      if (day !== undefined) told.push(day);
    }
    const digests = told.map((day) => JSON.parse(memory.objects.get(`digests/${day}.json`) ?? 'null'));

    expect(told).toEqual(['2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05', '2026-03-06']);
    expect(digests.map(({ previous }) => previous?.hash ?? null)).toEqual([
      null,
      ...digests.slice(0, -1).map(({ hash }) => hash),
    ]);
    const named = digests.flatMap(({ shards }) =>
      shards.flatMap(({ seals }: { seals: { hash: string }[] }) => seals.map(({ hash }) => hash)),
    );
    const made = [...memory.seals.values()].flatMap((chain) =>
      [...chain.values()].filter(({ to }) => to <= Date.parse('2026-03-07')).map(({ hash }) => hash),
    );
    expect(named.toSorted()).toEqual(made.toSorted());
  });

  it('tells of days on which nothing ran in the next one', async () => {
    const { memory } = await aTrail(20);
    await digestDay(memory.trail, Date.parse('2026-03-03T00:00:00Z'));

    expect(await digestDay(memory.trail, Date.parse('2026-03-09T05:00:00Z'))).toBe('2026-03-08');
    expect([...memory.days.keys()]).toEqual(['2026-03-02', '2026-03-08']);
  });
});

describe('Verification', () => {
  it('finds any single record that was changed, removed, inserted or moved, sealed or not', async () => {
    const { ids, now } = await aTrail(40);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(ids.length - 1),
        fc.constantFrom('changed', 'missing', 'inserted', 'reordered'),
        async (at, kind) => {
          const { memory } = await aTrail(40, START + hours(5));
          const id = ids[at] ?? '';
          const isSealed = Date.parse('2026-03-02T13:00:00Z') > aRecord(at, START + minutes(10) * at).at;
          if (kind === 'missing' && !isSealed) return;
          const other = aRecord(1000 + at, START + minutes(10) * at + 1);
          if (kind === 'changed') memory.contentOf(id)['object'] = 'tkt_other';
          if (kind === 'missing') memory.remove(id);
          if (kind === 'inserted') memory.put(other.id, { ...other, mac: undefined });
          if (kind === 'reordered') memory.put(id, { ...memory.contentOf(id), id: ids[at === 0 ? 1 : 0] });

          expect(await found(memory, now)).toEqual([[kind === 'inserted' ? other.id : id, kind]]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('names a forged record for good that was sealed before anybody looked', async () => {
    const memory = memoryTrail();
    for (let n = 0; n < 12; n++) memory.add(aRecord(n, START + minutes(5) * n));
    await seal(memory, START + hours(3));
    const forged = aRecord(99, START + hours(3));
    memory.put(forged.id, { ...forged, object: 'tkt_forged' });
    await seal(memory, START + hours(6));

    expect(await found(memory, START + days(2))).toEqual([[forged.id, 'changed']]);
  });

  it('says so when a seal, its object or its link is not what it was', async () => {
    for (const harm of ['changed', 'removed', 'object', 'objectGone', 'last'] as const) {
      const { memory, now } = await aTrail(40);
      const [shard = ''] = memory.trail.shards;
      const chain = memory.seals.get(shard);
      const keys = [...(chain?.keys() ?? [])].sort();
      const key = (harm === 'last' ? keys.at(-1) : keys[1]) ?? '';
      const one = chain?.get(key);
      const name = `seals/${shard}/${key.slice(0, 13)}.json`;
      if (one && harm === 'changed') chain?.set(key, { ...one, root: 'forged' });
      if (harm === 'removed' || harm === 'last') chain?.delete(key);
      if (harm === 'object')
        memory.objects.set(name, (memory.objects.get(name) ?? '').replace('aud_', 'aud-'));
      if (harm === 'objectGone') memory.objects.delete(name);
      const problems = await found(memory, now + hours(4));

      expect(problems[0], harm).toEqual([name, 'sealBroken']);
    }
  });

  it('notices that the end of a chain was cut off with its objects, by the digest', async () => {
    const { memory, now } = await aTrail(60);
    await digestDay(memory.trail, Date.parse('2026-03-03T00:00:00Z'));
    for (const [shard, chain] of memory.seals) {
      for (const key of [...chain.keys()].filter((from) => from >= '2026-03-02T12')) {
        chain.delete(key);
        memory.objects.delete(`seals/${shard}/${key.slice(0, 13)}.json`);
      }
    }
    const problems = await found(memory, now + days(1));

    expect(problems).toContainEqual(['digests/2026-03-02.json', 'sealBroken']);
  });

  it('goes on where it stopped, and finds the same in many small steps as in one', async () => {
    const { memory, ids, now } = await aTrail(60);
    memory.remove(ids[7] ?? '');
    memory.contentOf(ids[31] ?? '')['at'] = 1;
    const whole = await verify(memory, now);
    const inSteps: string[] = [];
    let sealed = 0;
    let positions: Awaited<ReturnType<typeof verify>>['positions'];
    let steps = 0;
    do {
      const part = await verifyTrail(
        memory.trail,
        { from: 0, to: now + 1, now },
        { positions, isOver: () => true },
      );
      inSteps.push(...part.problems.map(({ id }) => id));
      sealed += part.sealed;
      positions = part.positions;
    } while (positions !== undefined && ++steps < 200);

    expect(steps).toBeGreaterThan(3);
    expect(inSteps.toSorted()).toEqual(whole.problems.map(({ id }) => id).sort());
    expect(sealed).toBe(whole.sealed);
  });

  it('widens a span to whole seals and leaves the rest alone', async () => {
    const { memory, ids, now } = await aTrail(60);
    memory.remove(ids[2] ?? '');
    const later = await verify(memory, now, START + hours(4));
    const around = await verifyTrail(
      memory.trail,
      { from: START + minutes(20), to: START + minutes(21), now },
      { isOver: never },
    );

    expect(later.problems).toEqual([]);
    expect(later.checked).toBeLessThan(60);
    expect(around.problems.map(({ id }) => id)).toEqual([ids[2]]);
  });

  it('does not miss records that have outlived their time', async () => {
    const { memory, ids } = await aTrail(30);
    for (const id of ids) memory.remove(id);

    expect(await found(memory, START + AUDIT_LIFE_MS + days(2))).toEqual([]);
    expect((await found(memory, START + AUDIT_LIFE_MS - days(2))).length).toBe(30);
  });
});

describe('A run of the watch', () => {
  it('seals, tells the day and is well; and is not once a record has gone', async () => {
    const memory = memoryTrail();
    const ids: string[] = [];
    for (let n = 0; n < 30; n++) {
      const event = aRecord(n, START + minutes(40) * n);
      memory.add(event);
      ids.push(event.id);
    }
    const now = START + minutes(40) * 30 + hours(1);
    const well = await watchTrail(memory.trail, now, () => 0);
    memory.remove(ids[15] ?? '');
    const ill = await watchTrail(memory.trail, now + hours(1), () => 0);

    expect(well).toMatchObject({ records: 30, day: '2026-03-02', problems: [], isWell: true });
    expect(ill).toMatchObject({ isWell: false, problems: [{ id: ids[15], problem: 'missing' }] });
  });

  it('is not well when it does not keep up', async () => {
    const { memory } = await aTrail(30, START);
    let spent = 0;

    expect(await watchTrail(memory.trail, START + days(1), () => (spent += 61_000))).toMatchObject({
      complete: false,
      isWell: false,
    });
  });

  it('looks at each kept day again within 18 days', async () => {
    const { memory, ids } = await aTrail(12);
    memory.remove(ids[3] ?? '');
    const runs: number[] = [];
    for (let hour = 0; hour < 420; hour++) {
      const now = START + days(20) + hours(hour);
      if (!(await watchTrail(memory.trail, now, () => 0)).isWell) runs.push(hour);
    }

    expect(runs.length).toBeGreaterThanOrEqual(1);
  });
});

const COUNT = sized(10_000, 100_000);

describe(`A trail of ${COUNT} records`, () => {
  const SPAN_MS = days(5);
  const now = START + SPAN_MS + hours(3);
  const memory = memoryTrail(16, COUNT / 100);
  const at = (n: number): number => START + Math.floor((n * SPAN_MS) / COUNT);
  const ids: string[] = [];
  beforeAll(async () => {
    for (let n = 0; n < COUNT; n++) {
      const event = aRecord(n, at(n));
      memory.add(event);
      ids.push(event.id);
    }
    for (let day = 1; day <= 6; day++) await seal(memory, Math.min(now, START + days(day)));
  }, 120_000);

  it('is whole', async () => {
    expect(await verify(memory, now)).toMatchObject({ checked: COUNT, sealed: COUNT, problems: [] });
  }, 60_000);

  const changed = (n: number): [string, string] => {
    const id = ids[n] ?? '';
    memory.put(id, { ...memory.contentOf(id), data: { version: -1 } });
    return [id, 'changed'];
  };
  const removed = (n: number): [string, string] => {
    memory.remove(ids[n] ?? '');
    return [ids[n] ?? '', 'missing'];
  };
  const inserted = (n: number): [string, string] => {
    const forged = aRecord(COUNT + n, at(n));
    memory.add(forged);
    return [forged.id, 'inserted'];
  };
  /** Does harm, looks for it, and undoes it. */
  const foundOf = async (numbers: readonly number[], harm: () => unknown) => {
    const before = numbers.map((n) => [ids[n] ?? '', memory.contentOf(ids[n] ?? '')] as const);
    harm();
    const problems = await found(memory, now);
    for (const [id, content] of before) memory.put(id, content);
    for (const [id, problem] of problems) if (problem === 'inserted') memory.remove(id ?? '');
    return problems;
  };

  it.each([
    ['changed', changed],
    ['removed', removed],
    ['inserted', inserted],
  ])(
    'names the one record that was %s',
    async (_, harm) => {
      const one = Math.floor(0.777 * COUNT);
      let expected: unknown;

      expect(await foundOf([one], () => (expected = harm(one)))).toEqual([expected]);
    },
    60_000,
  );

  it.each([0, COUNT / 2, COUNT - 10])(
    'names three, from number %i on, in the order of time',
    async (n) => {
      const three: [string, string][] = [];
      const problems = await foundOf([n, n + 4, n + 8], () =>
        three.push(changed(n), removed(n + 4), inserted(n + 8)),
      );

      expect(problems).toEqual(three);
    },
    60_000,
  );
});
