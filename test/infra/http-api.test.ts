import { describe, expect, it } from 'vitest';
import { functionSpecs, httpContexts } from '#infra/functions.ts';
import { routes } from '#shared/contracts/routes.ts';
import { type Properties, referredId, resourcesOf, templatesOf } from './support/templates.ts';

const { service } = templatesOf('dev');
const served = resourcesOf(service, 'AWS::ApiGatewayV2::Route').map(
  ({ Properties: properties }) => properties,
);
const keyOf = (route: { method: string; path: string }) => `${route.method} ${route.path}`;
const aboutTheApi = ['GET /health', 'GET /v1/openapi.json'];
const publicKeys = new Set([
  '$default',
  ...aboutTheApi,
  ...Object.values(routes)
    .filter(({ permission }) => permission === 'public')
    .map(keyOf),
]);

const only = (type: string, template = service): Properties => {
  const [resource] = resourcesOf(template, type);
  if (!resource) throw new Error(`no ${type}`);
  return resource.Properties;
};

/** The function behind a route. */
const functionOf = (route: Properties): string => {
  const target = JSON.stringify(route['Target']);
  const integration = resourcesOf(service, 'AWS::ApiGatewayV2::Integration').find(({ logicalId }) =>
    target.includes(`"Ref":"${logicalId}"`),
  );
  const id = referredId(integration?.Properties['IntegrationUri']);
  return String(
    resourcesOf(service, 'AWS::Lambda::Function').find(({ logicalId }) => logicalId === id)?.Properties[
      'FunctionName'
    ],
  );
};

describe('The HTTP API', () => {
  it('serves exactly the contract, the API about itself, and the catch-all', () => {
    const wanted = [...Object.values(routes).map(keyOf), ...aboutTheApi, '$default'];

    expect(served.map((route) => route['RouteKey']).sort()).toEqual(wanted.sort());
  });

  it('asks for a token with one of two scopes wherever the contract does not say public', () => {
    for (const route of served) {
      const isPublic = publicKeys.has(String(route['RouteKey']));

      expect(route['AuthorizationType'], String(route['RouteKey'])).toBe(isPublic ? 'NONE' : 'JWT');
      expect(route['AuthorizationScopes']).toEqual(
        isPublic ? undefined : ['kefu/api', 'aws.cognito.signin.user.admin'],
      );
      expect(referredId(route['AuthorizerId']) === undefined).toBe(isPublic);
    }
  });

  it('leads each route to the function of its first segment', () => {
    const byKey = new Map(served.map((route) => [route['RouteKey'], functionOf(route)]));

    for (const [routeId, route] of Object.entries(routes))
      expect(byKey.get(keyOf(route)), routeId).toBe(`kefu-dev-http-${routeId.split('/')[0]}`);
    for (const key of [...aboutTheApi, '$default']) expect(byKey.get(key)).toBe('kefu-dev-http-meta');
  });

  it('has one integration and one permission for each HTTP function, and permissions for this API alone', () => {
    const permissions = resourcesOf(service, 'AWS::Lambda::Permission');

    expect(resourcesOf(service, 'AWS::ApiGatewayV2::Integration')).toHaveLength(httpContexts.length);
    expect(permissions).toHaveLength(httpContexts.length);
    for (const { Properties: permission } of permissions) {
      expect(permission['Principal']).toBe('apigateway.amazonaws.com');
      expect(JSON.stringify(permission['SourceArn'])).toContain(
        String(resourcesOf(service, 'AWS::ApiGatewayV2::Api')[0]?.logicalId),
      );
    }
  });

  it("lets scripts of the stage's origins read the headers of the contract, and remembers a preflight for an hour", () => {
    const cors = only('AWS::ApiGatewayV2::Api')['CorsConfiguration'] as Record<string, string[]>;

    expect(cors['ExposeHeaders']?.sort()).toEqual(
      [
        'etag',
        'idempotency-replayed',
        'location',
        'ratelimit',
        'ratelimit-policy',
        'retry-after',
        'x-request-id',
      ].sort(),
    );
    expect(cors['MaxAge']).toBe(3600);
    expect(cors['AllowOrigins']).not.toContain('*');
    expect(cors['AllowHeaders']).toEqual(
      expect.arrayContaining([
        'authorization',
        'content-type',
        'idempotency-key',
        'if-match',
        'if-none-match',
      ]),
    );
    expect(cors['AllowMethods']?.sort()).toEqual(
      [...new Set(Object.values(routes).map(({ method }) => method)), 'PUT']
        .filter((m, i, all) => all.indexOf(m) === i)
        .sort(),
    );
  });

  it('has a ceiling, and logs each request as JSON without path, query or header', () => {
    const stage = only('AWS::ApiGatewayV2::Stage');
    const format = JSON.parse((stage['AccessLogSettings'] as { Format: string }).Format) as Record<
      string,
      string
    >;

    expect(stage['DefaultRouteSettings']).toEqual({ ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 });
    expect(Object.values(format)).toEqual(
      expect.arrayContaining(['$context.requestId', '$context.routeKey', '$context.status']),
    );
    expect(JSON.stringify(format)).not.toMatch(/\$context\.path|querystring|header|rawPath/i);
  });

  it('keeps its access log for six months, whatever becomes of the stack', () => {
    const [log] = resourcesOf(templatesOf('dev').data, 'AWS::Logs::LogGroup');

    expect(log?.Properties['LogGroupName']).toBe('/kefu/kefu-dev-access');
    expect(Number(log?.Properties['RetentionInDays'])).toBeGreaterThanOrEqual(180);
    expect(log?.DeletionPolicy).toBe('Retain');
  });

  it('takes tokens of the user pool, made out for its clients', () => {
    const { JwtConfiguration: jwt, AuthorizerType: type } = only('AWS::ApiGatewayV2::Authorizer') as {
      JwtConfiguration: { Audience: unknown[]; Issuer: unknown };
      AuthorizerType: string;
    };

    expect(type).toBe('JWT');
    expect(JSON.stringify(jwt.Issuer)).toContain('ProviderURL');
    expect(jwt.Audience).toHaveLength(1);
  });

  it('shuts the address that the gateway makes up where an edge stands before it', () => {
    expect(only('AWS::ApiGatewayV2::Api')['DisableExecuteApiEndpoint']).toBe(false);
    expect(only('AWS::ApiGatewayV2::Api', templatesOf('prod').service)['DisableExecuteApiEndpoint']).toBe(
      true,
    );
  });

  it('is answered by functions that give up before the gateway does', () => {
    for (const spec of functionSpecs.filter(({ id }) => id.startsWith('http/')))
      expect(spec.timeoutSeconds).toBeLessThan(29);
  });
});
