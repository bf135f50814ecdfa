import type { QueueId } from '#shared/contracts/queues.ts';
import type { Access } from './access.ts';
import type { Stage } from './stages.ts';
import { TOKEN_SCOPES } from './token-scopes.ts';

export type Told = {
  readonly stage: Stage;
  /** The product's version, as `GET /health` tells it. */
  readonly version: string;
  readonly tableName: string;
  readonly dataKeysTableName: string;
  readonly auditBucketName: string;
  readonly filesBucketName: string;
  readonly snapshotsBucketName: string;
  readonly tableArn: string;
  readonly secretArn: string;
  readonly originSecretArn: string | undefined;
  readonly publicUrl: string;
  readonly queueUrl: (id: QueueId) => string;
  readonly busName: string;
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly userPoolId: string | undefined;
};

/** The variable under which a function finds a queue: `QUEUE_URL_TICKET_ESCALATIONS`. */
export const queueVariable = (id: QueueId): string => `QUEUE_URL_${id.replaceAll('-', '_').toUpperCase()}`;

/** What a function is told: names and addresses of what its access entry lets it touch, and never a secret itself. */
export const environmentOf = (access: Access, told: Told): Record<string, string> => ({
  STAGE: told.stage.name,
  KEFU_VERSION: told.version,
  PUBLIC_URL: told.publicUrl,
  ...tableVariables(access, told),
  ...(access.dataKeys ? { DATA_KEYS_TABLE_NAME: told.dataKeysTableName } : {}),
  ...(access.auditObjects ? { AUDIT_BUCKET: told.auditBucketName } : {}),
  ...(access.files ? { FILES_BUCKET: told.filesBucketName } : {}),
  ...(access.snapshots ? { SNAPSHOTS_BUCKET: told.snapshotsBucketName } : {}),
  ...(access.exportsTable ? { TABLE_ARN: told.tableArn } : {}),
  ...(access.secret ? { SECRET_ARN: told.secretArn } : {}),
  ...(access.secret && told.originSecretArn !== undefined ? { ORIGIN_SECRET_ARN: told.originSecretArn } : {}),
  ...Object.fromEntries((access.sendsTo ?? []).map((id) => [queueVariable(id), told.queueUrl(id)])),
  ...(access.tokens ? tokenVariables(told) : {}),
  ...(access.identities && told.userPoolId !== undefined ? { USER_POOL_ID: told.userPoolId } : {}),
  ...(access.publishes ? { EVENT_BUS_NAME: told.busName } : {}),
  ...(access.sendsMail ? { MAIL_FROM: told.stage.mailFrom } : {}),
});

const tableVariables = ({ reads, writes }: Access, { tableName, stage }: Told): Record<string, string> =>
  reads || writes
    ? {
        TABLE_NAME: tableName,
        SHARDS_TEAM: String(stage.shards.team),
        SHARDS_ALL: String(stage.shards.all),
        SHARDS_TIMERS: String(stage.shards.timers),
      }
    : {};

const tokenVariables = ({ issuer, audience, stage }: Told): Record<string, string> => ({
  JWT_ISSUER: issuer,
  JWT_AUDIENCE: audience.join(','),
  JWT_SCOPES: TOKEN_SCOPES.join(','),
  SECOND_FACTOR: secondFactorOf(stage),
  ...(stage.freshSignInMinutes === undefined
    ? {}
    : { FRESH_SIGN_IN_MINUTES: String(stage.freshSignInMinutes) }),
});

/** Who sees to it that administrators sign in with two factors. */
const secondFactorOf = ({ signIn }: Stage): 'pool' | 'provider' | 'administrators' => {
  if (signIn.kind === 'oidc') return 'provider';
  return signIn.enforceMfa ? 'pool' : 'administrators';
};
