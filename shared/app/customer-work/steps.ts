import { reviewStep } from '../customers/review-customer.ts';
import { dataReviewStep } from './data-review-step.ts';
import { eraseStep } from './erase-step.ts';
import { retentionStep } from './retention-step.ts';
import type { CustomerStep } from './step.ts';

/** Everything that is done for customers when it is due, the most urgent first. */
export const customerSteps: readonly CustomerStep[] = [eraseStep, retentionStep, reviewStep, dataReviewStep];
