import { CfnOutput } from 'aws-cdk-lib';
import { CfnApiMapping, CfnDomainName } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import { Construct } from 'constructs';
import type { KefuHttpApi } from './http-api.ts';

/**
 * Lets the API answer under the public name, which is what the edge passes on as `Host`. The name itself points at the edge; the regional
 * address behind it is known to the edge alone.
 */
export class ApiDomain extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { api, domainName }: { readonly api: KefuHttpApi; readonly domainName: string },
  ) {
    super(scope, id);
    const certificate = new Certificate(this, 'Certificate', {
      domainName,
      validation: CertificateValidation.fromDns(),
    });
    const domain = new CfnDomainName(this, 'Domain', {
      domainName,
      domainNameConfigurations: [
        { certificateArn: certificate.certificateArn, endpointType: 'REGIONAL', securityPolicy: 'TLS_1_2' },
      ],
    });
    const mapping = new CfnApiMapping(this, 'Mapping', {
      apiId: api.apiId,
      domainName: domain.ref,
      stage: api.stage.stageName,
    });
    mapping.addResourceDependency(api.stage);
    new CfnOutput(this, 'OriginDomain', {
      value: domain.attrRegionalDomainName,
      description: 'Parameter OriginDomain of the edge stack',
    }).overrideLogicalId('OriginDomain');
  }
}
