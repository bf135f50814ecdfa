import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { hurried } from './patience.ts';

/** The text of a secret; read once for each execution environment. */
export const readSecret = async (arn: string): Promise<string> => {
  const client = new SecretsManagerClient(hurried);
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
  if (!SecretString) throw new Error('the secret is empty');
  return SecretString;
};
