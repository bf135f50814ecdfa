import * as z from 'zod';

/** What a customer can be asked about a case, besides overall satisfaction, recommendation and free words (F2). */
export const dimensionSchema = z.enum([
  'responseSpeed',
  'serviceQuality',
  'informationAccuracy',
  'afterSales',
  'product',
  'logistics',
]);
export type Dimension = z.infer<typeof dimensionSchema>;
export const dimensions: readonly Dimension[] = dimensionSchema.options;

/** One to five, five being best: overall satisfaction and each dimension. */
export const starsSchema = z.int().min(1).max(5);
/** "How likely are you to recommend us?", nought to ten. */
export const likelihoodSchema = z.int().min(0).max(10);

/** Where a survey stands. `sent` also after the reminder (`remindedAt` tells); all but the first two are final. */
export const surveyStatusSchema = z.enum([
  'scheduled',
  'sent',
  'answered',
  'expired',
  'cancelled',
  'notSent',
]);
export type SurveyStatus = z.infer<typeof surveyStatusSchema>;

/** What of an order a customer can be asked about; everything else is the resolution of a case. */
export const orderOccasionSchema = z.enum(['orderPlaced', 'orderDelivered']);
export type OrderOccasion = z.infer<typeof orderOccasionSchema>;

/** How an invitation travels. */
export const deliveryChannelSchema = z.enum(['email', 'sms']);
export type DeliveryChannel = z.infer<typeof deliveryChannelSchema>;

/** Why no survey was sent, for staff to read on the timeline. The codes are public. */
export const notSentReasonSchema = z.enum([
  'surveysOff',
  'noHumanReply',
  'agentRequest',
  'excluded',
  'sampledOut',
  'customerGone',
  'optedOut',
  'noContact',
  'recentlySurveyed',
  'undeliverable',
  'tooLate',
  'orderCancelled',
]);
export type NotSentReason = z.infer<typeof notSentReasonSchema>;

/** Why a survey ended without an answer although it was on its way. */
export const endReasonSchema = z.enum([...notSentReasonSchema.options, 'reopened', 'unanswered', 'erased']);
export type EndReason = z.infer<typeof endReasonSchema>;

export const surveyLanguageSchema = z.enum(['zh-CN', 'en']);
export type SurveyLanguage = z.infer<typeof surveyLanguageSchema>;
