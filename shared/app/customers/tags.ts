import { tagObjection } from '#shared/domain/customers/dimensions.ts';
import { refuseField } from '#shared/domain/kernel/refusal.ts';
import type { Context } from '../ports.ts';

/** Refuses a tag that its dimension doesn't know, that is the second of its dimension, or that is computed. `had` may stay. */
export const checkTags = (
  tags: readonly string[] | null | undefined,
  { config }: Pick<Context, 'config'>,
  had: readonly string[] = [],
): void => {
  const dimensions = config.settings.tagDimensions;
  for (const [n, tag] of (tags ?? []).entries()) {
    const objection = tagObjection(tag, { dimensions, before: (tags ?? []).slice(0, n), had });
    if (objection !== undefined) throw refuseField(`tags[${n}]`, objection);
  }
};
