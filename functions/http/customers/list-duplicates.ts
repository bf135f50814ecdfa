import { listDuplicates } from '#shared/app/customers/list-duplicates.ts';
import { mergeRoutes } from '#shared/contracts/merge.ts';

export const route = mergeRoutes['customers/list-duplicates'];
export const operation = listDuplicates;
