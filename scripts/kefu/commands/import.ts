import { statSync } from 'node:fs';
import type { Body } from '../api.ts';
import { type Command, type Given, pairsOf, wordAt } from '../command.ts';
import { exitCodes, Failure, usageFailure } from '../failure.ts';
import { finishedJob } from '../job.ts';
import type { Session } from '../session.ts';
import { download, upload } from '../transfer.ts';

/** `kefu import customers customers.csv --dry-run` */
export const importCommand: Command = {
  summary: 'hand in a file and wait until it is taken',
  usage: `kefu import <resource> FILE [options]
  resource              customers, orders, tickets
  --format FORMAT       csv, xlsx, ndjson; by the ending of FILE without it
  --mapping FIELD=NAME  the column that stands for a field; several times
  --dry-run             check everything, write nothing
  --errors FILE         where to put the rows that were not taken`,
  options: {
    format: { type: 'string' },
    mapping: { type: 'string', multiple: true },
    'dry-run': { type: 'boolean' },
    errors: { type: 'string' },
  },
  run: async (given, session) => {
    const { api, io } = session;
    const file = fileOf(given);
    const begun = await api.post('/v1/imports', requestOf(given, file));
    const id = String(begun['id']);
    await upload(String(begun['uploadUrl']), file, { io, progress: session.progress('upload', 'bytes') });
    const done = await finishedJob(api, `/v1/imports/${id}`, {
      io,
      progress: session.progress('rows', 'rows'),
      what: `import ${id}`,
    });
    const errors = given.text('errors');
    if (errors !== undefined && typeof done['errorsUrl'] === 'string')
      await fetchErrors(done, errors, session);
    told(done, session);
  },
};

const requestOf = (given: Given, file: string): Body => {
  const mapping = pairsOf(given, 'mapping');
  const format = given.text('format') ?? /\.(\w+)$/.exec(file)?.[1];
  if (format === undefined) throw usageFailure('--format is missing; --help tells more');
  return {
    resource: wordAt(given, 0, 'what to import'),
    format,
    ...(Object.keys(mapping).length === 0 ? {} : { mapping }),
    ...(given.flag('dry-run') ? { dryRun: true } : {}),
  };
};

const fileOf = (given: Given): string => {
  const file = wordAt(given, 1, 'the file');
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw usageFailure(`there is no file ${file}`);
  return file;
};

const fetchErrors = async (done: Body, target: string, { api, io, progress }: Session): Promise<void> => {
  const link = async (): Promise<string> => String((await api.get(`/v1/imports/${done['id']}`))['errorsUrl']);
  await download(
    link,
    { target, part: `${target}.${done['id']}.part`, bytes: undefined },
    { io, progress: progress('errors', 'bytes') },
  );
};

/** Rows that were not taken are told, and make the command end as refused: whoever automates it has to notice. */
const told = (done: Body, session: Session): void => {
  const { id, created, updated, unchanged, failed } = done;
  const words = `import ${id}: ${created} created, ${updated} updated, ${unchanged} unchanged, ${failed} failed`;
  if (Number(failed) > 0) throw new Failure(exitCodes.refused, [words], done);
  session.show(done, words);
};
