/** Scopes of which an access token needs one: ours, or the one that a user pool gives to people who signed in by its own API. */
export const TOKEN_SCOPES: readonly string[] = ['kefu/api', 'aws.cognito.signin.user.admin'];
