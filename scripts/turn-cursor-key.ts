import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { type Step, steps, turned } from '#shared/runtime/secrets.ts';

/**
 * `npm run turn-cursor-key -- announce|use|end --stage prod` (docs/runbooks/turn-keys.md), with the credentials of AWS in the environment.
 * Says nothing of the secret but its version.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { stage: { type: 'string' } },
});
const step = steps.find((one): one is Step => one === positionals[0]);
if (step === undefined || values.stage === undefined)
  throw new Error(`needs one of ${steps.join(', ')}, and --stage`);

const client = new SecretsManagerClient({});
const SecretId = `kefu-${values.stage}-keys`;
const { SecretString: text } = await client.send(new GetSecretValueCommand({ SecretId }));
if (!text) throw new Error('the secret is empty');
const { VersionId } = await client.send(
  new PutSecretValueCommand({
    SecretId,
    SecretString: turned(text, step, randomBytes(48).toString('base64url')),
  }),
);
console.log(`${SecretId}: ${step} done, version ${VersionId}`);
