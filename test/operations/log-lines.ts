import * as z from 'zod';
import type { Line } from './log-files.ts';

/** What every line of the log has. */
const base = {
  level: z.enum(['INFO', 'WARN', 'ERROR']),
  timestamp: z.iso.datetime({ precision: 3 }),
  service: z.string().regex(/^kefu-/),
  cold_start: z.boolean().optional(),
  function_name: z
    .string()
    .regex(/^kefu-/)
    .optional(),
  function_arn: z.string().regex(/^arn:/).optional(),
  function_memory_size: z.union([z.number(), z.string().regex(/^\d+$/)]).optional(),
  function_request_id: z.uuid().optional(),
  xray_trace_id: z.string().optional(),
  sampling_rate: z.number().optional(),
};
const id = z.string().regex(/^[a-z]+_[0-9A-HJKMNP-TV-Z]{26}$/);
const ids = z.array(id);
const count = z.number().nonnegative();
const word = z.string().regex(/^[A-Za-z][\w.-]*$/);
/** Where a defect was thrown: functions, files and lines. */
const thrown = { errorName: word, at: z.string().regex(/^(?:at .*)?$/) };
const request = {
  requestId: z.string().regex(/^[\w=-]{1,40}$/),
  route: z.string().regex(/^\//),
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']),
  durationMs: count,
  // A person of the desk, a program, a customer, or nobody that is known.
  caller: z.union([id, z.literal('visitor'), z.literal('system'), z.uuid()]),
  status: z.int().min(200).max(599),
};

/** The lines that functions write, by their message: each names all the fields that it may have. */
const lines: Readonly<Record<string, z.ZodRawShape>> = {
  answered: request,
  refused: { ...request, problemCode: word },
  failed: { ...request, problemCode: word, ...thrown },
  swept: { due: count, complete: z.boolean(), lagSeconds: count },
  sent: { queue: word, messageIds: z.array(z.uuid()), entityIds: ids },
  published: { eventIds: ids, entityIds: ids },
  'message done': { messageId: z.uuid(), receiveCount: count, entityIds: ids },
  'message failed': { messageId: z.uuid(), receiveCount: count, entityIds: ids, ...thrown },
  'batch failed': { records: count, ...thrown },
  'run failed': thrown,
  'an import was not sent for': thrown,
  run: {
    due: count.optional(),
    complete: z.boolean().optional(),
    lagSeconds: count.optional(),
    seals: count.optional(),
    records: count.optional(),
    day: z.iso.date().optional(),
    checked: count.optional(),
    ageHours: count.optional(),
    sent: count.optional(),
    snapshotId: id.optional(),
    resumed: count.optional(),
  },
  'a snapshot is bad': { ageHours: count, bad: ids, snapshotId: id, resumed: count },
  'item of a newer version': { type: word, version: count, known: count },
  'the audit trail is not well': {
    ...{ seals: count, records: count, checked: count, complete: z.boolean() },
    day: z.iso.date().optional(),
    problems: z.array(z.unknown()),
  },
  'defaults written': { written: count, requestType: word },
  'defaults failed': thrown,
  'people added': { made: count, asked: count },
};

const figures = z.looseObject({
  _aws: z.object({ Timestamp: z.int(), CloudWatchMetrics: z.array(z.unknown()) }),
  service: z.string(),
});

/** What is wrong with a line of a function's log, in words; nothing where it is as it has to be. `never` are words that no line may hold. */
export const strangeLines = ({ functionName, text }: Line, never: readonly string[]): string[] => {
  const where = `${functionName}: ${text.slice(0, 400)}`;
  const spilt = never.filter((word) => text.includes(word)).map((word) => `${where}: holds ${word}`);
  return [...spilt, ...(misfit(text) ?? []).map((why) => `${where}: ${why}`)];
};

/** What the library of the metrics says when a run failed before it had a figure. */
const NO_FIGURES = /^No application metrics to publish\./;

const misfit = (text: string): string[] | undefined => {
  // The end of a run that failed, as the runtime itself tells it.
  if (/^ERROR [0-9a-f-]{36} \{/.test(text)) return undefined;
  const line = parsed(text);
  if (line === undefined) return ['is not JSON'];
  if ('_aws' in line) return problemsOf(figures.safeParse(line));
  const message = String(line['message']);
  const shape = NO_FIGURES.test(message) ? {} : lines[message];
  if (shape === undefined) return [`no line says ${message}`];
  return problemsOf(z.strictObject({ ...base, message: z.string(), ...shape }).safeParse(line));
};

const parsed = (text: string): Record<string, unknown> | undefined => {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};

const problemsOf = (result: z.ZodSafeParseResult<unknown>): string[] | undefined =>
  result.success
    ? undefined
    : result.error.issues.map(
        ({ path, code, message }) =>
          `${path.join('.') || 'the line'}: ${code === 'unrecognized_keys' ? message : code}`,
      );
