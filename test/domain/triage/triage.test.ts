import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kindOfCategory, shippedCategories } from '#shared/domain/settings/categories.ts';
import { kindSchema } from '#shared/domain/tickets/values.ts';
import { languageOf, triage } from '#shared/domain/triage/triage.ts';

const sorted = (body: string, given = {}) =>
  triage({ subject: '', body, categories: shippedCategories, given });

describe('triage', () => {
  it.each([
    ['请问这款有现货吗，什么材质', 'consultation', 'consultation.product'],
    ['什么时候发货，用哪家快递公司', 'consultation', 'consultation.order'],
    ['可以开发票吗，能用优惠券吗', 'consultation', 'consultation.payment'],
    ['忘记密码，登录不了账号', 'consultation', 'consultation.account'],
    ['保修多久，售后怎么联系', 'consultation', 'consultation.afterSales'],
    ['转人工客服', 'consultation', 'consultation.basic'],
    ['卖假货，质量太差，骗人', 'complaint', 'complaint.quality'],
    ['客服态度恶劣，一直敷衍我', 'complaint', 'complaint.attitude'],
    ['等了十天了还没收到，太慢', 'complaint', 'complaint.logistics'],
    ['我要投诉，拖着不处理，要求赔偿', 'complaint', 'complaint.afterSales'],
    ['不想要了，我要退货退款', 'return', 'return.general'],
    ['尺码小了，想换大一码', 'exchange', 'exchange.general'],
    ['杯子收到时碎了，有裂纹瑕疵', 'productIssue', 'productIssue.quality'],
    ['插上电没反应，开不了机', 'productIssue', 'productIssue.function'],
    ['发错货了，还少发一件', 'productIssue', 'productIssue.logistics'],
    ['What ingredients does it have, is it suitable for children?', 'consultation', 'consultation.product'],
    ['How do I reset my password?', 'consultation', 'consultation.account'],
    ['Your agent was rude and ignored me', 'complaint', 'complaint.attitude'],
    ['I want my money back, please refund', 'return', 'return.general'],
    ['Can I swap it for a larger size?', 'exchange', 'exchange.general'],
    ['It stopped working and won’t turn on', 'productIssue', 'productIssue.function'],
    ['You sent the wrong item and one is missing', 'productIssue', 'productIssue.logistics'],
  ])('sorts “%s” as %s, %s', (text, kind, category) => {
    expect(sorted(text)).toMatchObject({ kind, category, source: 'auto' });
    expect(sorted(text).confidence).toBeGreaterThan(0.3);
  });

  it.each(['', '???', '嗯嗯', 'qwerty', '12345'])(
    'takes “%s”, which says nothing, for a basic consultation without confidence',
    (text) => {
      expect(sorted(text)).toMatchObject({
        kind: 'consultation',
        category: 'consultation.basic',
        severity: 'ordinary',
        confidence: 0,
      });
    },
  );

  it.each([
    ['充电器爆炸，我被烫伤了', 'complaint', 'urgent'],
    ['The battery caught fire and I was injured', 'complaint', 'urgent'],
    ['再不退款我就投诉到消协，找媒体曝光', 'complaint', 'severe'],
    ['I complained twice, now I will file a lawsuit', 'complaint', 'severe'],
    ['我要投诉你们', 'complaint', 'ordinary'],
    ['请问发货了吗', 'consultation', 'ordinary'],
  ])('finds in “%s” a %s that is %s', (text, kind, severity) => {
    expect(sorted(text)).toMatchObject({ kind, severity });
  });

  it('calls only complaints severe: another kind given stays ordinary', () => {
    expect(sorted('我要找律师起诉，有人受伤', { kind: 'return' })).toMatchObject({
      kind: 'return',
      severity: 'ordinary',
    });
  });

  it('keeps what was given and fills in the rest', () => {
    expect(sorted('客服态度恶劣', { kind: 'complaint' })).toMatchObject({
      kind: 'complaint',
      category: 'complaint.attitude',
      source: 'given',
      confidence: 1,
    });
    expect(sorted('hello', { kind: 'productIssue' }).category).toBe('productIssue.afterSales');
    expect(sorted('hello', { category: 'complaint.quality' })).toMatchObject({
      kind: 'complaint',
      category: 'complaint.quality',
    });
    expect(sorted('爆炸', { kind: 'complaint', severity: 'ordinary', language: 'en' })).toMatchObject({
      severity: 'ordinary',
      language: 'en',
    });
  });

  it('names only categories that the settings list', () => {
    const categories = { ...shippedCategories, complaint: ['complaint.other'] };
    expect(triage({ subject: '', body: '客服态度恶劣，投诉', categories }).category).toBe('complaint.other');
  });

  it.each([
    ['很满意，谢谢', 'positive'],
    ['不满意，太失望了', 'negative'],
    ['I am not happy, terrible', 'negative'],
    ['请问几点下班', 'neutral'],
  ])('hears in “%s” a %s voice', (text, sentiment) => expect(sorted(text).sentiment).toBe(sentiment));

  it.each([
    ['你好，order 在哪里', 'zh-CN'],
    ['Where is my order?', 'en'],
    ['12345', 'zh-CN'],
  ])('reads “%s” as %s', (text, language) => expect(languageOf(text, 'zh-CN')).toBe(language));

  it('answers the same to the same text, whatever it is, with a category of its kind', () => {
    const words = fc.constantFrom(
      '退货',
      '投诉',
      '换货',
      '坏了',
      '订单',
      'refund',
      'late',
      'hello',
      '律师',
      '受伤',
      ' ',
      '，',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(words).map((all) => all.join('')),
        ),
        (text) => {
          const found = sorted(text);
          expect(found).toEqual(sorted(text));
          expect(kindSchema.options).toContain(found.kind);
          expect(kindOfCategory(found.category, shippedCategories)).toBe(found.kind);
          expect(found.confidence).toBeGreaterThanOrEqual(0);
          expect(found.confidence).toBeLessThanOrEqual(1);
          if (found.kind !== 'complaint') expect(found.severity).toBe('ordinary');
        },
      ),
    );
  });
});
