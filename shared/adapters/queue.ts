import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { Outgoing } from '#shared/app/ports.ts';
import { idsIn } from '#shared/domain/kernel/ids.ts';
import { readEnv } from '#shared/runtime/env.ts';
import { once } from '#shared/runtime/once.ts';
import { logger } from '#shared/runtime/telemetry.ts';
import { hurried } from './patience.ts';

const client = once(() => new SQSClient(hurried));

/** The queue whose address the environment names under `variable`; messages go out in batches of ten, failed ones are sent again. */
export const outgoingQueue = (variable: string): Outgoing => {
  const url = once(() => readEnv(z.object({ [variable]: z.url() }))[variable] ?? '');
  return {
    async send(messages) {
      for (let at = 0; at < messages.length; at += 10) {
        let rest = messages.slice(at, at + 10).map(({ body, delaySeconds }, n) => ({
          Id: String(n),
          MessageBody: JSON.stringify(body),
          ...(delaySeconds === undefined ? {} : { DelaySeconds: delaySeconds }),
        }));
        for (let tries = 1; rest.length > 0; tries++) {
          const { Failed = [], Successful = [] } = await client().send(
            new SendMessageBatchCommand({ QueueUrl: url(), Entries: rest }),
          );
          const refused = new Set(Failed.map(({ Id }) => Id));
          logger().info('sent', {
            queue: url().split('/').at(-1),
            messageIds: Successful.map(({ MessageId }) => MessageId),
            entityIds: idsIn(JSON.stringify(rest.filter(({ Id }) => !refused.has(Id))), 20),
          });
          if (Failed.length > 0 && tries >= 4)
            throw Object.assign(new Error('the queue refuses messages'), { name: 'ThrottlingException' });
          rest = rest.filter(({ Id }) => refused.has(Id));
        }
      }
    },
  };
};
