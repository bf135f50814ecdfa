import { allLists } from '#shared/adapters/dynamo/lists/index.ts';
import { httpEdge } from '#shared/adapters/http-edge.ts';
import { awsMailer } from '#shared/adapters/mailer.ts';
import { notifyStaff, notifyWants } from '#shared/app/notifications/notify-staff.ts';
import { sendCode } from '#shared/app/notifications/send-code.ts';
import { queues } from '#shared/contracts/queues.ts';
import { once } from '#shared/runtime/once.ts';
import { queueHandler } from '#shared/runtime/queue-handler.ts';
import { systemContext } from '#shared/runtime/system-context.ts';

const edge = httpEdge(allLists);
const mailer = once(awsMailer);

/** Tells staff of warnings, breaches, escalations and tasks, and sends customers the codes that are asked for. */
export const handler = queueHandler(queues.notifications, async ({ type, data }, { messageId }) => {
  const wiring = await edge();
  const context = await systemContext(wiring, 'notifications', notifyWants(data));
  const tools = { commit: wiring.store.commit, mailer: mailer(), messageId };
  await (type === 'ticket.identityCodeRequested' ? sendCode : notifyStaff)(data, context, tools);
});
