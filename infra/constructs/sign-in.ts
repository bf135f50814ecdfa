import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  AccountRecovery,
  FeaturePlan,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  UserPool,
  UserPoolEmail,
  type UserPoolResourceServer,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { acknowledge } from '../nag/acknowledge.ts';

export type KefuUserPoolProps = {
  readonly name: string;
  readonly enforceMfa: boolean;
  readonly machineClient: boolean;
  readonly plainPassword: boolean;
  readonly deletionProtection: boolean;
  /** Sender of the pool's mails, of a domain that SES knows; `undefined`: the pool's own sender. */
  readonly mailFrom: string | undefined;
};

/** A disabled person loses access at once by the record in the table; this bounds what a stolen token is good for. */
const ACCESS_TOKEN_LIFE = Duration.minutes(15);
/** One working day, then the password again. */
const REFRESH_TOKEN_LIFE = Duration.hours(12);

/** Who may sign in: people by password and one-time password, other systems by client credentials. Accounts are made by administrators only. */
export class KefuUserPool extends Construct {
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly staffClientId: string;
  readonly userPoolId: string;
  readonly userPoolArn: string;

  constructor(scope: Construct, id: string, props: KefuUserPoolProps) {
    super(scope, id);
    const pool = declarePool(this, props);
    const server = pool.addResourceServer('Api', {
      identifier: 'kefu',
      scopes: [
        new ResourceServerScope({
          scopeName: 'api',
          scopeDescription: 'Use the API with the rights of the caller',
        }),
      ],
    });
    const staff = pool.addClient('Staff', {
      userPoolClientName: `${props.name}-staff`,
      authFlows: { userSrp: true, userPassword: props.plainPassword },
      disableOAuth: true,
      accessTokenValidity: ACCESS_TOKEN_LIFE,
      idTokenValidity: ACCESS_TOKEN_LIFE,
      refreshTokenValidity: REFRESH_TOKEN_LIFE,
      enableTokenRevocation: true,
      preventUserExistenceErrors: true,
    });
    this.issuer = pool.userPoolProviderUrl;
    this.userPoolId = pool.userPoolId;
    this.userPoolArn = pool.userPoolArn;
    this.staffClientId = staff.userPoolClientId;
    this.audience = [
      staff.userPoolClientId,
      ...(props.machineClient ? [declareMachineClient(pool, server, props.name)] : []),
    ];
  }
}

const INVITATION = {
  emailSubject: 'Kefu 客服台邀请 / Invitation to the Kefu service desk',
  emailBody: [
    '<p>您好，您已受邀使用 Kefu 客服台。登录名：{username}（也可使用此邮箱），临时密码：{####}，72 小时内有效，请登录后设置新密码。</p>',
    '<p>You are invited to the Kefu service desk. Sign in as {username}, or by this e-mail address, with the temporary password {####} within 72 hours, and choose a password of your own.</p>',
  ].join(''),
};

const VERIFICATION = {
  emailSubject: 'Kefu 客服台验证码 / Code for the Kefu service desk',
  emailBody: [
    '<p>您的验证码：{####}，1 小时内有效。如非本人操作，请忽略此邮件。</p>',
    '<p>Your code: {####}. It is good for one hour. If you did not ask for it, ignore this mail.</p>',
  ].join(''),
};

/** `Name <address>` as SES sends it; the domain is a verified identity of the account. */
const mailBySes = (mailFrom: string): UserPoolEmail => {
  const [, fromName = '', fromEmail = mailFrom] = /^(.*?)\s*<([^>]+)>$/.exec(mailFrom) ?? [];
  const sesVerifiedDomain = fromEmail.split('@')[1] ?? '';
  return UserPoolEmail.withSES({ fromEmail, fromName, sesVerifiedDomain });
};

const declarePool = (
  scope: Construct,
  { name, enforceMfa, deletionProtection, mailFrom }: KefuUserPoolProps,
): UserPool => {
  const pool = new UserPool(scope, 'Pool', {
    userPoolName: name,
    selfSignUpEnabled: false,
    userInvitation: INVITATION,
    userVerification: VERIFICATION,
    ...(mailFrom === undefined ? {} : { email: mailBySes(mailFrom) }),
    signInAliases: { username: true, email: true },
    signInCaseSensitive: false,
    autoVerify: { email: true },
    // A new address signs in only once its owner has shown that it is theirs; an administrator may vouch for it.
    keepOriginal: { email: true },
    accountRecovery: AccountRecovery.EMAIL_ONLY,
    featurePlan: FeaturePlan.ESSENTIALS,
    passwordPolicy: {
      minLength: 12,
      requireLowercase: true,
      requireUppercase: true,
      requireDigits: true,
      requireSymbols: true,
      passwordHistorySize: 5,
      tempPasswordValidity: Duration.days(3),
    },
    mfa: enforceMfa ? Mfa.REQUIRED : Mfa.OPTIONAL,
    mfaSecondFactor: { otp: true, sms: false },
    deletionProtection,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  if (!enforceMfa)
    acknowledge(
      pool,
      'AwsSolutions-COG2',
      'One-time passwords are offered here; administrators can do nothing without one (docs/sign-in.md), and stages with customers require them of everybody.',
      '2027-11-20',
    );
  acknowledge(
    pool,
    'AwsSolutions-COG8',
    'Lock-out after failed tries comes with the pool; the Plus plan costs for every active user.',
    '2027-11-20',
  );
  return pool;
};

const declareMachineClient = (pool: UserPool, server: UserPoolResourceServer, name: string): string => {
  pool.addDomain('Tokens', { cognitoDomain: { domainPrefix: `${name}-${Aws.ACCOUNT_ID}` } });
  const client = pool.addClient('Machine', {
    userPoolClientName: `${name}-machine`,
    generateSecret: true,
    oAuth: {
      flows: { clientCredentials: true },
      scopes: [
        OAuthScope.resourceServer(
          server,
          new ResourceServerScope({ scopeName: 'api', scopeDescription: 'Use the API' }),
        ),
      ],
    },
    accessTokenValidity: ACCESS_TOKEN_LIFE,
    enableTokenRevocation: true,
    preventUserExistenceErrors: true,
  });
  return client.userPoolClientId;
};
