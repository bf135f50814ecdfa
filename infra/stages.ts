/** How people and machines prove who they are: a user pool of ours, or an OpenID provider that the operator already has. */
export type SignIn =
  | {
      readonly kind: 'userPool';
      /** One-time passwords (TOTP) are required, not only offered. */
      readonly enforceMfa: boolean;
      /** A client for other systems (client credentials); it costs a monthly fee even when nobody uses it. */
      readonly machineClient: boolean;
      /** Sign-in with the plain password over TLS (`USER_PASSWORD_AUTH`), for tools that don't speak SRP. */
      readonly plainPassword: boolean;
      /** Invitations and codes go out by SES from the stage's sender; the pool's own sender takes fifty mails a day. */
      readonly ownMail: boolean;
    }
  | { readonly kind: 'oidc'; readonly issuer: string; readonly audience: readonly string[] };

/** Everything in which one deployment differs from another. Constructs are told values, never the stage's name. */
export type Stage = {
  readonly name: StageName;
  readonly region: string;
  /** CloudFront and WAF before the API, under this name; `undefined`: clients call the API's own address. */
  readonly edge: { readonly domainName: string } | undefined;
  /** Data at rest is encrypted with a key of the customer's (one KMS key) instead of keys that AWS owns. */
  readonly customerKeys: boolean;
  /** Where snapshots are copied to; `undefined`: nowhere. */
  readonly secondRegion: string | undefined;
  readonly corsOrigins: readonly string[];
  readonly signIn: SignIn;
  /** How old a sign-in may be for what only administrators may; `undefined`: as old as it likes. */
  readonly freshSignInMinutes: number | undefined;
  /** Days that logs are kept. Network logs have to stay for six months (Cybersecurity Law, Art. 21). */
  readonly logDays: { readonly functions: number; readonly access: number };
  /** Object lock of audit digests: in `COMPLIANCE` nobody can delete them early, not even the owner of the account. */
  readonly auditLock: { readonly mode: 'GOVERNANCE' | 'COMPLIANCE'; readonly days: number };
  /**
   * Snapshots of the table: for so many days nobody deletes or changes one (see `auditLock`), and after so many they go by themselves,
   * here and in the second region. What was erased stays unreadable in them: its keys are gone.
   */
  readonly snapshots: {
    readonly lock: { readonly mode: 'GOVERNANCE' | 'COMPLIANCE'; readonly days: number };
    readonly keptDays: number;
  };
  /** Nobody deletes a stack by mistake. */
  readonly terminationProtection: boolean;
  /** Ceiling of the whole API, requests a second; callers have their own limits in the product. */
  readonly throttle: { readonly ratePerSecond: number; readonly burst: number };
  readonly shards: { readonly team: number; readonly all: number; readonly timers: number };
  /** `essential`: only what tells of lost work; `all`: every alarm of the list. */
  readonly alarms: 'essential' | 'all';
  readonly alarmEmail: string | undefined;
  readonly dashboard: boolean;
  /** Days in which the product's events can be replayed; `undefined`: no archive. */
  readonly eventArchiveDays: number | undefined;
  /** Sender of mail; its domain must be a verified identity of SES. */
  readonly mailFrom: string;
};

/** CloudFront takes certificates and web ACLs from nowhere else. */
export const EDGE_REGION = 'us-east-1';

export type StageName = 'dev' | 'prod' | 'china';

const prod: Stage = {
  name: 'prod',
  region: 'eu-central-1',
  edge: { domainName: 'desk.example.com' },
  customerKeys: true,
  secondRegion: 'eu-west-1',
  corsOrigins: ['https://desk.example.com'],
  signIn: { kind: 'userPool', enforceMfa: true, machineClient: true, plainPassword: false, ownMail: true },
  freshSignInMinutes: 10,
  logDays: { functions: 180, access: 400 },
  auditLock: { mode: 'COMPLIANCE', days: 400 },
  snapshots: { lock: { mode: 'COMPLIANCE', days: 35 }, keptDays: 90 },
  terminationProtection: true,
  throttle: { ratePerSecond: 500, burst: 1000 },
  shards: { team: 2, all: 4, timers: 16 },
  alarms: 'all',
  alarmEmail: 'kefu-alarms@example.com',
  dashboard: true,
  eventArchiveDays: 30,
  mailFrom: 'Kefu <service@example.com>',
};

/** The stages as they ship. Addresses below example.com are replaced when deploying; see docs/deploy.md. */
export const stages: Readonly<Record<StageName, Stage>> = {
  /** Also what the local runtime deploys. Costs next to nothing while nobody uses it (docs/cost.md). */
  dev: {
    name: 'dev',
    region: 'eu-central-1',
    edge: undefined,
    customerKeys: false,
    secondRegion: undefined,
    corsOrigins: [
      'http://localhost:3000',
      'http://127.0.0.1:3000',
      'http://localhost:5173',
      'http://127.0.0.1:5173',
    ],
    signIn: {
      kind: 'userPool',
      enforceMfa: false,
      machineClient: false,
      plainPassword: true,
      ownMail: false,
    },
    freshSignInMinutes: undefined,
    logDays: { functions: 14, access: 180 },
    auditLock: { mode: 'GOVERNANCE', days: 1 },
    snapshots: { lock: { mode: 'GOVERNANCE', days: 1 }, keptDays: 7 },
    terminationProtection: false,
    throttle: { ratePerSecond: 100, burst: 200 },
    shards: { team: 1, all: 1, timers: 4 },
    alarms: 'essential',
    alarmEmail: undefined,
    dashboard: false,
    eventArchiveDays: undefined,
    mailFrom: 'Kefu <service@example.com>',
  },
  prod,
  /** Mainland China: a partition of its own, without Cognito user pools and without CloudFront in front. */
  china: {
    ...prod,
    name: 'china',
    region: 'cn-north-1',
    edge: undefined,
    secondRegion: undefined,
    corsOrigins: ['https://desk.example.cn'],
    signIn: { kind: 'oidc', issuer: 'https://login.example.cn/kefu', audience: ['kefu'] },
    alarmEmail: 'kefu-alarms@example.cn',
    mailFrom: 'Kefu <service@example.cn>',
  },
};

/** The stage as a machine runs it for itself: what has a monthly fee but no cost here is on. */
export const onOneMachine = (stage: Stage): Stage =>
  stage.signIn.kind === 'userPool' ? { ...stage, signIn: { ...stage.signIn, machineClient: true } } : stage;

export const stageNames = Object.keys(stages) as readonly StageName[];

/** The stage of that name. Throws with the list of names on any other. */
export const stageOf = (name: unknown): Stage => {
  const stage = stageNames.find((known) => known === name);
  if (!stage) throw new Error(`no stage ${String(name)}; there are: ${stageNames.join(', ')} (-c stage=…)`);
  return stages[stage];
};

/** What a person reads in consoles: `kefu-<stage>-<logical>`. */
export const physicalName = (stage: Pick<Stage, 'name'>, logical: string): string =>
  `kefu-${stage.name}-${logical}`;
