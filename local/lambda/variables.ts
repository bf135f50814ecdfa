import { devNull, tmpdir } from 'node:os';
import type { FunctionDefinition } from './types.ts';

/** The services that answer on the engines' port, by the names the SDK derives from their service ids. */
const SERVICES = [
  'DYNAMODB',
  'DYNAMODB_STREAMS',
  'SQS',
  'S3',
  'SNS',
  'SESV2',
  'EVENTBRIDGE',
  'SECRETS_MANAGER',
  'COGNITO_IDENTITY_PROVIDER',
] as const;

/** One secret for all local access keys: it proves nothing, but lets signatures be checked. */
export const LOCAL_SECRET_KEY = 'local-secret-access-key';

/** What Lambda sets in each environment, and where the SDK finds the engines. Nothing of the user's own environment gets in. */
export const lambdaVariables = (
  definition: FunctionDefinition,
  region: string,
  endpoint: string,
): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  TMPDIR: tmpdir(),
  LANG: 'en_US.UTF-8',
  TZ: ':UTC',
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_SECRET_ACCESS_KEY: LOCAL_SECRET_KEY,
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_NAME: definition.name,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMb),
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${definition.name}`,
  AWS_LAMBDA_LOG_STREAM_NAME: 'local',
  _HANDLER: definition.handler,
  LAMBDA_TASK_ROOT: definition.codeDir,
  POWERTOOLS_TRACE_ENABLED: 'false',
  POWERTOOLS_METRICS_DISABLED: 'true',
  ...Object.fromEntries(SERVICES.map((service) => [`AWS_ENDPOINT_URL_${service}`, endpoint])),
});
