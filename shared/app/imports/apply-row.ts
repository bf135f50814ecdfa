import { placeInTable, type RowFault } from '#shared/domain/imports/cells.ts';
import type { Import, ImportKey, RowOutcome } from '#shared/domain/imports/import.ts';
import { pastOf, rowKeyOf } from '#shared/domain/imports/row-key.ts';
import { type FieldError, Refusal } from '#shared/domain/kernel/refusal.ts';
import { type Context, LostRace } from '../ports.ts';
import { create, type Ref, ref, update, type Write } from '../records.ts';
import { customerRowWants, decideCustomer } from './decide-customer.ts';
import { decideOrder, orderRowWants } from './decide-order.ts';
import { decideTicket, type Staff, ticketRowWants } from './decide-ticket.ts';
import type { Decision } from './decision.ts';
import type { CheckedRow, ImportTools, PieceEntry } from './tools.ts';

/** Enough for many rows that change one customer at the same moment; each try waits longer. */
const TRIES = 10;

/** What became of a row: an outcome, or what is wrong with it. */
export type Applied = { readonly outcome: RowOutcome } | { readonly faults: readonly RowFault[] };

/** What rows of one piece have in common. `base` is for settings and digests; what is decided is decided from fresher reads. */
export type Piece = {
  readonly job: Import;
  readonly base: Pick<Context, 'config' | 'digest'>;
  readonly staff: Staff;
};

/** How one checked row of its resource is read for and decided. */
type Deciding = {
  readonly wants: readonly Ref[];
  decide(known: ImportKey | undefined, context: Context): Promise<Decision>;
};

/**
 * Applies one row, in one transaction with its key, however often it comes: the same row under the same key is known by its digest. A
 * race that is lost is decided again from what is there then. In a dry run everything is decided and nothing written.
 */
export const applyRow = async (entry: PieceEntry, piece: Piece, tools: ImportTools): Promise<Applied> => {
  const { job, base } = piece;
  const { defaultShop } = base.config.settings;
  const key = rowKeyOf(job.resource, entry.body, defaultShop);
  const checked = tools.check(job.resource, entry.body, job.language);
  if (entry.faults.length > 0)
    return { faults: [...entry.faults, ...otherRows(checked, entry, piece, tools)] };
  if ('errors' in checked) return { faults: faultsOf(checked.errors, entry, piece, tools) };
  if (key === undefined) return { faults: faultsOf([noKey(job)], entry, piece, tools) };
  const marks = {
    key: base.digest('import key', key),
    digest: base.digest('import row', JSON.stringify(entry.body)),
    ...(job.resource === 'tickets' ? { past: base.digest('import past', pastOf(entry.body)) } : {}),
  };
  const deciding = decidingOf(checked.row, key, marks, piece);
  try {
    return { outcome: await decided(entry, marks, deciding, piece, tools) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const errors: readonly FieldError[] =
      error.errors.length > 0
        ? error.errors
        : [
            {
              path: '',
              code: error.code,
              message: tools.refusalSentence(error.code, error.details, job.language),
            },
          ];
    return { faults: faultsOf(errors, entry, piece, tools) };
  }
};

/** Of several rows of one order each is looked at, though one of them is known to be wrong already. */
const otherRows = (
  checked: ReturnType<ImportTools['check']>,
  entry: PieceEntry,
  piece: Piece,
  tools: ImportTools,
): readonly RowFault[] => {
  if (!('errors' in checked) || entry.rows.length === 1) return [];
  const known = new Set(entry.faults.map(({ row }) => row));
  const ofLines = checked.errors.filter(({ path }) => path.startsWith('lines['));
  return faultsOf(ofLines, entry, piece, tools).filter(({ row }) => !known.has(row));
};

const noKey = ({ resource }: Import): FieldError => ({
  path: 'externalId',
  code: 'required',
  message: resource === 'customers' ? 'is required where neither phone nor e-mail is given' : 'is required',
});

type Marks = { readonly key: string; readonly digest: string; readonly past?: string };

const decidingOf = (
  row: CheckedRow[keyof CheckedRow],
  key: string,
  marks: Marks,
  { job, base, staff }: Piece,
): Deciding => {
  if (job.resource === 'customers') {
    const customer = row as CheckedRow['customers'];
    return {
      wants: customerRowWants(customer, base),
      decide: (known, context) => decideCustomer(customer, known, context),
    };
  }
  if (job.resource === 'orders') {
    const order = row as CheckedRow['orders'];
    return {
      wants: orderRowWants(order, job, base),
      decide: (_, context) => decideOrder(order, job, context),
    };
  }
  const ticket = row as CheckedRow['tickets'];
  const facts = { key, past: marks.past ?? '', job, staff };
  return {
    wants: ticketRowWants(ticket, key, base),
    decide: (known, context) => decideTicket(ticket, { ...facts, known }, context),
  };
};

const decided = async (
  entry: PieceEntry,
  marks: Marks,
  { wants, decide }: Deciding,
  { job }: Piece,
  tools: ImportTools,
): Promise<RowOutcome> => {
  const row = entry.rows[0] ?? 1;
  const keyRef = ref('importKey', marks.key);
  for (let tries = 1; ; tries++) {
    const context = await tools.contextFor(job, [keyRef, ...wants]);
    const known = context.found.one(keyRef);
    // A piece that is applied again after a crash counts as it did; another file with the same row finds it done.
    if (known?.digest === marks.digest)
      return known.importId === job.id && known.row === row ? known.outcome : 'unchanged';
    const { outcome, objectId, writes, before = [] } = await decide(known, context);
    if (job.dryRun) return outcome;
    const record: ImportKey = {
      ...marks,
      importId: job.id,
      row,
      outcome,
      objectId,
      version: (known?.version ?? 0) + 1,
    };
    const mark: Write = known ? update('importKey', known, record) : create('importKey', record);
    try {
      for (const part of before) await tools.commit(trailed(part, job, context, tools));
      await tools.commit(trailed([...writes, mark], job, context, tools));
      return outcome;
    } catch (error) {
      if (!mayPass(error) || tries >= TRIES) throw error;
      await pause(tries, context);
    }
  }
};

/** What was said in an imported case leaves no trail of its own: the case does. */
const isPart = (write: Write): boolean =>
  'kind' in write && (write.kind === 'message' || write.kind === 'escalation');

const trailed = (
  writes: readonly Write[],
  job: Import,
  context: Context,
  tools: ImportTools,
): readonly Write[] => [
  ...writes.filter(isPart),
  ...tools.withTrail(
    job,
    writes.filter((write) => !isPart(write)),
    context,
  ),
];

const mayPass = (error: unknown): boolean =>
  error instanceof LostRace || (error instanceof Error && error.name === 'ThrottlingException');

const pause = (tries: number, { random }: Context): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ((random(1)[0] ?? 0) / 255) * 10 * 2 ** Math.min(tries, 7)));

/** The errors of a row in the words of the file: its row, the field, one sentence; never a value. One a field, as the API answers. */
const faultsOf = (
  errors: readonly FieldError[],
  { rows, table }: PieceEntry,
  { job }: Piece,
  tools: ImportTools,
): readonly RowFault[] => {
  const byPlace = new Map<string, RowFault>();
  for (const { path, code, message } of errors) {
    const place = table ? placeInTable(job.resource, path, rows) : { row: rows[0] ?? 1, field: path };
    const name = `${place.row},${place.field}`;
    if (!byPlace.has(name))
      byPlace.set(name, { ...place, code, message: tools.sentence(message, job.language) });
  }
  return [...byPlace.values()];
};
