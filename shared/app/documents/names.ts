import { masked } from '#shared/domain/customers/masked.ts';
import type { NameOf } from '#shared/domain/documents/case-file.ts';
import { wordsIn } from '#shared/domain/documents/words.ts';
import type { Context } from '../ports.ts';
import { type Ref, ref } from '../records.ts';

const refOf = (id: string): Ref<'user'> | Ref<'customer'> | undefined => {
  if (id.startsWith('usr_')) return ref('user', id);
  return id.startsWith('cus_') ? ref('customer', id) : undefined;
};

/**
 * Names of people and teams as the caller may see them: of customers masked unless they may see names, and nobody's without the right to read such
 * records: then the id stands for them. What is asked for once is kept, for all cases of a document.
 */
export const namesFor = (context: Context) => {
  const known = new Map<string, string>();
  const { permissions, reveal } = context.caller;
  const may = (id: string): boolean =>
    permissions.has(id.startsWith('usr_') ? 'users.read' : 'customers.read');

  const learn = async (ids: Iterable<string>): Promise<void> => {
    const asked = [...new Set(ids)].filter((id) => !known.has(id) && may(id));
    const refs = asked.flatMap((id) => refOf(id) ?? []);
    const found = await context.reader.get(refs);
    for (const one of refs) {
      const id = one.id[0] ?? '';
      known.set(
        id,
        (one.kind === 'user' ? found.one(one)?.name : customerName(found.one(one), reveal)) || id,
      );
    }
  };
  const nameOf: NameOf = (id) => {
    if (id === 'system') return wordsIn(context.language).system;
    return known.get(id) ?? context.config.teams.get(id)?.name ?? id;
  };
  return { learn, nameOf };
};
export type Names = ReturnType<typeof namesFor>;

const customerName = (
  customer: Parameters<typeof masked>[0] | undefined,
  reveal: Context['caller']['reveal'],
): string => (customer === undefined ? '' : masked(customer, reveal).name);
