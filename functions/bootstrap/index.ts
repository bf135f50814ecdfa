import { allLists } from '#shared/adapters/dynamo/lists/index.ts';
import { httpEdge } from '#shared/adapters/http-edge.ts';
import { type Added, addStaff } from '#shared/app/bootstrap/add-staff.ts';
import { writeDefaults } from '#shared/app/bootstrap/write-defaults.ts';
import { bootstrapSchema, type CustomResource } from '#shared/contracts/bootstrap.ts';
import { answerCustomResource } from '#shared/runtime/custom-resource.ts';
import { directHandler } from '#shared/runtime/direct-handler.ts';
import { describeError, logger } from '#shared/runtime/telemetry.ts';

const edge = httpEdge(allLists);

/** Defaults are written on create and update; a stack that goes leaves the data alone. */
const deploy = async (request: CustomResource): Promise<void> => {
  try {
    const written =
      request.RequestType === 'Delete' ? 0 : await writeDefaults((await edge()).store, Date.now());
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
 * `{ action: 'addStaff', … }` (adds people whose identities exist; answers their ids).
 */
export const handler = directHandler(
  bootstrapSchema,
  async (request): Promise<{ added: readonly Added[] } | undefined> => {
    if ('RequestType' in request) {
      await deploy(request);
      return undefined;
    }
    const { store, keyring } = await edge();
    const added = await addStaff(request, { ...store, digest: keyring.digest, now: Date.now() });
    logger().info('people added', { made: added.filter(({ made }) => made).length, asked: added.length });
    return { added };
  },
);
