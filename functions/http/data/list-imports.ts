import { listImports } from '#shared/app/imports/list-imports.ts';
import { importRoutes } from '#shared/contracts/imports.ts';

export const route = importRoutes['data/list-imports'];
export const operation = listImports;
