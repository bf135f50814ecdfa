import { CfnOutput, CfnParameter, SecretValue, Stack } from 'aws-cdk-lib';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestHeaderBehavior,
  OriginRequestPolicy,
  OriginRequestQueryStringBehavior,
  OriginSslPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { Construct } from 'constructs';
import { KefuWebAcl } from '../constructs/web-acl.ts';
import { acknowledge } from '../nag/acknowledge.ts';
import { EDGE_REGION, physicalName, type Stage } from '../stages.ts';

/** How the functions tell that a request came through here (`shared/runtime/http/caller.ts` reads it). */
const ORIGIN_SECRET_HEADER = 'x-origin-secret';

/** CloudFront and WAF before the API. It caches nothing: answers are about one caller and change by the minute. */
export class EdgeStack extends Stack {
  readonly distribution: Distribution;

  constructor(
    scope: Construct,
    id: string,
    stage: Stage & { readonly edge: { readonly domainName: string } },
  ) {
    super(scope, id, {
      stackName: id,
      env: { region: EDGE_REGION },
      terminationProtection: stage.terminationProtection,
    });
    const { domainName } = stage.edge;
    // The API lives in another region, out of reach of references: its address is handed over when deploying (docs/deploy.md).
    const origin = new CfnParameter(this, 'OriginDomain', {
      description:
        "Output OriginDomain of the service stack: the regional address of the API's custom domain",
      allowedPattern: '[a-z0-9-]+\\.execute-api\\.[a-z0-9-]+\\.amazonaws\\.com',
    });
    const acl = new KefuWebAcl(this, 'WebAcl', {
      name: physicalName(stage, 'edge'),
      logDays: stage.logDays.access,
    });
    this.distribution = new Distribution(this, 'Distribution', {
      comment: physicalName(stage, 'edge'),
      domainNames: [domainName],
      certificate: new Certificate(this, 'Certificate', {
        domainName,
        validation: CertificateValidation.fromDns(),
      }),
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      httpVersion: HttpVersion.HTTP2_AND_3,
      enableIpv6: true,
      webAclId: acl.arn,
      defaultBehavior: {
        origin: new HttpOrigin(origin.valueAsString, {
          protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
          originSslProtocols: [OriginSslPolicy.TLS_V1_2],
          customHeaders: {
            [ORIGIN_SECRET_HEADER]: SecretValue.secretsManager(physicalName(stage, 'origin')).unsafeUnwrap(),
          },
        }),
        allowedMethods: AllowedMethods.ALLOW_ALL,
        viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
        cachePolicy: CachePolicy.CACHING_DISABLED,
        originRequestPolicy: this.#forwardAll(stage),
        compress: false,
      },
    });
    acknowledge(
      this.distribution,
      'AwsSolutions-CFR1',
      'Customers write from wherever they are; the product serves no licensed content.',
      '2027-11-20',
    );
    acknowledge(
      this.distribution,
      'AwsSolutions-CFR3',
      'Paths hold the tokens of surveys. The API logs what gets through, the web ACL what does not.',
      '2027-11-20',
    );
    new CfnOutput(this, 'EdgeDomain', {
      value: this.distribution.distributionDomainName,
      description: `Point ${domainName} here`,
    });
  }

  /** Everything the caller sent, and the address it sent it from; a header of that name from outside is replaced by CloudFront's own. */
  #forwardAll(stage: Stage): OriginRequestPolicy {
    return new OriginRequestPolicy(this, 'Forward', {
      originRequestPolicyName: physicalName(stage, 'forward'),
      headerBehavior: OriginRequestHeaderBehavior.all('CloudFront-Viewer-Address'),
      queryStringBehavior: OriginRequestQueryStringBehavior.all(),
    });
  }
}
