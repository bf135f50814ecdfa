import type { CustomResource } from '#shared/contracts/bootstrap.ts';

const TRIES = 3;

/**
 * Tells CloudFormation how its custom resource went. The address is signed for a request without a content type, so none is sent.
 * Throws when CloudFormation can't be told after three tries.
 */
export const answerCustomResource = async (
  request: CustomResource,
  status: 'SUCCESS' | 'FAILED',
  reason = '',
): Promise<void> => {
  const body = JSON.stringify({
    Status: status,
    Reason: reason,
    PhysicalResourceId: request.PhysicalResourceId ?? 'kefu-defaults',
    StackId: request.StackId,
    RequestId: request.RequestId,
    LogicalResourceId: request.LogicalResourceId,
  });
  for (let tries = 1; ; tries++) {
    const answer = await fetch(request.ResponseURL, { method: 'PUT', body, headers: { 'content-type': '' } });
    if (answer.ok) return;
    if (tries >= TRIES) throw new Error(`the deployment could not be told: status ${answer.status}`);
  }
};
