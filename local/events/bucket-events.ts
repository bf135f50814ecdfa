import { randomUUID } from 'node:crypto';
import type { ObjectCreated } from '../engine-ports.ts';
import type { BucketRule } from '../resources/world.ts';
import type { EventBuses } from './bus.ts';
import type { Targets } from './targets.ts';

export type BucketEventSettings = {
  readonly rules: readonly BucketRule[];
  readonly targets: Targets;
  readonly buses: EventBuses;
  readonly now: () => number;
  readonly region: string;
};

/** Tells queues, functions and the default bus of created objects, as the buckets' rules say. */
export const createBucketEvents =
  ({ rules, targets, buses, now, region }: BucketEventSettings) =>
  async (event: ObjectCreated): Promise<void> => {
    const time = new Date(now()).toISOString();
    for (const rule of rules.filter((one) => applies(one, event))) {
      if (rule.targetArn !== 'eventbridge') {
        await targets.deliver(
          rule.targetArn,
          JSON.stringify({ Records: [notification(event, time, region)] }),
        );
        continue;
      }
      await buses.publish('default', {
        version: '0',
        id: randomUUID(),
        'detail-type': 'Object Created',
        source: 'aws.s3',
        account: '000000000000',
        time: time.replace(/\.\d{3}Z$/, 'Z'),
        region,
        resources: [`arn:aws:s3:::${event.bucket}`],
        detail: {
          version: '0',
          bucket: { name: event.bucket },
          object: { key: event.key, size: event.size, etag: event.eTag },
          'source-ip-address': '127.0.0.1',
          reason: 'PutObject',
        },
      });
    }
  };

const applies = (rule: BucketRule, { bucket, key, eventName }: ObjectCreated): boolean =>
  rule.bucket === bucket &&
  key.startsWith(rule.prefix) &&
  key.endsWith(rule.suffix) &&
  rule.events.some((name) => name === 's3:ObjectCreated:*' || name === `s3:${eventName}`);

const notification = (
  { bucket, key, size, eTag, eventName }: ObjectCreated,
  eventTime: string,
  region: string,
) => ({
  eventVersion: '2.1',
  eventSource: 'aws:s3',
  awsRegion: region,
  eventTime,
  eventName,
  userIdentity: { principalId: 'local' },
  requestParameters: { sourceIPAddress: '127.0.0.1' },
  responseElements: { 'x-amz-request-id': randomUUID() },
  s3: {
    s3SchemaVersion: '1.0',
    configurationId: 'local',
    bucket: { name: bucket, ownerIdentity: { principalId: 'local' }, arn: `arn:aws:s3:::${bucket}` },
    // Keys in notifications are written like form values.
    object: {
      key: encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/'),
      size,
      eTag,
      sequencer: '0',
    },
  },
});
