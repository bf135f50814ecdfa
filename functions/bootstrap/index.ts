import { randomBytes } from 'node:crypto';
import { allLists } from '#shared/adapters/dynamo/lists/index.ts';
import { httpEdge } from '#shared/adapters/http-edge.ts';
import { outgoingQueue } from '#shared/adapters/queue.ts';
import { type Added, addStaff } from '#shared/app/bootstrap/add-staff.ts';
import { type InboundSecrets, inboundSecrets } from '#shared/app/bootstrap/inbound-secrets.ts';
import { writeDefaults } from '#shared/app/bootstrap/write-defaults.ts';
import { upgradeMessage } from '#shared/app/restores/message.ts';
import { withMissingSecrets } from '#shared/app/settings/inbound.ts';
import { bootstrapSchema, type CustomResource } from '#shared/contracts/bootstrap.ts';
import type { InboundSettings } from '#shared/domain/settings/inbound.ts';
import { answerCustomResource } from '#shared/runtime/custom-resource.ts';
import { directHandler } from '#shared/runtime/direct-handler.ts';
import { once } from '#shared/runtime/once.ts';
import { recordedStore } from '#shared/runtime/recorded-store.ts';
import { describeError, logger } from '#shared/runtime/telemetry.ts';

const edge = httpEdge(allLists);
const upgrades = once(() => outgoingQueue('QUEUE_URL_RESTORES'));

/** What is set up before anybody is there to do it is in the audit trail as the system's. */
const recorded = async () => {
  const { store, keyring } = await edge();
  return recordedStore(store, 'bootstrap', keyring.digest);
};

/** Defaults are written on create and update; a stack that goes leaves the data alone. */
const deploy = async (request: CustomResource): Promise<void> => {
  try {
    const { keyring } = await edge();
    const store = await recorded();
    const now = Date.now();
    const secretsFor = (known: InboundSettings) =>
      withMissingSecrets(known, { ...keyring, random: randomBytes, now });
    const written = request.RequestType === 'Delete' ? 0 : await writeDefaults(store, now, secretsFor);
    if (request.RequestType !== 'Delete') await upgrades().send([upgradeMessage(false)]);
    logger().info('defaults written', { written, requestType: request.RequestType });
  } catch (error) {
    logger().error('defaults failed', describeError(error));
    await answerCustomResource(
      request,
      'FAILED',
      'The defaults could not be written; see the log of the function.',
    );
    return;
  }
  await answerCustomResource(request, 'SUCCESS');
};

/**
 * Two callers: CloudFormation at each deployment (writes the shipped defaults), and an operator or the local stack with
 * `{ action: 'addStaff', … }` (adds people whose identities exist; answers their ids) or `{ action: 'inboundSecrets' }` (answers the
 * secrets that deliveries to the inbound feeds are signed with).
 */
export const handler = directHandler(
  bootstrapSchema,
  async (request): Promise<{ added: readonly Added[] } | InboundSecrets | undefined> => {
    if ('RequestType' in request) {
      await deploy(request);
      return undefined;
    }
    const { keyring } = await edge();
    const store = await recorded();
    if (request.action === 'inboundSecrets') return inboundSecrets(store, keyring);
    const added = await addStaff(request, { ...store, digest: keyring.digest, now: Date.now() });
    logger().info('people added', { made: added.filter(({ made }) => made).length, asked: added.length });
    return { added };
  },
);
