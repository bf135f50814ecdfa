import { type TicketAnswer, ticketAnswer } from './answers.ts';
import type { Case, Step } from './cases.ts';
import type { Answer, CallOptions, Client } from './client.ts';
import { type Agent, agentFor } from './setup.ts';

/** `unneeded`: the ticket was there already. `refused`: its state forbids it, as a reopening after the window. */
export type StepResult = 'done' | 'unneeded' | 'refused';

/** A ticket as last answered, and who has it. */
export type Known = {
  ticket: TicketAnswer;
  readonly agent: Agent | undefined;
  /** Something happened to it that no answer has told of. */
  stale: boolean;
};

type Taken = { readonly result: StepResult; readonly known: Known };
type Call = { readonly method: string; readonly path: string; readonly body: unknown };

const TRIES = 5;

/** Takes steps of cases one by one through the API, as the agent who has the ticket. */
export const createHands = ({ client, agents }: { client: Client; agents: readonly Agent[] }) => {
  const customers = new Map<string, string>();
  const read = async (known: Known): Promise<Known> => {
    const { body } = await client.call(userOf(known), 'GET', `/v1/tickets/${known.ticket.id}`);
    return { ...known, ticket: ticketAnswer.parse(body), stale: false };
  };
  const userOf = (known: Known | undefined): string => (known?.agent ?? agents[0])?.user ?? 'agent1';

  const open = async (of: Case): Promise<Taken> => {
    const { body } = await client.call(userOf(undefined), 'POST', '/v1/tickets', {
      body: newTicket(of, customers.get(of.customer)),
    });
    const ticket = ticketAnswer.parse(body);
    customers.set(of.customer, ticket.customerId);
    return { result: 'done', known: { ticket, agent: undefined, stale: false } };
  };

  /** A change on the version we know; when somebody else was faster, on the one there is then. */
  const change = async (step: Step, first: Known): Promise<Taken> => {
    let known = first.stale ? await read(first) : first;
    for (let tries = 1; tries <= TRIES; tries++) {
      const agent = step.type === 'assigned' ? agentFor(step.to, agents) : known.agent;
      const call = callFor(step, known.ticket, agent);
      if (typeof call === 'string') return { result: call, known };
      const options: CallOptions = { body: call.body, ifMatch: known.ticket.version, also: [409, 412] };
      const answer: Answer = await client.call(agent?.user ?? userOf(known), call.method, call.path, options);
      if (answer.status < 300)
        return { result: 'done', known: { ticket: ticketAnswer.parse(answer.body), agent, stale: false } };
      known = await read(known);
      if (answer.status === 409) return { result: 'refused', known };
    }
    throw new Error(`ticket ${known.ticket.id} changed ${TRIES} times while it was worked on`);
  };

  return async (of: Case, step: Step, known: Known | undefined): Promise<Taken> => {
    if (step.type === 'opened') return open(of);
    if (!known) throw new Error(`case ${of.id} has a step before it was opened`);
    return change(step, known);
  };
};

const slug = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 50);

const newTicket = ({ subject, customer, channel, priority, kind }: Case, customerId: string | undefined) => ({
  kind,
  priority,
  channel,
  subject,
  body: subject,
  tags: ['replay'],
  ...(customerId === undefined
    ? { customer: { name: customer, email: `${slug(customer)}@replay.example.com` } }
    : { customerId }),
});

/** The request of a step, or why there is none. */
const callFor = (step: Step, { id, status }: TicketAnswer, agent: Agent | undefined): Call | StepResult => {
  const active = status !== 'resolved' && status !== 'closed';
  const path = `/v1/tickets/${id}`;
  switch (step.type) {
    case 'status':
      if (status === step.to) return 'unneeded';
      return { method: 'POST', path: `${path}/transitions`, body: { to: step.to, reason: 'as in the log' } };
    case 'assigned':
      return active
        ? { method: 'PUT', path: `${path}/assignment`, body: { assigneeId: agent?.id } }
        : 'refused';
    case 'priority':
      return active ? { method: 'PATCH', path, body: { priority: step.to } } : 'refused';
    case 'opened':
      return 'unneeded';
  }
};
