import { gradeFacet, tagFacet } from '#shared/domain/customers/dimensions.ts';
import { gradeSchema } from '#shared/domain/customers/grade.ts';
import type { CustomerQuery } from '#shared/domain/customers/list.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import { everyShard, indexes, keys, padded, type Shards } from '../keys.ts';
import type { Plan } from './tickets/plan.ts';

/**
 * Which partitions hold a list of customers in the wanted order (table-design, The other lists). By spend: those of the grade, or of all
 * grades. By creation: the sparsest list that is asked for, else that of everybody. What the key doesn't hold is asked of the record.
 */
export const customerPlan = (query: CustomerQuery, shards: Shards): Plan =>
  query.sort === '-spend' ? bySpend(query, shards) : byCreation(query, shards);

const bySpend = ({ grade, spendMin = 0, spendMax }: CustomerQuery, shards: Shards): Plan => ({
  sources: (grade === undefined ? gradeSchema.options : [grade]).flatMap((one) =>
    everyShard(shards.all).map((shard) => ({
      index: 'gsi1' as const,
      partition: indexes.customersOfGrade(one, shard),
    })),
  ),
  ascending: false,
  from: padded(spendMin, 15),
  to: spendMax === undefined ? '~' : `${padded(spendMax, 15)}#~`,
});

const facetOf = ({ tag, grade, stage }: CustomerQuery): string | undefined => {
  if (tag !== undefined) return tagFacet(tag);
  if (stage !== undefined) return tagFacet(`stage:${stage}`);
  return grade === undefined ? undefined : gradeFacet(grade);
};

const byCreation = (query: CustomerQuery, shards: Shards): Plan => {
  const facet = facetOf(query);
  const everybody = everyShard(shards.all);
  return {
    sources:
      facet === undefined
        ? everybody.map((shard) => ({
            index: 'gsi2' as const,
            partition: indexes.customers(query.status, shard),
          }))
        : everybody.map((shard) => ({ partition: keys.facet(facet, shard, '-', '-').pk })),
    ascending: false,
    from: query.createdAfter === undefined ? '0' : `${iso(query.createdAfter)}#~`,
    to: query.createdBefore === undefined ? '~' : iso(query.createdBefore),
  };
};
