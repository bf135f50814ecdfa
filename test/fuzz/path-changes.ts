import { complaint } from './document.ts';
import { type Change, refused } from './draft.ts';

const oddIds = (good: string, canary: string): readonly string[] => [
  '..',
  '.',
  '%2e%2e%2f',
  '%2e%2e',
  'a%2Fb',
  '%00',
  `${good}%00`,
  '%zz',
  '%c0%af',
  '%ed%a0%80',
  '%252e%252e',
  '%252f',
  'x'.repeat(3000),
  'x'.repeat(9000),
  '%F0%9F%98%80',
  `${good}.`,
  `${good}/`,
  `${good}%20`,
  `%20${good}`,
  good.toLowerCase() === good ? good.toUpperCase() : good.toLowerCase(),
  `${good}%23A`,
  `${good}%23MSG%23`,
  `${good}%7C`,
  `${good},${good}`,
  `${good}*`,
  canary,
  '__proto__',
  'constructor',
  'null',
  '0',
  '-1',
  '1e3',
  '%7Bid%7D',
  '%EF%BC%91',
  `${good.slice(0, -1)}%EF%BC%90`,
  ';',
  '%0d%0aSet-Cookie:%20a=b',
];

/** Another text in the place of one parameter of the path. */
export const oddPath: Change = (draft, random) => {
  const { operation } = draft;
  const parameter = random.pick(operation.parameters.filter((one) => one.in === 'path'));
  if (!parameter) return undefined;
  const at = operation.path.split('/').indexOf(`{${parameter.name}}`);
  const parts = draft.path.split('/');
  const odd = random.pick(oddIds(parts[at] ?? '', draft.canary)) ?? '';
  parts[at] = odd;
  const path = parts.join('/');
  let meant: string | undefined;
  try {
    meant = decodeURIComponent(odd);
  } catch {
    meant = undefined;
  }
  const fits = meant !== undefined && !meant.includes('/') && complaint(parameter.schema, meant) === '';
  const statuses = [400, 404, 405, ...(path.length > 8192 ? [414] : []), ...(draft.signed ? [401] : [])];
  return {
    ...draft,
    label: `${parameter.name} is ${odd.slice(0, 40)}`,
    path,
    elsewhere: true,
    expect: fits ? { kind: 'either' } : refused(...statuses),
  };
};
