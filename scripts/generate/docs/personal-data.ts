import type { ItemKind, Personal } from '#shared/adapters/dynamo/item-kind.ts';
import { itemKindOf, kinds } from '#shared/adapters/dynamo/items/index.ts';
import {
  maskedText,
  noItems,
  noText,
  nothing,
  systemText,
  withoutReasons,
} from '#shared/adapters/dynamo/items/left.ts';
import type { Kind, Records } from '#shared/app/records.ts';
import { code, markdownTable, page } from './table.ts';

/** What is left of a field in the open, in words. */
const words = new Map<unknown, string>([
  [noText, 'an empty text'],
  [noItems, 'an empty list'],
  [nothing, 'nothing'],
  [withoutReasons, 'everything but the reasons'],
  [systemText, 'an empty text, but for reasons of the system itself'],
  [maskedText, 'the text with its numbers masked; sealed only where that differs'],
]);

const wordsFor = (field: string, leave: unknown): string => {
  const said = words.get(leave);
  if (said === undefined)
    throw new Error(`scripts/generate/docs/personal-data.ts has no words for what is left of ${field}`);
  return said;
};

/** Stands for any record: each of its fields is its own name. */
const anyRecord = new Proxy({}, { get: (_, name) => String(name) }) as Records[Kind];

const ownerOf = ({ owner }: Personal<Records[Kind]>): string => {
  const said = owner(anyRecord);
  if (said === 'transaction') return 'whoever is written about in the same transaction';
  return 'customerId' in said ? code(said.customerId) : `the customer of ${code(said.ticketId)}`;
};

const rows = (): string[][] =>
  kinds.flatMap((kind) => {
    const { personal } = itemKindOf(kind) as unknown as ItemKind<Kind>;
    if (!personal) return [];
    return Object.entries(personal.left).map(([field, leave]) => [
      kind,
      code(field),
      ownerOf(personal as Personal<Records[Kind]>),
      wordsFor(field, leave),
    ]);
  });

/** `docs/generated/personal-data.md`: every field that is sealed, by the item kinds themselves. */
export const personalDataPage = (): string =>
  page(
    'Personal fields that are sealed in the table',
    'Each is sealed for its customer under that customer’s data key (docs/decisions/0006-data-keys.md). What is left of it stays in the open and is all that a reader gets once the key is erased.',
    markdownTable(['record', 'field', 'sealed for', 'left in the open'], rows()),
  );
