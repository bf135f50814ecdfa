import { describe, expect, it } from 'vitest';
import { stageNames, stageOf, stages } from '#infra/stages.ts';
import {
  allTemplates,
  type Properties,
  resourceNamed,
  resourcesOf,
  templatesOf,
} from './support/templates.ts';

/** A stack of CloudFormation holds at most 500 resources; some room is left for what is to come. */
const MAX_RESOURCES = 450;

describe.each(stageNames)('Stage %s', (name) => {
  const synthesized = templatesOf(name);
  const templates = allTemplates(synthesized);

  it('keeps its stacks below the limit of CloudFormation', () => {
    for (const template of templates) expect(resourcesOf(template).length).toBeLessThan(MAX_RESOURCES);
  });

  it('names no partition, so that it can be deployed to any', () => {
    for (const template of templates) expect(JSON.stringify(template.toJSON())).not.toContain('arn:aws:');
  });

  it('names what people see after product and stage', () => {
    const properties = [
      'TableName',
      'QueueName',
      'FunctionName',
      'LogGroupName',
      'AlarmName',
      'TopicName',
      'UserPoolName',
      'DashboardName',
      'SecretName',
    ];
    const named = templates
      .flatMap((template) => resourcesOf(template))
      .flatMap((one) => properties.map((property) => one.Properties?.[property]))
      .filter((value) => typeof value === 'string');

    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((one) => !one.includes(`kefu-${name}-`))).toEqual([]);
  });

  it('is protected against deletion where customers depend on it', () => {
    const { data, service } = synthesized.stacks;

    expect([data.terminationProtection, service.terminationProtection]).toEqual(
      name === 'dev' ? [false, false] : [true, true],
    );
  });
});

describe('Stage china', () => {
  const { data, service, edge } = templatesOf('china');

  it('has neither an edge nor a user pool, which do not exist there', () => {
    const types = [data, service].flatMap((template) => resourcesOf(template)).map(({ Type }) => Type);

    expect(edge).toBeUndefined();
    expect(types.filter((type) => /Cognito|CloudFront|WAFv2/.test(type))).toEqual([]);
  });

  it("trusts the operator's OpenID provider", () => {
    const { signIn } = stages.china;
    const [authorizer] = resourcesOf(service, 'AWS::ApiGatewayV2::Authorizer');

    expect(signIn.kind).toBe('oidc');
    expect(authorizer?.Properties['JwtConfiguration']).toEqual(
      signIn.kind === 'oidc' ? { Issuer: signIn.issuer, Audience: signIn.audience } : {},
    );
  });

  it('lets the services of its region use the key by the names they have there', () => {
    const [key] = resourcesOf(data, 'AWS::KMS::Key');

    expect(JSON.stringify(key?.Properties['KeyPolicy'])).toContain('"Ref":"AWS::URLSuffix"');
  });

  it('sends no data to another region', () => {
    expect(stages.china.secondRegion).toBeUndefined();
    expect(JSON.stringify([data.toJSON(), service.toJSON()])).not.toMatch(/(us|eu|ap)-[a-z]+-[0-9]/);
  });
});

