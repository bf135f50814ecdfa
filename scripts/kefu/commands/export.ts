import { existsSync } from 'node:fs';
import type { Body } from '../api.ts';
import { type Command, type Given, needed, pairsOf, wordAt } from '../command.ts';
import { exitCodes, Failure, usageFailure } from '../failure.ts';
import { finishedJob } from '../job.ts';
import type { Session } from '../session.ts';
import { download } from '../transfer.ts';

/** `kefu export tickets --format xlsx --out tickets.xlsx` */
export const exportCommand: Command = {
  summary: 'have a file made and fetch it',
  usage: `kefu export <resource> --out FILE [options]
  resource            tickets, messages, timeline, customers, orders, surveyResponses, auditEvents
  --format FORMAT     csv, xlsx, ndjson, pdf; by the ending of FILE without it
  --filter NAME=VALUE as in the list of the resource; several times
  --fields A,B        only these columns, in this order
  --id EXPORT         fetch the file of this export, which was asked for before
  --no-wait           ask for it, and don't wait
  --force             write over FILE`,
  options: {
    format: { type: 'string' },
    out: { type: 'string' },
    filter: { type: 'string', multiple: true },
    fields: { type: 'string' },
    id: { type: 'string' },
    'no-wait': { type: 'boolean' },
    force: { type: 'boolean' },
  },
  run: async (given, session) => {
    const id = given.text('id') ?? (await askedFor(given, session));
    if (given.flag('no-wait')) return session.show({ id }, id);
    const out = freeTarget(given);
    const made = await finishedJob(session.api, `/v1/exports/${id}`, {
      io: session.io,
      progress: session.progress('rows', 'rows'),
      what: `export ${id}`,
    });
    await fetched(made, out, session);
  },
};

const askedFor = async (given: Given, { api }: Session): Promise<string> => {
  const resource = wordAt(given, 0, 'what to export');
  if (!given.flag('no-wait')) freeTarget(given);
  const filter = pairsOf(given, 'filter');
  const fields = given.text('fields')?.split(',');
  const made = await api.post('/v1/exports', {
    resource,
    format: formatOf(given),
    ...(Object.keys(filter).length === 0 ? {} : { filter }),
    ...(fields === undefined ? {} : { fields }),
  });
  return String(made['id']);
};

const formatOf = (given: Given): string => {
  const format = given.text('format') ?? /\.(\w+)$/.exec(given.text('out') ?? '')?.[1];
  if (format === undefined) throw usageFailure('--format is missing; --help tells more');
  return format;
};

const freeTarget = (given: Given): string => {
  const out = needed(given, 'out');
  if (existsSync(out) && !given.flag('force'))
    throw usageFailure(`${out} is there already; --force writes over it`);
  return out;
};

const fetched = async (made: Body, out: string, session: Session): Promise<void> => {
  const id = String(made['id']);
  const { api, io } = session;
  let known: Body | undefined = made;
  const link = async (): Promise<string> => {
    const { downloadUrl } = known ?? (await api.get(`/v1/exports/${id}`));
    known = undefined;
    if (typeof downloadUrl !== 'string')
      throw new Failure(exitCodes.refused, [`export ${id} has no file any more`], { id });
    return downloadUrl;
  };
  const announced = made['bytes'];
  const bytes = await download(
    link,
    { target: out, part: `${out}.${id}.part`, bytes: typeof announced === 'number' ? announced : undefined },
    { io, progress: session.progress('download', 'bytes') },
  );
  const { rows } = made;
  session.show({ id, file: out, bytes, rows }, `${out}: ${rows ?? '?'} rows, ${bytes} bytes`);
};
