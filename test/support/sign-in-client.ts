import {
  AssociateSoftwareTokenCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  type InitiateAuthCommandOutput,
  RespondToAuthChallengeCommand,
  type RespondToAuthChallengeCommandOutput,
  SetUserMFAPreferenceCommand,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { authenticatorCode } from './authenticator.ts';
import type { Journey, Reply } from './local-stack.ts';

type Step = InitiateAuthCommandOutput | RespondToAuthChallengeCommandOutput;
export type SignedIn = { readonly access: string; readonly id: string; readonly refresh: string };

const APP_STEP = 'PT30S';

/** Signs people in at the local user pool with the SDK, as an application in front of the API does. */
export const signInClient = (journey: Journey) => {
  const pool = new CognitoIdentityProviderClient({
    endpoint: `${journey.stack.address}/_local/pool`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  /** The app client for people, as a token tells it. */
  const clientId = async (): Promise<string> => {
    const payload = (await journey.tokenOf('agent1')).split('.')[1] ?? '';
    return String(
      (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { client_id: string }).client_id,
    );
  };
  const start = async (
    AuthFlow: 'USER_PASSWORD_AUTH' | 'REFRESH_TOKEN_AUTH' | 'USER_SRP_AUTH',
    AuthParameters: Record<string, string>,
  ) => pool.send(new InitiateAuthCommand({ ClientId: await clientId(), AuthFlow, AuthParameters }));
  const withPassword = (USERNAME: string, PASSWORD: string) =>
    start('USER_PASSWORD_AUTH', { USERNAME, PASSWORD });
  const respond = async (step: Step, ChallengeResponses: Record<string, string>) =>
    pool.send(
      new RespondToAuthChallengeCommand({
        ClientId: await clientId(),
        ChallengeName: step.ChallengeName,
        Session: step.Session,
        ChallengeResponses,
      }),
    );
  const tokensOf = ({ AuthenticationResult: result }: Step): SignedIn => ({
    access: result?.AccessToken ?? '',
    id: result?.IdToken ?? '',
    refresh: result?.RefreshToken ?? '',
  });
  /** The temporary password of the newest invitation to an address. */
  const invited = async (email: string): Promise<string> => {
    const mail = (await journey.outbox()).find(
      (item) => item.to === email && item.subject?.includes('Invitation'),
    );
    return /临时密码：([^，]+)，/.exec(mail?.body ?? '')?.[1] ?? '';
  };
  const code = async (email: string): Promise<string> => {
    const mail = (await journey.outbox()).find(
      (item) => item.to === email && item.subject?.includes('Code for'),
    );
    return /Your code: (\d{6})/.exec(mail?.body ?? '')?.[1] ?? '';
  };
  /** From the invitation to the first tokens. */
  const firstSignIn = async (email: string, NEW_PASSWORD: string): Promise<SignedIn> => {
    const step = await withPassword(email, await invited(email));
    return tokensOf(await respond(step, { USERNAME: email, NEW_PASSWORD }));
  };
  /** Sets an authenticator up; the code that showed it is used up by then. */
  const setUpAuthenticator = async (AccessToken: string): Promise<string> => {
    const { SecretCode: secret = '' } = await pool.send(new AssociateSoftwareTokenCommand({ AccessToken }));
    const UserCode = authenticatorCode(secret, await journey.now());
    await pool.send(new VerifySoftwareTokenCommand({ AccessToken, UserCode }));
    const on = { Enabled: true, PreferredMfa: true };
    await pool.send(new SetUserMFAPreferenceCommand({ AccessToken, SoftwareTokenMfaSettings: on }));
    await journey.advance(APP_STEP);
    return secret;
  };
  const withAuthenticator = async (email: string, password: string, secret: string): Promise<SignedIn> => {
    const step = await withPassword(email, password);
    const answer = await respond(step, {
      USERNAME: email,
      SOFTWARE_TOKEN_MFA_CODE: authenticatorCode(secret, await journey.now()),
    });
    await journey.advance(APP_STEP);
    return tokensOf(answer);
  };
  /** Calls the API with a token. */
  const call = (
    method: string,
    path: string,
    token: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply> =>
    journey.request(method, path, {
      headers: {
        authorization: `Bearer ${token}`,
        ...(method === 'POST' ? { 'idempotency-key': crypto.randomUUID() } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    });
  return {
    pool,
    clientId,
    start,
    withPassword,
    respond,
    tokensOf,
    invited,
    code,
    firstSignIn,
    setUpAuthenticator,
    withAuthenticator,
    call,
  };
};
