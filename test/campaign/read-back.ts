import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { pastTheProduct } from '#test/support/stored-items.ts';
import { type Case, type Field, markOf } from './cases.ts';
import { inLanes } from './client.ts';

const TABLE = 'kefu-dev-table';
const LANES = 8;

const headSchema = z.object({
  status: z.string(),
  escalationLevel: z.number(),
  escalations: z.number(),
  eventSeq: z.number(),
});
const eventSchema = z.object({
  id: z.string(),
  seq: z.number(),
  type: z.string(),
  at: z.number(),
  data: z.record(z.string(), z.unknown()),
});
const rungSchema = z.object({
  target: z.string(),
  rung: z.string(),
  dueAt: z.number(),
  firedAt: z.number(),
});
const escalationSchema = z.object({ n: z.number(), level: z.number(), at: z.number(), dueAt: z.number() });

export type TimelineEvent = z.infer<typeof eventSchema>;

/** Everything that is kept of a case in its own partition, but for its texts. */
export type CaseState = {
  readonly head: z.infer<typeof headSchema>;
  readonly events: readonly TimelineEvent[];
  readonly rungs: readonly z.infer<typeof rungSchema>[];
  readonly escalations: readonly z.infer<typeof escalationSchema>[];
};

/** Reads the case as the table holds it: fewer steps than the API takes, and what the API would not show is seen too. */
export const readCase = async (documents: DynamoDBDocumentClient, ticketId: string): Promise<CaseState> => {
  const items: Record<string, unknown>[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const page = await documents.send(
      new QueryCommand({
        TableName: TABLE,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': `TKT#${ticketId}` },
        ConsistentRead: true,
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    );
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start);
  const of = (type: string): unknown[] => items.filter(({ t }) => t === type);
  return {
    head: headSchema.parse(of('ticket')[0]),
    events: z.array(eventSchema).parse(of('event')),
    rungs: z.array(rungSchema).parse(of('rung')),
    escalations: z.array(escalationSchema).parse(of('escalation')),
  };
};

/** The states of all cases, one after another. */
export const everyCase = async (
  { journey, cases }: Field,
  see: (one: Case, state: CaseState) => void,
): Promise<void> => {
  const documents = pastTheProduct(journey.stack.enginesAddress);
  await inLanes(cases, LANES, async (one) => see(one, await readCase(documents, one.id)));
  documents.destroy();
};

type PublicEvent = { readonly id: string; readonly seq: number; readonly type: string; readonly at: string };

/** A case's timeline as people see it. */
export const timelineOf = ({ client }: Field, { id }: Case): Promise<PublicEvent[]> =>
  client.pages<PublicEvent>(`/v1/tickets/${id}/timeline`);

/** Reads out every message of the cases somebody has written to, and every case from the list: what went in must come out. */
export const readOut = async ({ client, history, cases }: Field): Promise<void> => {
  const talked = cases.filter(({ written }) => written.length > 0);
  await inLanes(talked, LANES, async ({ id }) => {
    const messages = await client.pages<{ body: string }>(`/v1/tickets/${id}/messages`);
    for (const { body } of messages)
      if (body.includes('[w')) history.begin('reader', 'dequeue', markOf(body)).ok();
  });
};
