import { createHash } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Journey } from '../support/local-stack.ts';
import { everyItem, pastTheProduct, type StoredItem } from '../support/stored-items.ts';

const TABLES = ['kefu-dev-table', 'kefu-dev-data-keys'];

/** What a refusal may leave: its trace in the trail and what is counted about callers. */
const left: ReadonlySet<string> = new Set(['audit', 'idempotency', 'RL', 'revealTally']);

const kindOf = ({ t, pk }: StoredItem): string => String(t ?? String(pk).split('#')[0]);

const nameOf = ({ pk, sk }: StoredItem): string => `${String(pk)} ${String(sk ?? '')}`;

const sets = (_: string, value: unknown): unknown => (value instanceof Set ? [...value].sort() : value);

/** A look at everything that is stored, as fingerprints by key. */
export const watchTables = (journey: Journey) => {
  const documents: DynamoDBDocumentClient = pastTheProduct(journey.stack.enginesAddress);
  const look = async (): Promise<ReadonlyMap<string, string>> => {
    await journey.drain();
    const found = new Map<string, string>();
    for (const table of TABLES) {
      for (const item of await everyItem(documents, table)) {
        if (left.has(kindOf(item))) continue;
        const print = createHash('sha256')
          .update(JSON.stringify(item, sets))
          .digest('base64url')
          .slice(0, 16);
        found.set(`${table} ${kindOf(item)} ${nameOf(item)}`, print);
      }
    }
    return found;
  };
  return { look, close: (): void => documents.destroy() };
};

/** The keys of what came, went or changed. */
export const differences = (
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): string[] =>
  [...new Set([...before.keys(), ...after.keys()])].filter((key) => before.get(key) !== after.get(key));
