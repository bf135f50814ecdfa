import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { driftOf, shapeOfTable, shapeOfTemplate } from './recover-table/shape.ts';
import { describe, recoverTable } from './recover-table/steps.ts';

/**
 * Recovers the table to a moment (docs/runbooks/recover-table.md):
 * `node scripts/recover-table.ts --template cdk.out/kefu-prod-data.template.json --source kefu-prod-table --target kefu-prod-table-2
 * [--at 2026-03-02T09:00:00Z]`. With `--check` it only compares `--target` with the template.
 */
const { values } = parseArgs({
  options: {
    template: { type: 'string' },
    source: { type: 'string' },
    target: { type: 'string' },
    at: { type: 'string' },
    check: { type: 'boolean', default: false },
  },
});
const { template, source, target } = values;
if (template === undefined || target === undefined || (source === undefined && !values.check))
  throw new Error('needs --template, --target, and --source or --check');
const at = values.at === undefined ? undefined : new Date(values.at);
if (at !== undefined && Number.isNaN(at.getTime())) throw new Error('--at is no instant');

const wanted = shapeOfTemplate(JSON.parse(readFileSync(template, 'utf8')));
const client = new DynamoDBClient({});
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const drift = values.check
  ? driftOf(wanted, shapeOfTable(await describe(client, target)))
  : await recoverTable(client, {
      source: source ?? '',
      target,
      at,
      wanted,
      say,
      wait: (ms) => setTimeout(ms),
    });
for (const line of drift) say(line);
say(`${drift.length} fields differ from the template`);
process.exitCode = drift.length === 0 ? 0 : 1;
