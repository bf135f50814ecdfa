import type { Bug } from '../bug.ts';

const deliver = 'shared/app/surveys/deliver.ts';
const notify = 'shared/app/notifications/notify-staff.ts';
const edges = 'test/functions/worker-edges.test.ts';
const telling = 'test/app/notifications/notify-staff.test.ts';
const races = 'test/app/surveys/dispatch-races.test.ts';

/** Queues and what leaves the system: told too early (2), told apart wrongly (3), failures of single records (4, 5), marked too early (10). */
export const messages: readonly Bug[] = [
  {
    id: '2a',
    name: 'others hear of a request before it is stored',
    file: 'shared/runtime/http/serve.ts',
    edits: [
      [
        '      await commit(edge, withTrail(outcome, told, context), key, answer, now);\n      await outcome.after?.();',
        '      await outcome.after?.();\n      await commit(edge, withTrail(outcome, told, context), key, answer, now);',
      ],
    ],
    noticedBy: [{ file: 'test/functions/one-request.test.ts', title: 'brings others in line' }],
  },
  {
    id: '2b',
    name: 'a survey leaves before it is claimed',
    file: deliver,
    edits: [
      [
        '  await tools.commit(await claimWrites({ survey, ours, effect, taken, about, context }));\n  return tryToSend(',
        '  await sendMessage(ours, verdict.to, taken.id, timeZone, context, tools.mailer);\n  await tools.commit(await claimWrites({ survey, ours, effect, taken, about, context }));\n  return tryToSend(',
      ],
    ],
    noticedBy: [{ file: races, title: 'asks the provider once while another one is at it' }],
  },
  {
    id: '2c',
    name: 'staff is written to before the claim is taken',
    file: notify,
    edits: [
      [
        '  const taken = await take(effectId, context, commit, messageId);\n  if (!taken) return;\n  try {\n    await send();',
        '  await send();\n  const taken = await take(effectId, context, commit, messageId);\n  if (!taken) return;\n  try {',
      ],
    ],
    noticedBy: [{ file: telling, title: 'once however often it is told' }],
  },
  {
    id: '3a',
    name: 'a mail to staff is told apart by the queue message',
    file: notify,
    edits: [['await tellPerson(`${event.id}.', 'await tellPerson(`${tools.messageId}.']],
    noticedBy: [{ file: telling, title: 'leaves a claim to the message that has it' }],
  },
  {
    id: '3b',
    name: 'a claim belongs to whoever has a message, not to this one',
    file: 'shared/app/effects/claim.ts',
    edits: [
      [
        'owner !== undefined && effect?.owner === owner',
        'owner !== undefined && effect?.owner !== undefined',
      ],
    ],
    noticedBy: [{ file: telling, title: 'leaves a claim to the message that has it' }],
  },
  {
    id: '3c',
    name: 'the effect of a survey is another one at each try',
    file: 'shared/app/surveys/deliver.ts',
    edits: [
      [
        '  const effectId = effectIdOf(\n    survey.id,',
        '  const effectId = effectIdOf(\n    `${survey.id}.${now}`,',
      ],
    ],
    noticedBy: [{ file: races, title: 'that dies' }],
  },
  {
    id: '3d',
    name: 'a fact is sent to webhooks again because it came with another message',
    file: 'shared/domain/webhooks/stream.ts',
    edits: [
      [
        'if (place > Math.max(stream.passed, stream.wanted)) return nextStream(stream, { wanted: place }, now);',
        'return nextStream(stream, { wanted: Math.max(place, stream.wanted), passed: place - 1 }, now);',
      ],
    ],
    noticedBy: [{ file: 'test/app/webhooks/order.test.ts', title: 'are sent once each' }],
  },
  {
    id: '3e',
    name: 'a message of a channel is told apart by its delivery alone',
    file: 'shared/app/tickets/receive-message.ts',
    edits: [
      ['JSON.stringify([channel, externalId])', 'JSON.stringify([channel, externalId, Math.random()])'],
    ],
    noticedBy: [{ file: 'test/journeys/inbound-messages.test.ts' }],
  },
  {
    id: '4a',
    name: 'a message that failed is logged and gone',
    file: 'shared/runtime/queue-handler.ts',
    edits: [["          throw error instanceof Error ? error : new Error('a message failed');\n", '']],
    noticedBy: [{ file: edges, title: 'gives back exactly the messages that failed' }],
  },
  {
    id: '4b',
    name: 'a batch of the stream that failed is logged and gone',
    file: 'shared/runtime/stream-handler.ts',
    edits: [["        throw error instanceof Error ? error : new Error('a batch failed');\n", '']],
    noticedBy: [{ file: edges, title: 'fails with its batch' }],
  },
  {
    id: '4c',
    name: 'cases that could not be counted are left out',
    file: 'functions/streams/aggregates.ts',
    edits: [['if (failed.size > 0) throw cause;', 'if (failed.size > 1000) throw cause;']],
    noticedBy: [{ file: 'test/functions/aggregates-stream.test.ts' }],
  },
  {
    id: '4d',
    name: 'a mail to staff that failed is not tried again',
    file: notify,
    edits: [['  if (failure !== undefined) throw failure;\n', '']],
    noticedBy: [{ file: telling, title: 'tries again under the same effect' }],
  },
  {
    id: '4e',
    name: 'a survey that failed waits for nobody',
    file: 'shared/app/surveys/dispatch.ts',
    edits: [
      [
        "  if (outcome.kind === 'failed' && outcome.attempts < QUICK_TRIES) throw new DeliveryFailed(outcome.cause);\n",
        '',
      ],
    ],
    noticedBy: [{ file: 'test/app/surveys/dispatch.test.ts', title: 'is asked again under the same effect' }],
  },
  {
    id: '4f',
    name: 'events that the bus did not take are forgotten',
    file: 'shared/adapters/bus.ts',
    edits: [['if (FailedEntryCount > 0)', 'if (FailedEntryCount > 10)']],
    noticedBy: [{ file: 'test/adapters/refused-entries.test.ts', title: 'fails the batch' }],
  },
  {
    id: '5a',
    name: 'one poisonous message brings its whole batch back',
    file: 'shared/runtime/queue-handler.ts',
    edits: [
      [
        '      return processPartialResponse(event, handleRecord, new BatchProcessor(EventType.SQS), {\n        context,\n        throwOnFullBatchFailure: false,\n      });',
        '      const answer = await processPartialResponse(event, handleRecord, new BatchProcessor(EventType.SQS), {\n        context,\n        throwOnFullBatchFailure: false,\n      });\n      const all = event.Records.map(({ messageId }) => ({ itemIdentifier: messageId }));\n      return answer.batchItemFailures.length > 0 ? { batchItemFailures: all } : answer;',
      ],
    ],
    noticedBy: [{ file: edges, title: 'gives back exactly the messages that failed' }],
  },
  {
    id: '5b',
    name: 'one case that can’t be counted keeps all others back',
    file: 'shared/app/aggregates/count-events.ts',
    edits: [['      failed.set(ticketId, error);', '      failed.set(ticketId, error);\n      break;']],
    noticedBy: [
      { file: 'test/app/aggregates/count-events.test.ts', title: 'lets the facts of other tickets through' },
    ],
  },
  {
    id: '10a',
    name: 'a survey is noted as sent before it was sent',
    file: deliver,
    edits: [
      [
        '  try {\n    await sendMessage(ours,',
        '  await markSent(ours, taken.id, timeZone, context, tools);\n  try {\n    await sendMessage(ours,',
      ],
    ],
    noticedBy: [{ file: races, title: 'that dies' }],
  },
  {
    id: '10b',
    name: 'a mail to staff is done before it was sent',
    file: notify,
    edits: [
      [
        "  try {\n    await send();\n  } catch (error) {\n    await commit([update('effect', taken, released(taken, context.now))]);\n    throw error;\n  }\n  await commit([update('effect', taken, done(taken))]);",
        "  await commit([update('effect', taken, done(taken))]);\n  await send();",
      ],
    ],
    noticedBy: [{ file: telling, title: 'tries again under the same effect' }],
  },
];
