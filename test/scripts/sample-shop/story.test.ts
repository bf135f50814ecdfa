import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newCustomerBody } from '#shared/contracts/customers.ts';
import { surveyAnswerBody } from '#shared/contracts/public.ts';
import { createTicketBody } from '#shared/contracts/ticket-shapes.ts';
import { channelSchema, kindSchema, severitySchema } from '#shared/domain/tickets/values.ts';
import { shopCustomers } from '../../../scripts/sample-shop/customers.ts';
import { createRandom } from '../../../scripts/sample-shop/random.ts';
import { ratings, STORY_MINUTES, type StoryStep, story } from '../../../scripts/sample-shop/story.ts';

const steps = story();
type Of<Type extends StoryStep['type']> = Extract<StoryStep, { type: Type }>;
const only = <Type extends StoryStep['type']>(type: Type): Of<Type>[] =>
  steps.filter((step): step is Of<Type> => step.type === type);
const opened = only('open');

describe('the story of the sample shop', () => {
  it('is the same each time it is told', () => {
    expect(story()).toEqual(steps);
  });

  it('goes forward in time and ends before its three days do', () => {
    expect(steps.every(({ at }, i) => at >= (steps[i - 1]?.at ?? 0))).toBe(true);
    expect(Math.max(...steps.map(({ at }) => at))).toBeLessThanOrEqual(STORY_MINUTES);
  });

  it('names each step once, so that a repeat is recognised', () => {
    expect(new Set(steps.map(({ key }) => key)).size).toBe(steps.length);
  });

  it('meets customers before it opens their cases, and opens cases before anything is done to them', () => {
    const seen = new Set<string>();
    for (const step of steps) {
      if (step.type === 'open' && step.case.by in shopCustomers)
        expect(seen).toContain(`customer-${step.case.by}`);
      if (step.type === 'deed') expect(seen).toContain(step.caseKey);
      seen.add(step.key);
    }
  });

  it('has cases of every kind, channel, severity and life, in both languages', () => {
    const values = (of: (step: (typeof opened)[number]) => string | undefined) => new Set(opened.map(of));

    expect(opened.length).toBeGreaterThanOrEqual(45);
    for (const kind of kindSchema.options) expect(values((step) => step.case.kind)).toContain(kind);
    for (const channel of channelSchema.options)
      expect(values((step) => step.case.channel)).toContain(channel);
    for (const severity of severitySchema.options)
      expect(values((step) => step.case.severity ?? 'ordinary')).toContain(severity);
    expect(values((step) => step.case.life).size).toBe(11);
    expect(values((step) => step.language)).toEqual(new Set(['zh-CN', 'en']));
  });

  it('says nothing that the contract would refuse', () => {
    for (const customer of Object.values(shopCustomers))
      expect(newCustomerBody.safeParse(customer).error).toBeUndefined();
    for (const rating of ratings().values()) expect(surveyAnswerBody.safeParse(rating).error).toBeUndefined();
    for (const { case: of, language } of opened) {
      const { by: _, at: __, life: ___, rating: ____, ...fields } = of;
      expect(createTicketBody.safeParse({ ...fields, language }).error).toBeUndefined();
    }
  });

  it('writes to no address and no telephone that could be somebody’s', () => {
    for (const { emails, phones } of Object.values(shopCustomers)) {
      for (const email of emails) expect(email).toMatch(/@example\.com$/);
      for (const phone of phones)
        expect(phone).toMatch(/^(\+861380013810\d|\+86138001381\d\d|\+447700900\d{3}|\+12125550\d{3})$/);
    }
  });
});

describe('createRandom', () => {
  it('stays within its bounds and repeats itself for a seed', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: -50, max: 50 }), fc.nat(50), (seed, from, span) => {
        const [one, other] = [createRandom(seed), createRandom(seed)];
        for (let i = 0; i < 20; i++) {
          const drawn = one.between(from, from + span);
          expect(drawn).toBe(other.between(from, from + span));
          expect(drawn).toBeGreaterThanOrEqual(from);
          expect(drawn).toBeLessThanOrEqual(from + span);
        }
      }),
    );
  });

  it('reaches every item, and has none to pick from nothing', () => {
    const { pick } = createRandom(1);

    expect(new Set(Array.from({ length: 100 }, () => pick(['a', 'b', 'c'])))).toEqual(
      new Set(['a', 'b', 'c']),
    );
    expect(() => pick([])).toThrow('nothing to pick from');
  });
});
