import fc from 'fast-check';
import { type CountryCode, parsePhoneNumberFromString as parse } from 'libphonenumber-js/core';
import examples from 'libphonenumber-js/examples.mobile.json' with { type: 'json' };
import plans from 'libphonenumber-js/metadata.min.json' with { type: 'json' };
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS as noDiscovery,
  resolveEndpointDiscoveryConfig,
} from '../../scripts/lean/endpoint-discovery.ts';
import { defaultProvider } from '../../scripts/lean/environment-credentials.ts';
import {
  EventStreamSerde,
  eventStreamSerdeProvider,
  resolveEventStreamSerdeConfig,
} from '../../scripts/lean/event-streams.ts';
import { withoutFormats } from '../../scripts/lean/numbering-plans.ts';

type Plans = NonNullable<Parameters<typeof parse>[2]>;
const whole = plans as unknown as Plans;
const lean = withoutFormats(plans as unknown as Plans & Parameters<typeof withoutFormats>[0]);

/** Everything that we ask of a parsed number. */
const read = (text: string, metadata: Plans, home: CountryCode = 'CN') => {
  const phone = parse(text, home, metadata);
  return (
    phone && {
      number: phone.number,
      code: phone.countryCallingCode,
      ext: phone.ext,
      isValid: phone.isValid(),
      isPossible: phone.isPossible(),
    }
  );
};

describe('numbering plans without formats', () => {
  it('are less than half as large', () => {
    expect(JSON.stringify(lean).length).toBeLessThan(JSON.stringify(plans).length / 2);
  });

  it('read the example of every country as the whole plans do', () => {
    for (const [country, national] of Object.entries(examples)) {
      const expected = read(national, whole, country as CountryCode);
      expect(expected?.isValid, country).toBe(true);
      expect(read(national, lean, country as CountryCode), country).toEqual(expected);
    }
  });

  it('read any digits, with and without a country code, as the whole plans do', () => {
    const codes = Object.keys(plans.country_calling_codes);
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 2, maxLength: 16 });
    const text = fc.oneof(
      digits,
      fc.tuple(fc.constantFrom(...codes), digits).map(([code, rest]) => `+${code}${rest}`),
      fc.tuple(fc.constantFrom('00', '011', '0'), digits).map(([prefix, rest]) => prefix + rest),
    );
    fc.assert(
      fc.property(text, (number) => {
        expect(read(number, lean)).toEqual(read(number, whole));
      }),
      { numRuns: 2000 },
    );
  });
});

describe("a function's credentials", () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('are those that Lambda puts into the environment', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKID');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    vi.stubEnv('AWS_SESSION_TOKEN', 'session');

    expect(await defaultProvider()()).toEqual({
      accessKeyId: 'AKID',
      secretAccessKey: 'secret',
      sessionToken: 'session',
    });
  });

  it('are missed by name', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKID');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);

    await expect(defaultProvider()()).rejects.toThrow('AWS_SECRET_ACCESS_KEY is not set');
  });
});

describe('what a bundle lacks of the SDK', () => {
  it('says so where it is needed after all', () => {
    expect(() => new EventStreamSerde()).toThrow('built without event streams');
    expect(() => eventStreamSerdeProvider()).toThrow('built without event streams');
  });

  it('leaves the configuration of a client as it is', () => {
    const config = { region: 'eu-central-1' };

    expect(resolveEventStreamSerdeConfig(config)).toBe(config);
    expect(resolveEndpointDiscoveryConfig(config)).toBe(config);
  });

  it('is not asked for by any environment', () => {
    vi.stubEnv('AWS_ENABLE_ENDPOINT_DISCOVERY', 'true');
    expect(noDiscovery.environmentVariableSelector()).toBeUndefined();
    expect(noDiscovery.configFileSelector()).toBeUndefined();
    vi.unstubAllEnvs();
  });
});
