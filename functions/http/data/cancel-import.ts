import { cancelImport } from '#shared/app/imports/cancel-import.ts';
import { importRoutes } from '#shared/contracts/imports.ts';

export const route = importRoutes['data/cancel-import'];
export const operation = cancelImport;
