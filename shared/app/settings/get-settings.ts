import type { settingsRoutes } from '#shared/contracts/settings.ts';
import type { Operation } from '../ports.ts';
import { settingsView } from './views.ts';

/** `GET /v1/settings`. */
export const getSettings: Operation<(typeof settingsRoutes)['settings/get-settings']> = {
  run: (_request, { config: { settings } }) => ({ body: settingsView(settings), version: settings.version }),
};
