import * as deadlines from './deadline-events.ts';
import type { EventDefinition, EventOf } from './envelope.ts';
import * as records from './record-events.ts';
import * as surveys from './survey-events.ts';
import * as tickets from './ticket-events.ts';
import * as work from './work-events.ts';

const definitions = [
  ...Object.values(tickets),
  ...Object.values(deadlines),
  ...Object.values(work),
  ...Object.values(surveys),
  ...Object.values(records),
] as const;

/** Any fact that the product publishes. */
export type PublishedEvent = EventOf<(typeof definitions)[number]>;

/** Everything that is published on the product's bus, by type. Rules of the bus, documents and samples come from here. */
export const catalogue: ReadonlyMap<string, EventDefinition> = new Map(
  definitions
    .map((definition): [string, EventDefinition] => [definition.type, definition])
    .sort(([a], [b]) => (a < b ? -1 : 1)),
);

/** The fact in a published event. Throws on a type that is not in the catalogue and on data that doesn't fit it. */
export const publishedEvent = (event: { readonly type: string }): PublishedEvent => {
  const definition = catalogue.get(event.type);
  if (!definition) throw new Error(`${event.type} is not in the catalogue`);
  return definition.schema.parse(event) as PublishedEvent;
};