describe('The edge of prod', () => {
  const { edge } = templatesOf('prod');
  if (!edge) throw new Error('prod has no edge');
  const [distribution] = resourcesOf(edge, 'AWS::CloudFront::Distribution');
  const config = distribution?.Properties['DistributionConfig'] as Properties & {
    DefaultCacheBehavior: Properties;
    Origins: Properties[];
    ViewerCertificate: Properties;
  };
  const [acl] = resourcesOf(edge, 'AWS::WAFv2::WebACL');
  const rules = acl?.Properties['Rules'] as { Name: string; Action?: Properties; Statement: Properties }[];

  it('speaks HTTP/3 and nothing older than TLS 1.2, and never plain HTTP', () => {
    expect(config['HttpVersion']).toBe('http2and3');
    expect(config.ViewerCertificate['MinimumProtocolVersion']).toBe('TLSv1.2_2021');
    expect(config.DefaultCacheBehavior['ViewerProtocolPolicy']).toBe('https-only');
  });

  it('caches nothing (managed policy CachingDisabled) and passes every method on', () => {
    expect(config.DefaultCacheBehavior['CachePolicyId']).toBe('4135ea2d-6df8-44a3-9df3-4b5a84be39ad');
    expect(config.DefaultCacheBehavior['AllowedMethods']).toEqual([
      'GET',
      'HEAD',
      'OPTIONS',
      'PUT',
      'PATCH',
      'POST',
      'DELETE',
    ]);
  });

  it("passes all headers on, with the caller's address in one that nobody can forge", () => {
    const [policy] = resourcesOf(edge, 'AWS::CloudFront::OriginRequestPolicy');

    expect(policy?.Properties['OriginRequestPolicyConfig']).toMatchObject({
      HeadersConfig: {
        HeaderBehavior: 'allViewerAndWhitelistCloudFront',
        Headers: ['CloudFront-Viewer-Address'],
      },
      QueryStringsConfig: { QueryStringBehavior: 'all' },
    });
  });

  it('shows itself to the API by a secret that is in no template', () => {
    const [origin] = config.Origins;
    const [header] = (origin?.['OriginCustomHeaders'] ?? []) as { HeaderName: string; HeaderValue: string }[];

    expect(header?.HeaderName).toBe('x-origin-secret');
    expect(header?.HeaderValue).toBe('{{resolve:secretsmanager:kefu-prod-origin:SecretString:::}}');
  });

  it('turns away floods, huge bodies, known attacks and known bad addresses', () => {
    expect(acl?.Properties['Scope']).toBe('CLOUDFRONT');
    expect(rules.map(({ Name }) => Name)).toEqual(['rate', 'body-size', 'bad-addresses', 'common']);
    expect(rules.slice(0, 2).map(({ Action }) => Action)).toEqual([{ Block: {} }, { Block: {} }]);
  });

  it('takes bodies of up to 999,999 bytes, and lets customers write about code', () => {
    const [, bodySize, , common] = rules;
    const { RegexString: tooLong } = (bodySize?.Statement['RegexMatchStatement'] ?? {}) as {
      RegexString: string;
    };
    const { RuleActionOverrides: overridden } = (common?.Statement['ManagedRuleGroupStatement'] ?? {}) as {
      RuleActionOverrides: { Name: string; ActionToUse: Properties }[];
    };

    expect(['1', '999999', '1000000', '12345678'].map((length) => new RegExp(tooLong).test(length))).toEqual([
      false,
      false,
      true,
      true,
    ]);
    expect(overridden.map(({ Name }) => Name)).toEqual(
      expect.arrayContaining(['CrossSiteScripting_BODY', 'SizeRestrictions_BODY']),
    );
    expect(overridden.every(({ ActionToUse }) => ActionToUse['Count'] !== undefined)).toBe(true);
  });

  it('logs what it blocked, without paths and tokens', () => {
    const [logging] = resourcesOf(edge, 'AWS::WAFv2::LoggingConfiguration');

    expect(logging?.Properties['RedactedFields']).toEqual([
      { UriPath: {} },
      { QueryString: {} },
      { SingleHeader: { Name: 'authorization' } },
    ]);
    expect(logging?.Properties['LoggingFilter']).toMatchObject({ DefaultBehavior: 'DROP' });
  });

  it('is the only way in: the API answers under the public name alone', () => {
    const { service } = templatesOf('prod');

    expect(
      resourceNamed(service, 'AWS::ApiGatewayV2::DomainName', 'DomainName', 'desk.example.com').Properties[
        'DomainNameConfigurations'
      ],
    ).toMatchObject([{ EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2' }]);
    expect(service.toJSON()['Outputs']).toHaveProperty('OriginDomain');
  });
});

describe('The table of stages', () => {
  it('refuses a name that is not in it, and says which are', () => {
    expect(() => stageOf('production')).toThrow(/no stage production; there are: dev, prod, china/);
    expect(() => stageOf(undefined)).toThrow(/no stage/);
  });

  it('keeps what costs a monthly fee out of dev', () => {
    const { dev } = stages;

    expect(dev).toMatchObject({
      edge: undefined,
      customerKeys: false,
      secondRegion: undefined,
      alarms: 'essential',
      dashboard: false,
      eventArchiveDays: undefined,
    });
    expect(dev.signIn).toMatchObject({ machineClient: false });
  });
});
