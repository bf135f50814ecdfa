import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnLoggingConfiguration, CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';

export type KefuWebAclProps = { readonly name: string; readonly logDays: number };

/** Calls of one address in five minutes; a large office shares one. Callers have limits of their own in the product. */
const CALLS_IN_FIVE_MINUTES = 10_000;
/** A body's length has fewer digits than this: below a million bytes, more than any route takes. */
const TOO_LONG_BODY = '^[0-9]{7,}$';

/**
 * Customers write about markup, links and code, and all of it is stored as text and never run: what the managed rules think of a body is
 * counted, not blocked. Other systems need not say which program they are.
 */
const COUNTED = [
  'SizeRestrictions_BODY',
  'CrossSiteScripting_BODY',
  'GenericRFI_BODY',
  'GenericLFI_BODY',
  'EC2MetaDataSSRF_BODY',
  'NoUserAgent_HEADER',
];

/** What is turned away before it reaches the API: known attacks, known bad addresses, floods from one address, huge bodies. */
export class KefuWebAcl extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { name, logDays }: KefuWebAclProps) {
    super(scope, id);
    const acl = new CfnWebACL(this, 'Acl', {
      name,
      scope: 'CLOUDFRONT',
      defaultAction: { allow: {} },
      visibilityConfig: visible(name),
      rules: [
        {
          ...ruleHead('rate', 0),
          action: { block: {} },
          statement: { rateBasedStatement: { limit: CALLS_IN_FIVE_MINUTES, aggregateKeyType: 'IP' } },
        },
        { ...ruleHead('body-size', 1), action: { block: {} }, statement: longBody },
        {
          ...ruleHead('bad-addresses', 2),
          overrideAction: { none: {} },
          statement: managed('AWSManagedRulesAmazonIpReputationList'),
        },
        {
          ...ruleHead('common', 3),
          overrideAction: { none: {} },
          statement: managed('AWSManagedRulesCommonRuleSet', COUNTED),
        },
      ],
    });
    this.arn = acl.attrArn;
    this.#log(acl, name, logDays);
  }

  /** Only what was blocked, and without what could be a survey's token or a caller's. */
  #log(acl: CfnWebACL, name: string, logDays: number): void {
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: `aws-waf-logs-${name}`,
      retention: logDays,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    new CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: acl.attrArn,
      logDestinationConfigs: [
        `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:${logGroup.logGroupName}`,
      ],
      redactedFields: [{ uriPath: {} }, { queryString: {} }, { singleHeader: { Name: 'authorization' } }],
      loggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [
          {
            Behavior: 'KEEP',
            Requirement: 'MEETS_ANY',
            Conditions: [{ ActionCondition: { Action: 'BLOCK' } }],
          },
        ],
      },
    });
  }
}

const visible = (metricName: string): CfnWebACL.VisibilityConfigProperty => ({
  cloudWatchMetricsEnabled: true,
  metricName,
  sampledRequestsEnabled: false,
});

const ruleHead = (name: string, priority: number) => ({ name, priority, visibilityConfig: visible(name) });

const managed = (name: string, counted: readonly string[] = []): CfnWebACL.StatementProperty => ({
  managedRuleGroupStatement: {
    vendorName: 'AWS',
    name,
    ...(counted.length > 0
      ? { ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })) }
      : {}),
  },
});

const longBody: CfnWebACL.StatementProperty = {
  regexMatchStatement: {
    fieldToMatch: { singleHeader: { Name: 'content-length' } },
    regexString: TOO_LONG_BODY,
    textTransformations: [{ priority: 0, type: 'NONE' }],
  },
};
