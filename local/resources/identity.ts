import { createHash } from 'node:crypto';
import { isTrue, type JsonObject, listOf, numberOf, objectOf, textOf } from '../net/json.ts';
import { createUserPool } from '../pool/pool.ts';
import { type Deployer, deployed, physicalName, type Resource } from './world.ts';

const hashOf = ({ stack, logicalId }: Resource): string =>
  createHash('sha256').update(`${stack.name}/${logicalId}`).digest('hex');

/** `AWS::Cognito::UserPool`. */
export const userPool: Deployer = (resource, { pools, store, clock, region }) => {
  const id = `${region}_${hashOf(resource).slice(0, 9)}`;
  const pool = createUserPool({ store, now: clock.now, id, region });
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
  pool.addClient({
    id,
    name: physicalName(resource, properties['ClientName']),
    machine: flows.length > 0 && flows.every((flow) => flow === 'client_credentials'),
    scopes: listOf(properties['AllowedOAuthScopes']).map(String),
    accessTokenMs: validity(properties, 'AccessToken'),
    idTokenMs: validity(properties, 'IdToken'),
  });
  if (!isTrue(properties['GenerateSecret'])) return deployed(id, { ClientId: id });
  const arn = secrets.ensure(
    `user-pool-client/${id}`,
    { GenerateSecretString: { ExcludePunctuation: true } },
    region,
  );
  return deployed(id, { ClientId: id, ClientSecret: secrets.value(arn) });
};

const validity = (properties: JsonObject, token: 'AccessToken' | 'IdToken'): number => {
  const unit = textOf(objectOf(properties['TokenValidityUnits'])[token]) ?? 'hours';
  return (numberOf(properties[`${token}Validity`]) ?? 1) * (UNITS[unit] ?? 3_600_000);
};

/** `AWS::Cognito::UserPoolResourceServer`: its scopes are named by the clients that have them. */
export const resourceServer: Deployer = ({ properties }) => deployed(String(properties['Identifier']));

/** `AWS::Cognito::UserPoolDomain`: there are no hosted pages here. */
export const userPoolDomain: Deployer = ({ properties }) => deployed(String(properties['Domain']));
