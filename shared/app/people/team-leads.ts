import { refuseField } from '#shared/domain/kernel/refusal.ts';
import type { Context } from '../ports.ts';
import { ref } from '../records.ts';

/** Refuses with `unknown_reference` a lead who isn't on the staff. */
export const checkLeads = async (
  leadIds: readonly string[] | null | undefined,
  { reader }: Pick<Context, 'reader'>,
): Promise<void> => {
  if (!leadIds || leadIds.length === 0) return;
  const refs = leadIds.map((id) => ref('user', id));
  const found = await reader.get(refs);
  const missing = refs.findIndex((each) => found.one(each) === undefined);
  if (missing >= 0) throw refuseField(`leadIds[${missing}]`, 'there is no such user', 'unknown_reference');
};
