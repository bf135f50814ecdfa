import { type Journey, startJourney } from '../support/local-stack.ts';
import { makeWorld, type World } from '../support/matrix/world.ts';
import { asOf, type SignIns, signInsOf } from './callers.ts';
import { prepareSettings } from './prepared-settings.ts';
import { type Sender, senderOf } from './sending.ts';
import { type Targets, targetsOf } from './targets.ts';

/** Everything that requests of a run are made with and sent by. */
export type Rig = {
  readonly journey: Journey;
  readonly world: World;
  readonly targets: Targets;
  readonly sender: Sender;
  readonly signIns: SignIns;
  /** As they were when the run began. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly ids: ReadonlyMap<string, readonly string[]>;
};

const BEGIN = Date.parse('2026-03-02T01:00:00Z');

/** Ids of the world by prefix, for requests that refer to things. */
const idsOf = (world: World): Map<string, string[]> => {
  const all = Object.values(world.families).flatMap((family) =>
    Object.values(family).flatMap(({ params, missing }) => (missing ? [] : Object.values(params))),
  );
  return Map.groupBy(
    all.filter((id) => /^[a-z]+_[0-7][0-9A-Z]{25}$/.test(id)),
    (id) => id.slice(0, id.indexOf('_')),
  );
};

/** A new system with the things of the matrix of rights in it. */
export const rigOf = async (): Promise<Rig & { close: () => Promise<void> }> => {
  const started = await startJourney({ now: BEGIN });
  const world = await makeWorld(started);
  const signIns = signInsOf(started);
  const journey: Journey = { ...started, as: asOf(started, signIns) };
  const settings = await prepareSettings(journey);
  const sender = await senderOf(journey, signIns);
  return {
    journey,
    world,
    signIns,
    settings,
    sender,
    targets: targetsOf(journey, world),
    ids: idsOf(world),
    close: async () => {
      sender.close();
      world.close();
      await journey.close();
    },
  };
};
