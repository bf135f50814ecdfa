import type { Body } from '../api.ts';
import { branch, type Command, type Given, wordAt } from '../command.ts';
import { exitCodes, Failure } from '../failure.ts';
import { finishedJob } from '../job.ts';
import type { Session } from '../session.ts';

/** `kefu snapshot create` */
export const snapshotCommand: Command = {
  summary: 'make, list and verify snapshots of the whole desk',
  usage: `kefu snapshot create [--kind full|incremental] [--no-wait]
kefu snapshot list
kefu snapshot show <snapshot>
kefu snapshot verify <snapshot>`,
  options: { kind: { type: 'string', default: 'full' }, 'no-wait': { type: 'boolean' } },
  run: (given, session) =>
    branch(given, {
      create: (rest) => createSnapshot(rest, session),
      list: () => listed(session),
      show: async (rest) => {
        const made = await session.api.get(pathOf(rest));
        session.show(made, line(made));
      },
      verify: (rest) => verify(rest, session),
    }),
};

const pathOf = (given: Given): string =>
  `/v1/snapshots/${encodeURIComponent(wordAt(given, 0, 'the snapshot'))}`;

const line = (made: Body): string => {
  const problems = made['problems'];
  const count = Array.isArray(problems) ? problems.length : 0;
  return [
    made['id'],
    made['kind'],
    made['status'],
    `${made['items'] ?? '?'} items`,
    `${made['bytes'] ?? '?'} bytes`,
    ...(made['verified'] === undefined ? [] : [made['verified'] === true ? 'verified' : 'not verified']),
    ...(count === 0 ? [] : [`${count} problems`]),
    ...(made['createdAt'] === undefined ? [] : [made['createdAt']]),
  ].join('  ');
};

const finished = (id: unknown, session: Session, isUnderWay?: (job: Body) => boolean): Promise<Body> =>
  finishedJob(
    session.api,
    `/v1/snapshots/${id}`,
    { io: session.io, progress: session.progress('items', 'items'), what: `snapshot ${id}` },
    isUnderWay,
  );

const createSnapshot = async (given: Given, session: Session): Promise<void> => {
  const begun = await session.api.post('/v1/snapshots', { kind: given.text('kind') });
  const made = given.flag('no-wait') ? begun : await finished(begun['id'], session);
  session.show(made, line(made));
};

const listed = async (session: Session): Promise<void> => {
  for await (const made of session.api.list('/v1/snapshots')) session.show(made, line(made));
};

const verify = async (given: Given, session: Session): Promise<void> => {
  const path = pathOf(given);
  const begun = await session.api.post(`${path}/verify`, {});
  const made = await finished(begun['id'], session, isBeingVerified);
  if (made['verified'] !== true)
    throw new Failure(
      exitCodes.refused,
      [`snapshot ${made['id']} does not verify`, ...problemsIn(made)],
      made,
    );
  session.show(made, line(made));
};

/** What an earlier verification found is gone until this one has come to its end. */
const isBeingVerified = ({ status, verified }: Body): boolean =>
  status !== 'failed' && verified === undefined;

const problemsIn = ({ problems }: Body): string[] =>
  Array.isArray(problems)
    ? problems.map((one) => `  ${typeof one === 'string' ? one : JSON.stringify(one)}`)
    : [];
