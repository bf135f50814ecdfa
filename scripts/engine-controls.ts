import type { ControlRoutes } from '#local/control/surface.ts';
import type { LocalStack } from '#local/options.ts';

/** `GET /_local/engines`: where the engines of the local stack speak AWS's protocols, for tools of AWS. */
export const engineControls = ({ enginesAddress }: LocalStack): ControlRoutes => ({
  'GET /_local/engines': () => ({ address: enginesAddress }),
});
