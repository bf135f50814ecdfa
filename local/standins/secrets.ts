import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { AwsError, type Operations } from '../net/aws-json.ts';
import { isTrue, type JsonObject, numberOf, objectOf, parsed, textOf } from '../net/json.ts';
import type { Store } from '../state/store.ts';

export type Secrets = {
  /** Makes a secret from its template properties unless it is there; answers its ARN. */
  readonly ensure: (name: string, properties: JsonObject, region: string) => string;
  /** The current text by name or ARN; throws when there is none. */
  readonly value: (nameOrArn: string) => string;
  readonly operations: Operations;
};

type Version = { readonly id: string; readonly text: string };
type Secret = {
  readonly name: string;
  readonly arn: string;
  readonly createdMs: number;
  readonly current: Version;
  readonly previous?: Version;
};

const KEY = 'secret/';

/** Secrets Manager over the store: generated once, kept over restarts. */
export const createSecrets = (store: Store, now: () => number): Secrets => {
  const find = (nameOrArn: string): Secret => {
    const direct = store.get<Secret>(KEY + nameOrArn);
    const all = () => store.keys(KEY).map((key) => store.get<Secret>(key));
    // An ARN may be given without the six random characters at its end.
    const secret =
      direct ?? all().find((one) => one && (one.arn === nameOrArn || one.arn.slice(0, -7) === nameOrArn));
    if (!secret)
      throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    return secret;
  };
  const put = (secret: Secret, text: string): Secret => {
    const next = { ...secret, previous: secret.current, current: { id: randomUUID(), text } };
    store.set(KEY + secret.name, next);
    return next;
  };
  const wantedVersion = (secret: Secret, input: JsonObject): { version: Version; stage: string } => {
    const stage = textOf(input['VersionStage']) ?? 'AWSCURRENT';
    const id = textOf(input['VersionId']);
    const choices = [
      { version: secret.current, stage: 'AWSCURRENT' },
      ...(secret.previous ? [{ version: secret.previous, stage: 'AWSPREVIOUS' }] : []),
    ];
    const found = choices.find((one) => (id === undefined ? one.stage === stage : one.version.id === id));
    if (!found)
      throw new AwsError(
        'ResourceNotFoundException',
        "Secrets Manager can't find the specified secret value.",
      );
    return found;
  };
  return {
    ensure: (name, properties, region) => {
      const known = store.get<Secret>(KEY + name);
      if (known) return known.arn;
      const suffix = randomBytes(4).toString('hex').slice(0, 6);
      const arn = `arn:aws:secretsmanager:${region}:000000000000:secret:${name}-${suffix}`;
      const text =
        textOf(properties['SecretString']) ?? generated(objectOf(properties['GenerateSecretString']));
      store.set(KEY + name, {
        name,
        arn,
        createdMs: now(),
        current: { id: randomUUID(), text },
      } satisfies Secret);
      return arn;
    },
    value: (nameOrArn) => find(nameOrArn).current.text,
    operations: {
      GetSecretValue: (input) => {
        const secret = find(textOf(input['SecretId']) ?? '');
        const { version, stage } = wantedVersion(secret, input);
        return {
          ARN: secret.arn,
          Name: secret.name,
          VersionId: version.id,
          SecretString: version.text,
          VersionStages: [stage],
          CreatedDate: secret.createdMs / 1000,
        };
      },
      PutSecretValue: (input) => {
        const text = textOf(input['SecretString']);
        if (text === undefined)
          throw new AwsError('InvalidParameterException', 'You must provide SecretString.');
        const secret = put(find(textOf(input['SecretId']) ?? ''), text);
        return {
          ARN: secret.arn,
          Name: secret.name,
          VersionId: secret.current.id,
          VersionStages: ['AWSCURRENT'],
        };
      },
      DescribeSecret: (input) => {
        const { arn, name, createdMs } = find(textOf(input['SecretId']) ?? '');
        return { ARN: arn, Name: name, CreatedDate: createdMs / 1000 };
      },
    },
  };
};

const SETS = {
  lower: 'abcdefghijklmnopqrstuvwxyz',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  digits: '0123456789',
  punctuation: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
};

/** A text after `GenerateSecretString`, alone or as a field of its JSON template. */
const generated = (rules: JsonObject): string => {
  const excluded = new Set(textOf(rules['ExcludeCharacters']) ?? '');
  const without = (set: string) => [...set].filter((char) => !excluded.has(char)).join('');
  const sets = [
    isTrue(rules['ExcludeLowercase']) ? '' : without(SETS.lower),
    isTrue(rules['ExcludeUppercase']) ? '' : without(SETS.upper),
    isTrue(rules['ExcludeNumbers']) ? '' : without(SETS.digits),
    isTrue(rules['ExcludePunctuation']) ? '' : without(SETS.punctuation),
    isTrue(rules['IncludeSpace']) ? ' ' : '',
  ].filter((set) => set !== '');
  const length = numberOf(rules['PasswordLength']) ?? 32;
  const each = rules['RequireEachIncludedType'] === undefined || isTrue(rules['RequireEachIncludedType']);
  const pick = (set: string) => set[randomInt(set.length)] ?? '';
  const chars = each ? sets.map(pick) : [];
  while (chars.length < length) chars.push(pick(sets.join('')));
  for (let i = chars.length - 1; i > 0; i -= 1) {
    const j = randomInt(i + 1);
    [chars[i], chars[j]] = [chars[j] ?? '', chars[i] ?? ''];
  }
  const text = chars.slice(0, length).join('');
  const field = textOf(rules['GenerateStringKey']);
  if (field === undefined) return text;
  return JSON.stringify({
    ...objectOf(parsed(textOf(rules['SecretStringTemplate']) ?? '{}')),
    [field]: text,
  });
};
