import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { ASKED_FOR } from '../alarms/work.ts';
import { routeKeyOf, servedRoutes } from '../http-routes.ts';
import type { Stage } from '../stages.ts';
import { KefuChecks } from './kefu-checks.ts';

/** Route keys that the contract opens to everybody, and the one for paths that no route has. */
const publicRoutes = (): Set<string> =>
  new Set([
    '$default',
    ...Object.values(servedRoutes)
      .filter(({ permission }) => permission === 'public')
      .map(routeKeyOf),
  ]);

/** Makes synthesis fail on any finding that is not accepted, with a reason, where it is. */
export const addChecks = (app: App, stage: Stage): void =>
  Validations.of(app).addPlugins(
    new AwsSolutionsChecks(app),
    new ServerlessChecks(app),
    new KefuChecks({
      customerKeys: stage.customerKeys,
      allAlarms: stage.alarms === 'all',
      askedFor: ASKED_FOR,
      publicRoutes: publicRoutes(),
    }),
  );
