import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Route } from '#shared/contracts/route.ts';
import { type RouteId, routes } from '#shared/contracts/routes.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { readRequest } from '#shared/runtime/http/request.ts';
import type { Operation } from './document.ts';
import { basesOf, exchangeOf } from './exchange.ts';
import type { Finding } from './report.ts';
import type { Rig } from './rig.ts';
import { isAbout, isSame } from './spellings.ts';
import { pathOf } from './text-fields.ts';
import { textsIn, valueAt, withValue } from './tree.ts';

export type EdgeLine = {
  readonly operation: string;
  readonly fields: readonly string[];
  readonly strings: number;
  /** Handed on to the operation as they were sent. */
  readonly read: number;
  /** Refused, the field named. */
  readonly refused: number;
  readonly findings: readonly Finding[];
};

const eventOf = (
  { method, path }: Route,
  params: Readonly<Record<string, string>>,
  body: unknown,
): APIGatewayProxyEventV2 => {
  const rawPath = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '');
  const event = {
    ...{ version: '2.0', routeKey: `${method} ${path}`, rawPath, rawQueryString: '' },
    headers: { 'content-type': 'application/json', 'if-match': '"1"' },
    pathParameters: params,
    requestContext: { requestId: 'strings', http: { method, path: rawPath } },
    body: JSON.stringify(body),
    isBase64Encoded: false,
  };
  return event as unknown as APIGatewayProxyEventV2;
};

/** Whether money holds this price, in hundredths. */
const isPriced = (money: unknown, text: string): boolean =>
  /^\d+(?:\.\d+)?$/.test(text) &&
  typeof money === 'object' &&
  money !== null &&
  Object.values(money).some((one) => Number(one) === Math.round(Number(text) * 100));

type Verdict = 'read' | 'refused' | { readonly why: string };

/** What the edge makes of a body that holds a text in one place. */
const verdictOf = (route: Route, event: APIGatewayProxyEventV2, place: string, text: string): Verdict => {
  try {
    const { body } = readRequest(route, event, 'en');
    const path = pathOf(place);
    const kept = valueAt(body, path);
    // Prices are numbers from here on.
    if (kept === undefined && isPriced(valueAt(body, path.slice(0, -1)), text)) return 'read';
    const texts = textsIn(kept ?? valueAt(body, path.slice(0, 1)));
    return texts.some((one) => isSame(place, text, one))
      ? 'read'
      : { why: `${JSON.stringify(text.slice(0, 80))} is read as ${JSON.stringify(texts).slice(0, 200)}` };
  } catch (error) {
    if (!(error instanceof Refusal))
      return { why: `${String(error)} for ${JSON.stringify(text.slice(0, 80))}` };
    const isNamed = error.errors.some(({ path }) => isAbout(pathOf(path).join('.'), place));
    return isNamed
      ? 'refused'
      : { why: `${error.code} without the field for ${JSON.stringify(text.slice(0, 80))}` };
  }
};

/**
 * What the edge itself, called as a function, makes of every string in every field of one operation: it hands the text on as it was sent, or it
 * refuses the field. What operations do with it, and what comes back, is seen through the whole system (`string-rounds.ts`).
 */
export const stringsAtEdge = async (
  operation: Operation,
  strings: readonly string[],
  rig: Rig,
): Promise<EdgeLine | undefined> => {
  const exchange = exchangeOf(operation, rig);
  const { bases } = await basesOf(operation, exchange);
  const route: Route = routes[operation.name as RouteId];
  const params = await exchange.params();
  const fields = bases.flatMap(({ places }) => places);
  if (fields.length === 0) return undefined;
  let [read, refused] = [0, 0];
  const findings: Finding[] = [];
  for (const { body, places } of bases) {
    for (const place of places) {
      for (const text of strings) {
        const event = eventOf(route, params, withValue(body, pathOf(place), text));
        const verdict = verdictOf(route, event, place, text);
        if (verdict === 'read') read++;
        else if (verdict === 'refused') refused++;
        else
          findings.push({
            ...{ check: 'the edge hands on what was sent', why: `${place}: ${verdict.why}` },
            ...{ operation: operation.name, label: 'at the edge', curl: '' },
          });
      }
    }
  }
  return { operation: operation.name, fields, strings: strings.length, read, refused, findings };
};
