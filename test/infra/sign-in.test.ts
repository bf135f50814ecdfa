import { describe, expect, it } from 'vitest';
import {
  type Properties,
  type Resource,
  resourceNamed,
  resourcesOf,
  templatesOf,
} from './support/templates.ts';

const dev = templatesOf('dev').data;
const prod = templatesOf('prod').data;
const only = (type: string, template = dev): Resource => {
  const [resource] = resourcesOf(template, type);
  if (!resource) throw new Error(`no ${type}`);
  return resource;
};

describe('Sign-in', () => {
  const pool = (template: typeof dev): Properties => only('AWS::Cognito::UserPool', template).Properties;

  it('wants long mixed passwords that were not used before, and no accounts that people make themselves', () => {
    expect(pool(dev)).toMatchObject({
      Policies: {
        PasswordPolicy: {
          MinimumLength: 12,
          RequireLowercase: true,
          RequireUppercase: true,
          RequireNumbers: true,
          RequireSymbols: true,
          PasswordHistorySize: 5,
          TemporaryPasswordValidityDays: 3,
        },
      },
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
    });
  });

  it('offers one-time passwords in dev and requires them in prod', () => {
    expect(pool(dev)['MfaConfiguration']).toBe('OPTIONAL');
    expect(pool(prod)['MfaConfiguration']).toBe('ON');
    expect(pool(prod)['DeletionProtection']).toBe('ACTIVE');
  });

  it.each([dev, prod])('gives out access tokens for a quarter of an hour', (template) => {
    for (const { Properties: client } of resourcesOf(template, 'AWS::Cognito::UserPoolClient')) {
      expect(client).toMatchObject({
        AccessTokenValidity: 15,
        TokenValidityUnits: expect.objectContaining({ AccessToken: 'minutes' }),
        EnableTokenRevocation: true,
        PreventUserExistenceErrors: 'ENABLED',
      });
    }
  });

  it('takes plain passwords only in dev', () => {
    const flows = (template: typeof dev, name: string) =>
      resourceNamed(template, 'AWS::Cognito::UserPoolClient', 'ClientName', name).Properties[
        'ExplicitAuthFlows'
      ];

    expect(flows(dev, 'kefu-dev-users-staff')).toContain('ALLOW_USER_PASSWORD_AUTH');
    expect(flows(prod, 'kefu-prod-users-staff')).not.toContain('ALLOW_USER_PASSWORD_AUTH');
    expect(flows(prod, 'kefu-prod-users-staff')).toContain('ALLOW_USER_SRP_AUTH');
  });

  it('lets other systems in by client credentials with the scope of the API, where the stage pays for it', () => {
    const machine = resourceNamed(
      prod,
      'AWS::Cognito::UserPoolClient',
      'ClientName',
      'kefu-prod-users-machine',
    ).Properties;

    expect(machine).toMatchObject({ GenerateSecret: true, AllowedOAuthFlows: ['client_credentials'] });
    expect(JSON.stringify(machine['AllowedOAuthScopes'])).toContain('/api');
    expect(only('AWS::Cognito::UserPoolResourceServer', dev).Properties).toMatchObject({
      Identifier: 'kefu',
      Scopes: [{ ScopeName: 'api' }],
    });
    expect(resourcesOf(dev, 'AWS::Cognito::UserPoolClient')).toHaveLength(1);
  });
});
