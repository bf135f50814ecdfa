import { describe, expect, it } from 'vitest';
import { circles, importsIn } from '../../scripts/check/import-graph.ts';
import { importBreaches } from '../../scripts/check/import-rules.ts';
import { missingFromLock, readLock } from '../../scripts/check/lock.ts';
import { findingsIn } from '../../scripts/check/text-rules.ts';

const breachesOf = (file: string, text: string): string[] =>
  importBreaches(importsIn(file, text)).map(({ why }) => why);

describe('the rules of who may import whom', () => {
  it.each([
    ['shared/domain/tickets/x.ts', "import { a } from '#shared/app/ports.ts';"],
    ['shared/domain/tickets/x.ts', "import type { A } from '@aws-sdk/client-dynamodb';"],
    ['shared/domain/tickets/x.ts', "import { readFileSync } from 'node:fs';"],
    ['shared/app/tickets/x.ts', "import { ticketRoutes } from '#shared/contracts/tickets.ts';"],
    ['shared/app/tickets/x.ts', "import * as z from 'zod';"],
    ['shared/contracts/x.ts', "import type { Store } from '../app/ports.ts';"],
    ['shared/adapters/x.ts', "import { routes } from '#shared/contracts/routes.ts';"],
    ['shared/runtime/x.ts', "import { sweep } from '#shared/app/sweep/sweep.ts';"],
    ['shared/runtime/x.ts', "export { keys } from '../adapters/dynamo/keys.ts';"],
    ['functions/workers/x.ts', "import { SQSClient } from '@aws-sdk/client-sqs';"],
    ['functions/workers/x.ts', "import { handler } from './y.ts';"],
    ['functions/http/tickets/x.ts', "import * as get from './get.ts';"],
    ['functions/http/tickets/index.ts', "import * as get from '../people/get-me.ts';"],
    ['events/x.ts', "import { ticketSchema } from '#shared/domain/tickets/ticket.ts';"],
    ['infra/x.ts', "import { handler } from '#functions/http/tickets/index.ts';"],
    ['infra/x.ts', "const { part } = await import('#shared/adapters/dynamo/read.ts');"],
    ['local/x.ts', "import type { Route } from '#shared/contracts/route.ts';"],
    ['shared/domain/x.ts', "import { aTicket } from '../../test/support/builders.ts';"],
    ['functions/x.ts', "import { build } from '../scripts/build.ts';"],
  ])('refuse %s: %s', (file, text) => {
    expect(breachesOf(file, text)).toHaveLength(1);
  });

  it.each([
    [
      'shared/domain/tickets/x.ts',
      "import * as z from 'zod'; import { a } from '../kernel/time.ts'; import type { B } from '#events/words.ts';",
    ],
    [
      'shared/app/tickets/x.ts',
      "import type { ticketRoutes } from '#shared/contracts/tickets.ts'; import { type R, ref } from '../records.ts';",
    ],
    [
      'shared/runtime/x.ts',
      "import type { Config } from '#shared/app/config.ts'; import middy from '@middy/core';",
    ],
    ['functions/http/tickets/index.ts', "import * as get from './get.ts';"],
    [
      'functions/workers/x.ts',
      "import { queues } from '#shared/contracts/queues.ts'; import type { SQSEvent } from 'aws-lambda';",
    ],
    [
      'events/x.ts',
      "import { kindSchema } from '#shared/domain/tickets/values.ts'; import { idSchema } from '#shared/domain/kernel/ids.ts';",
    ],
    [
      'infra/x.ts',
      "import { tableShape } from '#shared/adapters/dynamo/keys.ts'; import { App } from 'aws-cdk-lib';",
    ],
    ['test/x.test.ts', "import { anything } from '../local/runtime.ts';"],
  ])('allow %s: %s', (file, text) => {
    expect(breachesOf(file, text)).toEqual([]);
  });

  it('find circles of files that need each other, but not those of types alone', () => {
    const ring = [
      ...importsIn('shared/app/a.ts', "import { b } from './b.ts';"),
      ...importsIn('shared/app/b.ts', "export { c } from './c.ts';"),
    ];
    const closed = importsIn('shared/app/c.ts', "import { a } from './a.ts';");
    const typed = importsIn('shared/app/c.ts', "import type { A } from './a.ts';");

    expect(circles([...ring, ...closed])).toEqual([
      ['shared/app/a.ts', 'shared/app/b.ts', 'shared/app/c.ts', 'shared/app/a.ts'],
    ]);
    expect(circles([...ring, ...typed])).toEqual([]);
  });
});

describe('the words that must not be there', () => {
  it.each([
    ["import { z } from 'zod';"],
    ["import z from 'zod';"],
    ["import type { ZodType } from 'zod';"],
    ['// TO' + 'DO later'],
    ['// @ts-' + 'ignore'],
    ['console.log(1);'],
    ['const now = Date.now();'],
    ['"resolved"' + ': "https://packages.example/zod.tgz"'],
  ])('are found: %s', (text) => {
    expect(findingsIn('shared/domain/x.ts', `const a = 1;\n${text}`)).toMatchObject([{ line: 2 }]);
  });

  it('do not include what is right', () => {
    const text =
      "import fc from 'fast-check';\nimport * as z from 'zod';\nimport type * as y from 'zod';\nconst at = new Date(5);\n";

    expect(findingsIn('shared/domain/x.ts', text)).toEqual([]);
  });
});

describe('the lock of the packages', () => {
  const lock = {
    packages: {
      '': { dependencies: { a: '1' } },
      'node_modules/a': { optionalDependencies: { 'a-linux': '1', 'a-darwin': '1' } },
      'node_modules/a/node_modules/a-linux': { dependencies: { b: '1' } },
      'node_modules/b': {},
    },
  };

  it('is found to lack what another platform would install', () => {
    expect(missingFromLock(lock)).toEqual(['a-darwin, for a']);
  });

  it('holds everything that the project asks for, on every platform', () => {
    expect(missingFromLock(readLock('.'))).toEqual([]);
  });
});
