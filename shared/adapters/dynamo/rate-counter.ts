import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { RateCounter } from '#shared/runtime/http/edge.ts';
import { keys } from './keys.ts';
import type { Table } from './table.ts';

type Window = { start: number; next: number; until: number };

/**
 * Counts calls in the table, one counter for each caller and window, reserved in blocks: between two reservations a call costs no write. A
 * block that an environment doesn't use up counts as used, so a caller gets at most the limit, never more.
 */
export const dynamoRateCounter = (table: Table): RateCounter => {
  const windows = new Map<string, Window>();

  const reserve = async (caller: string, start: number, block: number): Promise<Window> => {
    const { Attributes } = await table.documents.send(
      new UpdateCommand({
        TableName: table.name,
        Key: { ...keys.rateWindow(caller, start) },
        UpdateExpression: 'SET #ttl = :ttl, #t = :t ADD calls :block',
        ExpressionAttributeNames: { '#ttl': 'ttl', '#t': 't' },
        ExpressionAttributeValues: { ':ttl': start + 3600, ':t': 'rate', ':block': block },
        ReturnValues: 'UPDATED_NEW',
      }),
    );
    const until = Number(Attributes?.['calls']);
    return { start, next: until - block + 1, until };
  };

  return {
    async count(caller, start, block) {
      const safe = caller.replaceAll('#', '_');
      let window = windows.get(safe);
      if (!window || window.start !== start || window.next > window.until) {
        if (windows.size > 10_000) windows.clear();
        window = await reserve(safe, start, block);
        windows.set(safe, window);
      }
      return window.next++;
    },
  };
};
