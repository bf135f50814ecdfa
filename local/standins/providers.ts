import { AwsError } from '../net/aws-json.ts';
import type { Outbox, Sending } from './outbox.ts';

/** What a provider under fault does with a sending: refuses it, or takes it (`accepted`) and then answers an error or never. */
export type ProviderFault = {
  readonly status: number;
  readonly code: string;
  readonly message?: string;
  readonly accepted?: boolean;
  /** Cuts the connection instead of answering. */
  readonly hangUp?: boolean;
};

export type ProviderPlan = (sending: Sending) => ProviderFault | undefined;

export type Providers = {
  /** Decides for each sending of a channel whether it goes wrong; undefined ends that. */
  readonly fail: (channel: 'email' | 'sms', plan: ProviderPlan | undefined) => void;
  /** Takes a sending; throws `AwsError` for a fault and `HangUp` where the answer is to be lost. */
  readonly take: (channel: 'email' | 'sms', sending: Sending) => string;
};

/** The connection is to be cut without an answer. */
export class HangUp extends Error {}

export const createProviders = (outbox: Outbox): Providers => {
  const plans = new Map<string, ProviderPlan>();
  return {
    fail: (channel, plan) => void (plan ? plans.set(channel, plan) : plans.delete(channel)),
    take: (channel, sending) => {
      const fault = plans.get(channel)?.(sending);
      const id = fault === undefined || fault.accepted ? outbox.add(sending) : '';
      if (fault?.hangUp) throw new HangUp();
      if (fault) throw new AwsError(fault.code, fault.message ?? fault.code, fault.status);
      return id;
    },
  };
};
