import { updateSettings } from '#shared/app/settings/update-settings.ts';
import { settingsRoutes } from '#shared/contracts/settings.ts';

export const route = settingsRoutes['settings/update-settings'];
export const operation = updateSettings;
