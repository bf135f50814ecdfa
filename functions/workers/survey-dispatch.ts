import { allLists } from '#shared/adapters/dynamo/lists/index.ts';
import { httpEdge } from '#shared/adapters/http-edge.ts';
import { awsMailer } from '#shared/adapters/mailer.ts';
import { ref } from '#shared/app/records.ts';
import { dispatchSurvey } from '#shared/app/surveys/dispatch.ts';
import { queues } from '#shared/contracts/queues.ts';
import { once } from '#shared/runtime/once.ts';
import { queueHandler } from '#shared/runtime/queue-handler.ts';
import { systemContext } from '#shared/runtime/system-context.ts';

const edge = httpEdge(allLists);
const mailer = once(awsMailer);

/** Sends, reminds and expires surveys whose timers are due. */
export const handler = queueHandler(queues['survey-dispatch'], async ({ surveyId }, { receivedAt }) => {
  const wiring = await edge();
  const now = Math.max(receivedAt, Date.now());
  const context = await systemContext(wiring, 'survey-dispatch', [ref('survey', surveyId)], now);
  await dispatchSurvey(surveyId, context, { commit: wiring.store.commit, mailer: mailer(), receivedAt });
});
