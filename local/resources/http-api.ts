import { createHash } from 'node:crypto';
import type { HttpApi, JwtAuthorizer, Route } from '../gateway/types.ts';
import { LIMITS } from '../gateway/types.ts';
import { isTrue, type JsonObject, listOf, numberOf, objectOf, textOf } from '../net/json.ts';
import { type Deployer, deployed, type HttpParts, type Resource } from './world.ts';

/** An id like AWS's that stays the same over restarts. */
const idOf = ({ stack, logicalId }: Resource): string =>
  createHash('sha256').update(`${stack.name}/${logicalId}`).digest('hex').slice(0, 10);

/** `AWS::ApiGatewayV2::Api`, HTTP only. */
export const httpApi: Deployer = (resource, { http, address }) => {
  const id = idOf(resource);
  if (resource.properties['ProtocolType'] !== 'HTTP')
    throw new Error(`${resource.logicalId}: only HTTP APIs run here`);
  http.apis.set(id, resource.properties);
  return deployed(id, { ApiId: id, ApiEndpoint: address });
};

/** `AWS::ApiGatewayV2::Route`. */
export const route: Deployer = (resource, { http }) => {
  http.routes.push({ api: String(resource.properties['ApiId']), properties: resource.properties });
  return deployed(idOf(resource));
};

/** `AWS::ApiGatewayV2::Integration`. */
export const integration: Deployer = (resource, { http }) => {
  const id = idOf(resource);
  http.integrations.set(id, resource.properties);
  return deployed(id);
};

/** `AWS::ApiGatewayV2::Authorizer`, by JWT only. */
export const authorizer: Deployer = (resource, { http }) => {
  const id = idOf(resource);
  if (resource.properties['AuthorizerType'] !== 'JWT')
    throw new Error(`${resource.logicalId}: only JWT authorizers run here`);
  http.authorizers.set(id, resource.properties);
  return deployed(id, { AuthorizerId: id });
};

/** `AWS::ApiGatewayV2::Stage`. */
export const stage: Deployer = (resource, { http }) => {
  const name = String(resource.properties['StageName']);
  if (name !== '$default')
    throw new Error(`${resource.logicalId}: only the stage $default runs here, not ${name}`);
  http.stages.set(String(resource.properties['ApiId']), resource.properties);
  return deployed(name);
};

/** The one HTTP API of all deployed pieces; undefined when there is none. */
export const assembleApi = (http: HttpParts, region: string): HttpApi | undefined => {
  const [found, another] = [...http.apis];
  if (another) throw new Error('only one HTTP API runs here');
  if (!found) return undefined;
  const [id, properties] = found;
  const settings = objectOf(http.stages.get(id)?.['DefaultRouteSettings']);
  const rate = numberOf(settings['ThrottlingRateLimit']);
  const burst = numberOf(settings['ThrottlingBurstLimit']);
  const cors = objectOf(properties['CorsConfiguration']);
  return {
    id,
    name: textOf(properties['Name']) ?? id,
    region,
    routes: http.routes.filter((one) => one.api === id).map((one) => routeOf(one.properties, http)),
    ...(properties['CorsConfiguration'] === undefined ? {} : { cors: corsOf(cors) }),
    ...(rate !== undefined && burst !== undefined ? { throttle: { rate, burst } } : {}),
  };
};

const corsOf = (cors: JsonObject) => {
  const maxAge = numberOf(cors['MaxAge']);
  return {
    origins: listOf(cors['AllowOrigins']).map(String),
    methods: listOf(cors['AllowMethods']).map(String),
    headers: listOf(cors['AllowHeaders']).map(String),
    exposed: listOf(cors['ExposeHeaders']).map(String),
    credentials: isTrue(cors['AllowCredentials']),
    ...(maxAge === undefined ? {} : { maxAgeSeconds: maxAge }),
  };
};

const routeOf = (properties: JsonObject, http: HttpParts): Route => {
  const key = String(properties['RouteKey']);
  const integrated = http.integrations.get(String(properties['Target']).replace('integrations/', ''));
  if (integrated?.['IntegrationType'] !== 'AWS_PROXY' || integrated['PayloadFormatVersion'] !== '2.0') {
    throw new Error(`${key}: only functions with payload format 2.0 run behind a route here`);
  }
  const uri = String(integrated['IntegrationUri']);
  const authorization = textOf(properties['AuthorizationType']) ?? 'NONE';
  const guard = http.authorizers.get(String(properties['AuthorizerId']));
  if (authorization !== 'NONE' && (authorization !== 'JWT' || !guard)) {
    throw new Error(`${key}: ${authorization} is not an authorization that runs here`);
  }
  return {
    key,
    functionArn: /functions\/(arn:[^/]+)\/invocations$/.exec(uri)?.[1] ?? uri,
    timeoutMs: numberOf(integrated['TimeoutInMillis']) ?? LIMITS.timeoutMs,
    scopes: listOf(properties['AuthorizationScopes']).map(String),
    ...(guard ? { authorizer: jwtOf(guard) } : {}),
  };
};

const jwtOf = (guard: JsonObject): JwtAuthorizer => {
  const jwt = objectOf(guard['JwtConfiguration']);
  return {
    identitySource: String(listOf(guard['IdentitySource'])[0] ?? '$request.header.Authorization'),
    issuer: String(jwt['Issuer']),
    audiences: listOf(jwt['Audience']).map(String),
  };
};
