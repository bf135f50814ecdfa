import type { Reply } from '#test/support/local-stack.ts';
import { contractFindings, isOfGateway } from './contract.ts';
import { documentFindings } from './documented.ts';
import type { Case, Row } from './row.ts';
import { send } from './send.ts';
import { CANARY, CANARY_PHONE, type World } from './world.ts';

/** A refusal of our code, which leaves exactly one line in a log. */
export type Refused = { readonly requestId: string; readonly status: number; readonly code: string };

type Body = Readonly<Record<string, unknown>>;

const answerOf = ({ status, body }: Reply): string => {
  const code = typeof body === 'object' && body !== null ? (body as Body)['code'] : undefined;
  return typeof code === 'string' ? `${status} ${code}` : String(status);
};

const shown = (one: Case, body: Body): string[] =>
  Object.entries(one.shows ?? {}).flatMap(([name, value]) =>
    JSON.stringify(body[name]) === JSON.stringify(value)
      ? []
      : [`${name} is ${JSON.stringify(body[name])?.slice(0, 80)}`],
  );

/** Cases of a row in the short form. */
const MOST = 10;

/** The cases of a row: all of them in the long form (`KEFU_HOSTILE=all`), else a few that lie evenly between the first and the last. */
export const chosenOf = (row: Row, world: World): readonly Case[] => {
  const cases = row.cases(world);
  if (process.env['KEFU_HOSTILE'] === 'all' || row.whole || cases.length <= MOST) return cases;
  const places = new Set(
    Array.from({ length: MOST }, (_, n) => Math.round((n * (cases.length - 1)) / (MOST - 1))),
  );
  return cases.filter((_, n) => places.has(n));
};

/** What is wrong with the answer to one case. */
export const caseFindings = (one: Case, reply: Reply): readonly string[] => {
  const expected = [one.answers].flat();
  const got = answerOf(reply);
  const named = ((reply.body as Body | undefined)?.['errors'] ?? []) as readonly { path: string }[];
  const missing = one.names !== undefined && !named.some(({ path }) => path === one.names);
  const text = JSON.stringify([[...reply.headers], reply.body]);
  return [
    ...(expected.includes(got) ? [] : [`${got}, not ${expected.join(' or ')}`]),
    ...(missing ? [`names ${named.map(({ path }) => path).join()}, not ${one.names}`] : []),
    ...(reply.status < 400 ? shown(one, reply.body as Body) : []),
    ...(one.never !== undefined && text.includes(one.never) ? ['shows what it must not'] : []),
    ...contractFindings(reply, [CANARY, CANARY_PHONE]),
    ...documentFindings(one, reply),
  ];
};

/** Runs rows on one system, and keeps what they leave to be looked at afterwards. */
export const runnerOf = (world: World, digest: () => Promise<string>) => {
  const refused: Refused[] = [];
  const slowest = { ms: 0, what: '' };
  const figures = { cases: 0, refused: 0 };
  let before: string | undefined;

  const ask = async (row: Row, one: Case): Promise<readonly string[]> => {
    const began = performance.now();
    const reply = await send(one, world);
    const ms = performance.now() - began;
    if (ms > slowest.ms) Object.assign(slowest, { ms, what: `${row.id} ${one.what}` });
    figures.cases++;
    if (reply.status >= 400) figures.refused++;
    // What was accepted may have changed something; a look at something changes nothing either.
    else if (!one.to.startsWith('GET ')) before = undefined;
    if (reply.status >= 400 && !isOfGateway(reply)) refused.push(reply.body as unknown as Refused);
    return caseFindings(one, reply).map((finding) => `${one.what}: ${finding}`);
  };

  /** Takes the digest that refusals must leave as it is. */
  const remember = async (): Promise<void> => {
    if (before !== undefined) return;
    await world.journey.drain();
    before = await digest();
  };
  const unchanged = async (): Promise<string[]> => {
    const was = before;
    before = undefined;
    if (was === undefined || was === (await digest())) {
      before = was;
      return [];
    }
    return ['a refusal has changed the table'];
  };

  /** Every finding of a row; none is what is wanted. */
  const run = async (row: Row): Promise<readonly string[]> => {
    const findings: string[] = [];
    for (const one of chosenOf(row, world)) {
      const writes = !one.to.startsWith('GET ') && [one.answers].flat().some((answer) => answer < '4');
      if (writes) findings.push(...(await unchanged()));
      else await remember();
      findings.push(...(await ask(row, one)));
    }
    return [...findings, ...(await unchanged())];
  };

  return { run, refused, slowest, figures };
};
