import type { Body } from '../api.ts';
import { branch, type Command, type Given, needed, wordAt } from '../command.ts';
import type { Session } from '../session.ts';

/** `kefu webhooks deliveries hook_…` */
export const webhooksCommand: Command = {
  summary: 'webhooks, what became of their deliveries, and sending again',
  usage: `kefu webhooks list
kefu webhooks deliveries <webhook> [--status STATUS]
kefu webhooks replay <webhook> --from INSTANT [--to INSTANT]`,
  options: { from: { type: 'string' }, to: { type: 'string' }, status: { type: 'string' } },
  run: (given, session) =>
    branch(given, {
      list: () => listAll('/v1/webhooks', {}, session, hookLine),
      deliveries: (rest) =>
        listAll(`${pathOf(rest)}/deliveries`, { status: rest.text('status') }, session, deliveryLine),
      replay: (rest) => replay(rest, session),
    }),
};

const pathOf = (given: Given): string =>
  `/v1/webhooks/${encodeURIComponent(wordAt(given, 0, 'the webhook'))}`;

const listAll = async (
  path: string,
  query: Readonly<Record<string, string | undefined>>,
  session: Session,
  line: (item: Body) => string,
): Promise<void> => {
  for await (const item of session.api.list(path, query)) session.show(item, line(item));
};

const hookLine = ({ id, status, url, events }: Body): string =>
  [id, status, url, Array.isArray(events) ? events.join(',') : ''].join('  ');

const deliveryLine = (one: Body): string => {
  const attempts = Array.isArray(one['attempts']) ? one['attempts'] : [];
  const last: Body = attempts.at(-1) ?? {};
  return [one['id'], one['type'], one['status'], last['responseStatus'] ?? last['error'], last['at']]
    .filter((part) => part !== undefined)
    .join('  ');
};

const replay = async (given: Given, session: Session): Promise<void> => {
  const to = given.text('to');
  const answer = await session.api.post(`${pathOf(given)}/replay`, {
    from: needed(given, 'from'),
    ...(to === undefined ? {} : { to }),
  });
  session.show(answer, 'they are sent again');
};
