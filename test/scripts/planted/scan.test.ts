import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { personOf } from '#test/campaign/planted/people.ts';
import { fields, scanFiles, scannerOf } from '#test/campaign/planted/scan.ts';

const people = [1, 2, 3].map(personOf);
const scan = scannerOf(people);
const [, second = personOf(2)] = people;

describe('the scan for planted values', () => {
  it('sees each of them, however it is spelled', () => {
    const spellings = {
      phone: [
        second.phone,
        second.phone.slice(3),
        `86${second.phone.slice(3)}9`,
        `0${second.phone.slice(3)}`,
      ],
      email: [second.email, second.email.toUpperCase(), encodeURIComponent(second.email)],
      idNumber: [second.idNumber, `1${second.idNumber}`],
      address: [second.line, encodeURIComponent(second.line), Buffer.from(second.line).toString('latin1')],
      word: [second.word, second.word.toUpperCase()],
    };

    for (const field of fields)
      for (const spelling of spellings[field]) expect(scan(`x ${spelling} y`)).toEqual([{ n: 2, field }]);
  });

  it('sees nothing in masked values and in those of people who were not planted', () => {
    const stranger = personOf(4711);

    expect(scan(`+86139****1234 p***@example.net 330***********1234 ${JSON.stringify(stranger)}`)).toEqual(
      [],
    );
  });

  it('reads files as raw bytes and leaves out those it is told to', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kefu-scan-'));
    writeFileSync(join(folder, 'a.db'), Buffer.concat([Buffer.from([0, 255]), Buffer.from(second.line)]));
    writeFileSync(join(folder, 'b.db'), second.email);

    const found = scanFiles(folder, scan, (path) => path === 'b.db');
    rmSync(folder, { recursive: true });

    expect(found).toEqual([{ path: 'a.db', sighting: { n: 2, field: 'address' } }]);
  });

  it('plants nobody twice', () => {
    const many = Array.from({ length: 5000 }, (_, n) => personOf(n));

    for (const value of ['phone', 'email', 'idNumber', 'line', 'word'] as const)
      expect(new Set(many.map((person) => person[value])).size).toBe(5000);
  });
});
