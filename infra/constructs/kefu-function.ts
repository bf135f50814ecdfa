import { Aws, Duration, Fn, type RemovalPolicy } from 'aws-cdk-lib';
import {
  PolicyDocument,
  type PolicyStatement,
  Role,
  ServicePrincipal,
  PolicyStatement as Statement,
} from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  Architecture,
  type CfnFunction,
  type Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { FunctionSpec } from '../functions.ts';
import { acknowledge, acknowledgeWildcards } from '../nag/acknowledge.ts';
import { METRICS_NAMESPACE } from '../slo.ts';

export type KefuFunctionProps = {
  readonly spec: FunctionSpec;
  readonly functionName: string;
  readonly code: Code;
  readonly environment: Readonly<Record<string, string>>;
  /** What the function may do beyond writing its own log and traces. */
  readonly statements: readonly PolicyStatement[];
  readonly logDays: number;
  readonly logRemoval: RemovalPolicy;
  readonly key: IKey | undefined;
};

/** A Lambda function with the house defaults and a role of its own that may do exactly what it was given. */
export class KefuFunction extends Construct {
  readonly function: LambdaFunction;
  /** Changes with the published code. */
  readonly codeDigest: string;

  constructor(scope: Construct, id: string, props: KefuFunctionProps) {
    super(scope, id);
    const { spec, functionName } = props;
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: props.logDays,
      removalPolicy: props.logRemoval,
      encryptionKey: props.key,
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        access: new PolicyDocument({ statements: [writeLog(logGroup), writeTraces(), ...props.statements] }),
      },
    });
    // Neither traces nor text messages to telephones have a resource that could be named.
    const reason =
      'X-Ray and text messages (where the access table gives the right to send them) have no resource to name.';
    acknowledge(role, 'AwsSolutions-IAM5[Resource::*]', reason, '2027-11-20');
    acknowledge(role, 'Serverless-LambdaStarPermissions', reason, '2027-11-20');
    acknowledgeWildcards(
      role,
      props.statements.filter(({ actions }) =>
        actions.every((action) => action.startsWith('s3:') || action === 'dynamodb:DescribeExport'),
      ),
      'Objects are named by what they hold and when; the right ends at their folder.',
      '2027-11-20',
    );
    this.function = new LambdaFunction(this, 'Function', {
      functionName,
      description: `${spec.id} (${spec.entry})`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: props.code,
      memorySize: spec.memoryMb,
      timeout: Duration.seconds(spec.timeoutSeconds),
      tracing: Tracing.ACTIVE,
      loggingFormat: LoggingFormat.JSON,
      logGroup,
      environment: {
        ...props.environment,
        POWERTOOLS_SERVICE_NAME: functionName,
        POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE,
      },
      // The statements above are the whole truth; nothing may add to them on the way.
      role: role.withoutPolicyUpdates(),
    });
    this.codeDigest = digestOf(this.function);
    acknowledge(
      this.function,
      'Serverless-LambdaDLQ',
      'Callers see synchronous failures; queues, streams and schedules have failure queues of their own.',
      '2027-11-20',
    );
  }
}

/** The object key of a published asset is the digest of its content. */
const digestOf = ({ node }: LambdaFunction): string => {
  const { s3Key, zipFile } = (node.defaultChild as CfnFunction).code as CfnFunction.CodeProperty;
  return s3Key ?? zipFile ?? '';
};

const writeLog = (logGroup: LogGroup): PolicyStatement =>
  new Statement({
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [logGroup.logGroupArn],
  });

const writeTraces = (): PolicyStatement =>
  new Statement({ actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], resources: ['*'] });

/** An ARN of this partition, region and account. */
export const localArn = (service: string, resource: string): string =>
  Fn.join(':', ['arn', Aws.PARTITION, service, Aws.REGION, Aws.ACCOUNT_ID, resource]);
