import { failedFor, type Import, importFiles, readTo, UnusableFile } from '#shared/domain/imports/import.ts';
import type { Context } from '../ports.ts';
import { createGathering } from './gather.ts';
import { saved } from './save.ts';
import { type ImportTools, type PieceEntry, SLICE_MS } from './tools.ts';

/** A piece has so many records at the most, and about so many characters. */
const PIECE_RECORDS = 200;
const PIECE_CHARACTERS = 1024 * 1024;
/** So often the import is told how far the file is read. */
const SAVE_EVERY = 100;
/** Larger files are not read at all. */
const MAX_BYTES = 200 * 1024 * 1024;

/**
 * Reads the file as a whole into pieces of rows. It is always read from its beginning, since what came before decides how to read on;
 * pieces that lie there from an earlier slice are not written again. Answers the import as it is then: with `rows` when the file is at its
 * end, `failed` when it can't be taken.
 */
export const readFile = async (job: Import, context: Context, tools: ImportTools): Promise<Import> => {
  const progress = { at: job };
  try {
    return await readThrough(job, progress, context, tools);
  } catch (error) {
    if (!(error instanceof UnusableFile)) throw error;
    return saved(progress.at, failedFor(progress.at, error.problem, tools.now()), tools);
  }
};

const readThrough = async (
  job: Import,
  progress: { at: Import },
  context: Context,
  tools: ImportTools,
): Promise<Import> => {
  const { objects } = tools;
  const key = importFiles.upload(job.id);
  const head = await objects.head(key);
  if (head === undefined || (job.etag !== undefined && job.etag !== head.etag))
    throw new UnusableFile('file_changed');
  if (head.size > MAX_BYTES) throw new UnusableFile('too_large');
  const { settings } = context.config;
  const gathering = createGathering(job, {
    currency: settings.currency,
    timeZone: settings.timeZone,
    defaultShop: settings.defaultShop,
    mark: (text) => context.digest('import mark', text).slice(0, 16),
    sentence: (message) => tools.sentence(message, job.language),
  });
  const save = async (read: { pieces: number; rows?: number }): Promise<Import> => {
    const { at } = progress;
    const after = readTo(at, tools.owner, tools.now(), { ...read, etag: head.etag });
    progress.at = await saved(at, after, tools);
    return progress.at;
  };
  let pieces = 0;
  let waiting: string[] = [];
  let characters = 0;
  const put = async (): Promise<void> => {
    if (waiting.length === 0) return;
    if (pieces >= job.pieces)
      await objects.put(importFiles.piece(job.id, pieces), `${waiting.join('\n')}\n`, {
        contentType: 'application/x-ndjson',
      });
    pieces += 1;
    waiting = [];
    characters = 0;
    if (pieces > progress.at.pieces && pieces % SAVE_EVERY === 0) await save({ pieces });
  };
  const take = async (entries: readonly PieceEntry[]): Promise<void> => {
    for (const entry of entries) {
      const text = JSON.stringify(entry);
      if (waiting.length >= PIECE_RECORDS || characters + text.length > PIECE_CHARACTERS) await put();
      waiting.push(text);
      characters += text.length;
    }
  };
  for await (const raw of tools.readRows(job.format, (start) => objects.read(key, start))) {
    await take(gathering.add(raw));
    // What is read beyond the last piece is read again.
    if (tools.workedMs() > SLICE_MS && pieces > job.pieces) return save({ pieces });
  }
  await take(gathering.end());
  await put();
  return save({ pieces, rows: gathering.rows() });
};
