import { performance } from 'node:perf_hooks';
import { type Journey, startJourney } from '#test/support/local-stack.ts';
import { pastTheProduct } from '#test/support/stored-items.ts';
import { randomOf } from '../random.ts';
import { createCampaign } from './create.ts';
import { eraseCampaign } from './erase.ts';
import { exportCampaign } from './export.ts';
import { type Campaign, type Field, type Found, nothingFound } from './field.ts';
import { importCampaign } from './import.ts';
import { mergeCampaign } from './merge.ts';
import { restoreCampaign } from './restore.ts';
import { surveyCampaign } from './survey.ts';
import { troubleOf } from './trouble.ts';
import { checkTheWhole } from './whole.ts';

/** Erasures come last: a restore does not bring back what lies beside the record of somebody who was erased. */
export const campaigns: readonly Campaign[] = [
  createCampaign,
  surveyCampaign,
  mergeCampaign,
  exportCampaign,
  importCampaign,
  restoreCampaign,
  eraseCampaign,
];

export type RecordsReport = {
  readonly name: string;
  readonly seed: number;
  readonly rounds: number;
  readonly seconds: number;
  readonly found: Found;
  readonly figures: Readonly<Record<string, number>>;
};

type Options = { readonly seed: number; readonly rounds?: number | undefined; readonly isPlanted?: boolean };

/** A Monday, nine in the morning in Shanghai. */
const BEGIN = Date.parse('2026-03-02T01:00:00Z');

export const startField = (): Promise<Journey> => startJourney({ now: BEGIN });

/** One campaign on a running system, and what holds of the whole table afterwards. What breaks it off is found, too. */
export const runOne = async (
  journey: Journey,
  campaign: Campaign,
  { seed, rounds = campaign.rounds.long, isPlanted = false }: Options,
): Promise<RecordsReport> => {
  const began = performance.now();
  const random = randomOf(seed);
  const documents = pastTheProduct(journey.stack.enginesAddress);
  const trouble = troubleOf(journey.stack, random);
  const figures: Record<string, number> = {};
  const field: Field = {
    journey,
    random,
    trouble,
    documents,
    found: nothingFound(),
    rounds,
    isPlanted,
    figures,
  };
  try {
    await campaign.run(field);
    await checkTheWhole(field);
  } catch (error) {
    field.found.other.push(`broke off: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    trouble.end();
    trouble.plant(undefined);
    documents.destroy();
  }
  for (const [name, n] of Object.entries(trouble.counts)) if (n > 0) figures[name] = n;
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  return { name: campaign.name, seed, rounds, seconds, found: field.found, figures };
};
