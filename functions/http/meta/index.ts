import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Answer } from '#shared/runtime/http/answer.ts';
import { answering } from '#shared/runtime/http/handler.ts';
import { catchAll } from './catch-all.ts';
import { openApi } from './open-api.ts';
import { paths } from './paths.ts';

const health = (): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ status: 'ok', version: process.env['KEFU_VERSION'] ?? 'dev' }),
});

const nothingElse = catchAll([...paths, ['GET', '/health'], ['GET', '/v1/openapi.json']]);

/** Health, the OpenAPI document, and everything that no route answers. No token, no table. */
export const handler = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
  const { routeKey } = event;
  if (routeKey !== 'GET /v1/openapi.json') {
    return answering(event, routeKey, async () =>
      routeKey === 'GET /health' ? health() : nothingElse(event),
    );
  }
  try {
    return await openApi(event);
  } catch (error) {
    return answering(event, routeKey, () => Promise.reject(error));
  }
};
