import type { Export } from '#shared/domain/exports/export.ts';
import type { PageAsk, Slice } from '../lists.ts';

/** Tells the worker of an export's format that there is something to do about it. */
export type ExportQueue = { send(made: Pick<Export, 'id' | 'format'>): Promise<void> };

/** Exports of one person, or of everybody, newest first. */
export type ExportList = (userId: string | undefined, page: PageAsk) => Promise<Slice<Export>>;
