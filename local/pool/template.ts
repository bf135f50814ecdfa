import { isTrue, type JsonObject, numberOf, objectOf, textOf } from '../net/json.ts';
import type { PoolRules } from './types.ts';

const DAY_MS = 86_400_000;

/** The rules of a pool from the properties of its template; what they leave open is as Cognito has it. */
export const rulesOf = (properties: JsonObject): PoolRules => {
  const policy = objectOf(objectOf(properties['Policies'])['PasswordPolicy']);
  const invitation = objectOf(objectOf(properties['AdminCreateUserConfig'])['InviteMessageTemplate']);
  const verification = objectOf(properties['VerificationMessageTemplate']);
  const needs = (name: string): boolean => policy[name] === undefined || isTrue(policy[name]);
  return {
    password: {
      minLength: numberOf(policy['MinimumLength']) ?? 8,
      lowercase: needs('RequireLowercase'),
      uppercase: needs('RequireUppercase'),
      numbers: needs('RequireNumbers'),
      symbols: needs('RequireSymbols'),
      history: numberOf(policy['PasswordHistorySize']) ?? 0,
      temporaryMs: (numberOf(policy['TemporaryPasswordValidityDays']) ?? 7) * DAY_MS,
    },
    mfa: mfaOf(textOf(properties['MfaConfiguration'])),
    invitation: {
      subject: textOf(invitation['EmailSubject']) ?? 'Your temporary password',
      body:
        textOf(invitation['EmailMessage']) ?? 'Your username is {username} and temporary password is {####}.',
    },
    verification: {
      subject:
        textOf(verification['EmailSubject']) ??
        textOf(properties['EmailVerificationSubject']) ??
        'Your verification code',
      body:
        textOf(verification['EmailMessage']) ??
        textOf(properties['EmailVerificationMessage']) ??
        'Your confirmation code is {####}',
    },
  };
};

const mfaOf = (configured: string | undefined): PoolRules['mfa'] =>
  configured === 'ON' || configured === 'OPTIONAL' ? configured : 'OFF';
