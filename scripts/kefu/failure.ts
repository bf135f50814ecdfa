import * as z from 'zod';

/** Exit codes (docs/cli.md): they don't change. */
export const exitCodes = { ok: 0, refused: 1, usage: 2, unreachable: 3, interrupted: 130 } as const;

/** Why a command ended without having done what was asked, in lines for people and as data for machines. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly exitCode: number;
  readonly lines: readonly string[];
  readonly data: Readonly<Record<string, unknown>>;

  constructor(exitCode: number, lines: readonly string[], data: Readonly<Record<string, unknown>> = {}) {
    super(lines.join('\n'));
    this.exitCode = exitCode;
    this.lines = lines;
    this.data = data;
  }
}

/** The command was not understood. */
export const usageFailure = (text: string): Failure =>
  new Failure(exitCodes.usage, [text], { code: 'usage', detail: text });

/** Nobody answers there. */
export const unreachable = (where: string, cause: unknown): Failure => {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const why = inner instanceof Error ? inner.message || inner.name : String(inner);
  return new Failure(exitCodes.unreachable, [`${where} does not answer: ${why}`], {
    code: 'unreachable',
    detail: why,
  });
};

/** What was asked for was done to its end, and failed. */
export const failedJob = (what: string, body: Readonly<Record<string, unknown>>): Failure => {
  const why = body['problem'] ?? body['error'];
  return new Failure(
    exitCodes.refused,
    [`${what} failed${why === undefined ? '' : `: ${textOf(why)}`}`],
    body,
  );
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const problemSchema = z.looseObject({
  title: z.string(),
  status: z.number(),
  detail: z.string().optional(),
  code: z.string().optional(),
  requestId: z.string().optional(),
  errors: z.array(z.looseObject({ path: z.string(), message: z.string() })).optional(),
});

/** An answer that says no: title, detail, each field that is wrong, and the request's id for whoever looks into it. */
export const refusedFailure = (call: string, status: number, body: unknown): Failure => {
  const read = problemSchema.safeParse(body);
  if (!read.success)
    return new Failure(exitCodes.refused, [`${call} was refused with status ${status}`], { status, body });
  const { title, detail, errors = [], requestId } = read.data;
  return new Failure(
    exitCodes.refused,
    [
      `${title} (${status})`,
      ...(detail === undefined ? [] : [detail]),
      ...errors.map(({ path, message }) => `  ${path}: ${message}`),
      ...(requestId === undefined ? [] : [`request ${requestId}`]),
    ],
    read.data,
  );
};
