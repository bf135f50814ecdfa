import { createHash } from 'node:crypto';
import { isTrue, type JsonObject, listOf, numberOf, objectOf, textOf } from '../net/json.ts';
import { createUserPool } from '../pool/pool.ts';
import { rulesOf } from '../pool/template.ts';
import type { Secrets } from '../standins/secrets.ts';
import { type Deployer, deployed, physicalName, type Resource } from './world.ts';

const hashOf = ({ stack, logicalId }: Resource): string =>
  createHash('sha256').update(`${stack.name}/${logicalId}`).digest('hex');

/** `AWS::Cognito::UserPool`. */
export const userPool: Deployer = (resource, { pools, store, clock, region, outbox }) => {
  const id = `${region}_${hashOf(resource).slice(0, 9)}`;
  const rules = rulesOf(resource.properties);
  const pool = createUserPool({ store, now: clock.now, id, region, rules, outbox });
  pools.push(pool);
  const provider = `cognito-idp.${region}.amazonaws.com/${id}`;
  return deployed(id, {
    Arn: pool.arn,
    UserPoolId: id,
    ProviderName: provider,
    ProviderURL: `https://${provider}`,
  });
};

const UNITS: Readonly<Record<string, number>> = {
  seconds: 1000,
  minutes: 60_000,
  hours: 3_600_000,
  days: 86_400_000,
};

/** `AWS::Cognito::UserPoolClient`. */
export const userPoolClient: Deployer = (resource, { pools, secrets, region }) => {
  const { properties } = resource;
  const pool = pools.find((one) => one.id === properties['UserPoolId']);
  if (!pool) throw new Error(`${resource.logicalId}: there is no user pool ${properties['UserPoolId']}`);
  const id = hashOf(resource).slice(0, 26);
  const flows = listOf(properties['AllowedOAuthFlows']).map(String);
  const secret = isTrue(properties['GenerateSecret']) ? secretOf(id, secrets, region) : undefined;
  pool.addClient({
    id,
    name: physicalName(resource, properties['ClientName']),
    machine: flows.length > 0 && flows.every((flow) => flow === 'client_credentials'),
    ...(secret === undefined ? {} : { secret }),
    flows: listOf(properties['ExplicitAuthFlows']).map(String),
    scopes: listOf(properties['AllowedOAuthScopes']).map(String),
    accessTokenMs: validity(properties, 'AccessToken'),
    idTokenMs: validity(properties, 'IdToken'),
    refreshTokenMs: validity(properties, 'RefreshToken'),
  });
  return deployed(id, { ClientId: id, ...(secret === undefined ? {} : { ClientSecret: secret }) });
};

const secretOf = (clientId: string, secrets: Secrets, region: string): string =>
  secrets.value(
    secrets.ensure(
      `user-pool-client/${clientId}`,
      { GenerateSecretString: { ExcludePunctuation: true } },
      region,
    ),
  );

/** Cognito's own: an hour, and thirty days to refresh. */
const validity = (properties: JsonObject, token: 'AccessToken' | 'IdToken' | 'RefreshToken'): number => {
  const [usual, otherwise] = token === 'RefreshToken' ? ['days', 30] : ['hours', 1];
  const unit = textOf(objectOf(properties['TokenValidityUnits'])[token]) ?? String(usual);
  return (numberOf(properties[`${token}Validity`]) ?? Number(otherwise)) * (UNITS[unit] ?? 3_600_000);
};

/** `AWS::Cognito::UserPoolResourceServer`: its scopes are named by the clients that have them. */
export const resourceServer: Deployer = ({ properties }) => deployed(String(properties['Identifier']));

/** `AWS::Cognito::UserPoolDomain`: there are no hosted pages here. */
export const userPoolDomain: Deployer = ({ properties }) => deployed(String(properties['Domain']));
