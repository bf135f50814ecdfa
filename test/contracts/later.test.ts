import { describe, expect, it } from 'vitest';
import { laterPaths } from '#shared/contracts/later.ts';
import { routes } from '#shared/contracts/routes.ts';
import { contractPaths, shapeOf } from './contract-paths.ts';

const shapes = (paths: readonly string[]): Set<string> => new Set(paths.map(shapeOf));
const served = shapes([...Object.values(routes).map(({ path }) => path), '/health', '/v1/openapi.json']);
const later = shapes(laterPaths);
const promised = shapes(contractPaths);

describe('the addresses of the contract', () => {
  it('are each served, or answer that they are still to come', () => {
    expect([...promised].filter((path) => !served.has(path) && !later.has(path))).toEqual([]);
  });

  it('are not said to be still to come once they are served', () => {
    expect([...later].filter((path) => served.has(path))).toEqual([]);
  });

  it('hold everything that is said to be still to come', () => {
    expect([...later].filter((path) => !promised.has(path))).toEqual([]);
  });
});
