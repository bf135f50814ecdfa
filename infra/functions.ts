import { memoryOf, type QueueId, queues } from '#shared/contracts/queues.ts';
import { routes } from '#shared/contracts/routes.ts';
import { type ScheduleId, schedules } from '#shared/contracts/schedules.ts';

type ContextOf<Id> = Id extends `${infer Context}/${string}` ? Context : never;
/** One HTTP function for each first segment of a route's key; `meta` also answers every path and method that no route has. */
export type HttpContext = ContextOf<keyof typeof routes> | 'meta';
export type StreamId = 'publish-changes' | 'aggregates';

/** Every Lambda function of the product. The id is the path of its file below `functions/`. */
export type FunctionId =
  | `http/${HttpContext}`
  | `workers/${QueueId}`
  | `schedules/${ScheduleId}`
  | `streams/${StreamId}`
  | 'bootstrap';

export type FunctionSpec = {
  readonly id: FunctionId;
  /** The file that esbuild starts from, relative to the project. */
  readonly entry: string;
  /** The folder of the bundle below `dist/`, and the logical part of the function's name. */
  readonly bundle: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
};

/** Below the 29 seconds after which API Gateway gives up, so that the function's own answer or alarm comes first. */
const HTTP_TIMEOUT_SECONDS = 15;
const STREAM_TIMEOUT_SECONDS = 30;
const BOOTSTRAP_TIMEOUT_SECONDS = 60;
const MEMORY_MB = 512;

export const streamIds: readonly StreamId[] = ['publish-changes', 'aggregates'];

/** The function that answers a route, by the route's key. */
export const contextOf = (routeId: string): HttpContext => routeId.split('/')[0] as HttpContext;

export const httpContexts: readonly HttpContext[] = [
  ...new Set<HttpContext>(['meta', ...Object.keys(routes).map(contextOf)]),
].sort();

const spec = (id: FunctionId, timeoutSeconds: number, memoryMb = MEMORY_MB): FunctionSpec => ({
  id,
  entry: `functions/${id}${id.startsWith('http/') || id === 'bootstrap' ? '/index' : ''}.ts`,
  bundle: id.replaceAll('/', '-'),
  timeoutSeconds,
  memoryMb,
});

/** Answers requests; everything else has nobody waiting. */
export const isBehindApi = ({ id }: FunctionSpec): boolean => id.startsWith('http/');

/** The whole list, made of the contract's tables; the build fails when one of the files is missing. */
export const functionSpecs: readonly FunctionSpec[] = [
  ...httpContexts.map((context) => spec(`http/${context}`, HTTP_TIMEOUT_SECONDS)),
  ...(Object.keys(queues) as QueueId[]).map((id) =>
    spec(`workers/${id}`, queues[id].timeoutSeconds, memoryOf(queues[id])),
  ),
  ...(Object.keys(schedules) as ScheduleId[]).map((id) =>
    spec(`schedules/${id}`, schedules[id].timeoutSeconds, schedules[id].memoryMb),
  ),
  ...streamIds.map((id) => spec(`streams/${id}`, STREAM_TIMEOUT_SECONDS)),
  spec('bootstrap', BOOTSTRAP_TIMEOUT_SECONDS),
];
