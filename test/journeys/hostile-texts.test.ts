import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderRoutes } from '#shared/contracts/orders.ts';
import { surveyAnswerBody, surveyAnswerFromForm } from '#shared/contracts/public.ts';
import { lineSchema, textSchema } from '#shared/contracts/words.ts';
import { nameSchema } from '#shared/domain/customers/text.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { showsSomething } from '#shared/domain/kernel/visible.ts';
import { readParams, readQuery } from '#shared/runtime/http/request.ts';
import { describeError } from '#shared/runtime/telemetry.ts';
import { invisible } from '#test/hostile/rows/texts.ts';

const schemas = { line: lineSchema(200), text: textSchema(1000), name: nameSchema } as const;
const takes = (schema: (typeof schemas)[keyof typeof schemas], text: string): boolean =>
  schema.safeParse(text).success;

describe('H16: a text in which nothing is to be seen', () => {
  it.each(Object.entries(schemas))('is no %s, however its signs are mixed', (_, schema) => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...invisible), { minLength: 1, maxLength: 8 }), (signs) => {
        expect(takes(schema, signs.join(''))).toBe(false);
      }),
    );
  });

  it.each(['a', '你', '😀', '1\uFE0F\u20E3', 'é', 'e\u0301', 'ا', '.', '👩\u200D👩', '\uE000', '٣'])(
    'is none with %s in it',
    (sign) => {
      for (const text of [sign, `\u200B${sign}\u00AD`]) expect(showsSomething(text)).toBe(true);
      for (const schema of Object.values(schemas)) expect(takes(schema, sign)).toBe(true);
    },
  );
});

describe('H13: a sign that ends lines or steers terminals', () => {
  it.each([
    '\u0000',
    '\u0007',
    '\n',
    '\r',
    '\u000B',
    '\u001B',
    '\u007F',
    '\u0080',
    '\u0085',
    '\u009B',
    '\u009F',
  ])('is in no line and no name: %j', (sign) => {
    expect([takes(schemas.line, `A${sign}B`), takes(schemas.name, `A${sign}B`)]).toEqual([false, false]);
  });

  it.each(['\u2028', '\u2029'])('is in no line, and leaves a name: %j', (sign) => {
    expect(takes(schemas.line, `A${sign}B`)).toBe(false);
    expect(nameSchema.parse(`A${sign}B`)).toBe('AB');
  });
});

describe('H35: a query', () => {
  it.each(['%zz', '%', '%C0%AE', '%ED%A0%80', '%FF', '%E4%BD'])(
    'that is not well encoded is refused: q=%s',
    (text) => {
      const refusal = ((): unknown => {
        try {
          return readQuery(`limit=5&q=${text}&tag=x`);
        } catch (error) {
          return error;
        }
      })();
      expect(refusal).toBeInstanceOf(Refusal);
      expect((refusal as Refusal).errors).toMatchObject([{ path: 'q', code: 'invalid' }]);
    },
  );

  it('says what was encoded, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(text.isWellFormed());
        expect(readQuery(new URLSearchParams({ q: text }).toString())).toEqual({ q: text });
        expect(readQuery(`q=${encodeURIComponent(text)}`)).toEqual({ q: text });
      }),
    );
  });
});

describe('H05: a form', () => {
  const taken = (form: string): boolean =>
    surveyAnswerBody.safeParse(surveyAnswerFromForm(readQuery(form))).success;

  it.each([
    '__proto__=1',
    'dimensions.__proto__=5',
    'dimensions.constructor=5',
    'constructor=x',
    'toString=1',
  ])('has no field of all objects: %s', (field) => {
    expect(taken('csat=5')).toBe(true);
    expect(taken(`csat=5&${field}`)).toBe(false);
    expect(Object.hasOwn(Object.prototype, 'csat')).toBe(false);
  });
});

describe('H37: a number of an order in the path', () => {
  const read = (rawPath: string, id: string): unknown =>
    readParams(orderRoutes['orders/put-order'], {
      rawPath,
      pathParameters: { id },
    } as unknown as APIGatewayProxyEventV2);

  it('is what was meant, whether the gateway hands parameters on decoded or as they came', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\w%#+ 单é.-]{1,30}$/u), (number) => {
        fc.pre(number.trim() === number);
        const path = `/v1/orders/${number}`;
        expect(read(path, number)).toEqual({ id: number.normalize('NFC') });
        // Where the encoded form happens to stand in the path, too, it is taken as it is.
        const encoded = encodeURIComponent(number);
        if (!path.includes(encoded) || encoded === number)
          expect(read(path, encoded)).toEqual({ id: number.normalize('NFC') });
      }),
    );
    expect(read('/v1/orders/50%', '50%')).toEqual({ id: '50%' });
    expect(read('/v1/orders/%2e', '%2e')).toEqual({ id: '%2e' });
  });
});

describe('S23: what a log is told of a fault', () => {
  it('holds places in the code, and no line of its message, however that looks', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, secret) => {
        const message = `${before}\n    at 13987650042 ${secret} (/var/task/index.mjs:1:1)\n    at x`;
        const { at } = describeError(new TypeError(message));
        expect(at).not.toContain('13987650042');
        expect(at).toContain('hostile-texts.test.ts');
      }),
    );
    const renamed = Object.assign(new Error('second'), { stack: 'Error: first\n    at 13987650042' });
    expect(describeError(renamed).at).toBe('');
  });
});
