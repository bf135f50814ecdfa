import { getSettings } from '#shared/app/settings/get-settings.ts';
import { settingsRoutes } from '#shared/contracts/settings.ts';

export const route = settingsRoutes['settings/get-settings'];
export const operation = getSettings;
