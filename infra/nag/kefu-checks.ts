import type { CfnResource } from 'aws-cdk-lib';
import { NagMessageLevel, NagPack } from 'cdk-nag';
import { alarmChecks } from './alarm-checks.ts';
import { apiChecks } from './api-checks.ts';
import type { Check, CheckSettings } from './check.ts';
import { functionChecks } from './function-checks.ts';
import { queueChecks } from './queue-checks.ts';
import { storageChecks } from './storage-checks.ts';

/** The project's own rules about templates, where the published packs are blind. */
export const kefuChecks: readonly Check[] = [
  ...queueChecks,
  ...storageChecks,
  ...apiChecks,
  ...functionChecks,
  ...alarmChecks,
];

/** Refuses a template that breaks one of them. */
export class KefuChecks extends NagPack {
  readonly name = 'Kefu';
  readonly #settings: CheckSettings;

  constructor(settings: CheckSettings) {
    super();
    this.packName = 'Kefu';
    this.#settings = settings;
  }

  protected checkResource(node: CfnResource): void {
    for (const { id, info, explanation, rule } of kefuChecks) {
      this.applyRule({
        ruleSuffixOverride: id,
        info,
        explanation,
        level: NagMessageLevel.ERROR,
        node,
        rule: (one) => rule(one, this.#settings),
      });
    }
  }
}
