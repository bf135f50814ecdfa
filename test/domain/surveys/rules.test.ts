import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import { chooseTemplate, surveyLanguage, templatesInUse } from '#shared/domain/surveys/choose-template.ts';
import { supervisorOf } from '#shared/domain/surveys/follow-up.ts';
import { surveyMessage } from '#shared/domain/surveys/message.ts';
import { recipientOf } from '#shared/domain/surveys/recipient.ts';
import { isSampled } from '#shared/domain/surveys/sampling.ts';
import { shippedSurveySettings, surveySettingsSchema } from '#shared/domain/surveys/settings.ts';
import { shippedTemplates } from '#shared/domain/surveys/shipped-templates.ts';
import { surveyTemplateVersionSchema } from '#shared/domain/surveys/template.ts';
import { kindSchema } from '#shared/domain/tickets/values.ts';
import { aCustomer } from '../../app/surveys/support/builders.ts';

describe('the sample of surveys', () => {
  it('is the same for the same survey, is kept by a higher share, and comes to the share', () => {
    const ids = fc.stringMatching(/^svy_[0-9A-HJKMNP-TV-Z]{26}$/);
    fc.assert(
      fc.property(
        ids,
        fc.double({ min: 0, max: 100, noNaN: true }),
        fc.double({ min: 0, max: 100, noNaN: true }),
        (id, a, b) => {
          if (isSampled(id, Math.min(a, b))) expect(isSampled(id, Math.max(a, b))).toBe(true);
          expect(isSampled(id, 0)).toBe(false);
          expect(isSampled(id, 100)).toBe(true);
        },
      ),
    );
    const neighbours = Array.from({ length: 20_000 }, (_, n) => `svy_01KJ${String(n).padStart(22, '0')}`);
    for (const percent of [1, 10, 50]) {
      const share = neighbours.filter((id) => isSampled(id, percent)).length / neighbours.length;
      // Four standard deviations of a fair draw.
      const p = percent / 100;
      expect(Math.abs(share - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / neighbours.length));
    }
  });
});

describe('survey templates', () => {
  it('are shipped for every kind in both languages, each with a question for the overall score', () => {
    expect(shippedTemplates).toHaveLength(12);
    expect(new Set(shippedTemplates.map(({ id }) => id)).size).toBe(12);
    for (const template of shippedTemplates) {
      expect(surveyTemplateVersionSchema.safeParse(template).success).toBe(true);
      expect(idSchema('tpl').safeParse(template.id).success).toBe(true);
      expect(template.questions[0]?.key).toBe('csat');
    }
  });

  it('are chosen by language, then kind, then whether somebody wrote them', () => {
    const [shipped] = shippedTemplates;
    if (!shipped) throw new Error('nothing is shipped');
    const own = {
      ...shipped,
      id: 'tpl_01KJ0000000000000000000001',
      kind: 'any' as const,
      language: 'en' as const,
      updatedAt: 5,
    };

    expect(chooseTemplate([], 'return', 'en')).toMatchObject({ kind: 'return', language: 'en' });
    expect(chooseTemplate([own], 'return', 'en')).toMatchObject({
      kind: 'return',
      language: 'en',
      updatedAt: 0,
    });
    expect(chooseTemplate([{ ...own, kind: 'return' }], 'return', 'en').id).toBe(own.id);
    expect(chooseTemplate([{ ...own, kind: 'return' }], 'return', 'zh-CN')).toMatchObject({
      language: 'zh-CN',
      updatedAt: 0,
    });
    const edited = { ...shipped, version: 2, updatedAt: 9, intro: 'edited' };
    expect(templatesInUse([edited]).find(({ id }) => id === shipped.id)?.intro).toBe('edited');
  });

  it('exist for every kind and language', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...kindSchema.options),
        fc.constantFrom('zh-CN' as const, 'en' as const),
        (kind, language) => {
          expect(chooseTemplate([], kind, language)).toMatchObject({ kind, language });
        },
      ),
    );
  });

  it('speak the first language somebody named that we have, else Chinese', () => {
    expect(surveyLanguage(undefined, 'en-GB')).toBe('en');
    expect(surveyLanguage('zh-Hant-TW', 'en')).toBe('zh-CN');
    expect(surveyLanguage('fr', 'de')).toBe('zh-CN');
  });

  it('go into messages literally, with quick links that only pre-select', () => {
    const [shipped] = shippedTemplates;
    if (!shipped) throw new Error('nothing is shipped');
    const literal = ['$', '{x} {{7*7}} %s'].join('');
    const message = surveyMessage(
      { ...shipped, intro: `<b>${literal}` },
      'invite',
      'https://desk.example/v1/public/surveys/abc',
      '2026-03-17',
    );

    expect(message.text).toContain(literal);
    expect(message.html).not.toContain('<b>');
    expect(message.text.match(/abc\?csat=[1-5]/g)).toHaveLength(5);
    expect(message.short).toBe('请评价我们的服务 https://desk.example/v1/public/surveys/abc');
    expect(message.text).toContain('2026-03-17');
  });
});

describe('survey settings', () => {
  it('are shipped as the standard says', () => {
    expect(shippedSurveySettings()).toEqual({
      enabled: true,
      triggers: {
        orderPlaced: { enabled: false, delay: 'PT1H' },
        orderDelivered: { enabled: false, delay: 'P3D' },
      },
      delay: 'PT24H',
      delayByChannel: { chat: 'PT30M' },
      quietHours: { from: '21:00', to: '09:00' },
      timeZone: 'Asia/Shanghai',
      reminder: true,
      reminderAfter: 'P3D',
      expiresAfter: 'P14D',
      onePer: 'P30D',
      amendWithin: 'PT72H',
      samplePercent: 100,
      lowScore: { csat: 2, nps: 4, dueIn: 'PT24H' },
      exclude: { kinds: [], channels: [], tags: ['spam', 'merged', 'test'] },
    });
  });

  it('refuse what is no duration, no time of day, no zone and no share', () => {
    const wrong = [
      { delay: 'a day' },
      { quietHours: { from: '9pm', to: '09:00' } },
      { quietHours: { from: '24:00', to: '09:00' } },
      { timeZone: '+08:00' },
      { samplePercent: 101 },
      { lowScore: { csat: 6 } },
      { surprise: 1 },
    ];
    for (const fields of wrong) expect(surveySettingsSchema.safeParse(fields).success).toBe(false);
  });
});

describe('a recipient', () => {
  it('is reached by mail, then by text message, unless they like the phone better', () => {
    expect(recipientOf(aCustomer()).addresses.map(({ channel }) => channel)).toEqual(['email', 'sms']);
    expect(
      recipientOf(aCustomer({ preferredChannel: 'phone' })).addresses.map(({ channel }) => channel),
    ).toEqual(['sms', 'email']);
    expect(recipientOf(aCustomer({ emails: [] })).addresses).toEqual([
      { channel: 'sms', to: '+8613812345678' },
    ]);
    expect(recipientOf(undefined)).toMatchObject({ gone: true, addresses: [] });
  });
});

describe('the owner of a follow-up', () => {
  it('is the supervisor above the team, else of the team, else nobody', () => {
    const person = (userId: string, roleId: string, status = 'active') => ({ userId, roleId, status });

    expect(
      supervisorOf([person('b', 'supervisor'), person('a', 'supervisor')], [person('c', 'supervisor')]),
    ).toBe('a');
    expect(supervisorOf([person('a', 'admin')], [person('c', 'supervisor')])).toBe('c');
    expect(supervisorOf([person('a', 'supervisor', 'disabled')], [person('c', 'agent')])).toBeUndefined();
  });
});
