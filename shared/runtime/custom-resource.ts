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
    const failure = await put(request.ResponseURL, body);
    if (failure === undefined) return;
    if (tries >= TRIES) throw new Error(`the deployment could not be told: ${failure}`);
  }
};

/** What went wrong, or nothing. */
const put = async (url: string, body: string): Promise<string | undefined> => {
  try {
    const answer = await fetch(url, { method: 'PUT', body, headers: { 'content-type': '' } });
    return answer.ok ? undefined : `status ${answer.status}`;
  } catch (error) {
    return error instanceof Error ? error.message : 'no connection';
  }
};
