import { type LocalOptions, type LocalStack, startLocal } from '#local/runtime.ts';
import { temporaryDir, writeAssembly } from './assembly.ts';
import { demoAssembly } from './demo.ts';

export const sampleUsers = [
  {
    username: 'agent1',
    sub: '11111111-1111-4111-8111-111111111111',
    email: 'agent1@example.com',
    groups: ['lead', 'auditor'],
  },
];

/** Starts the demo on a free port, with schedules left to the control surface. */
export const startDemo = (
  more: Partial<LocalOptions> = {},
  demo: Parameters<typeof demoAssembly>[0] = {},
): Promise<LocalStack> =>
  startLocal({
    assemblyDir: writeAssembly(demoAssembly(demo)),
    stacks: ['demo-data', 'demo-service'],
    home: temporaryDir(),
    port: 0,
    namePrefix: 'demo-',
    users: sampleUsers,
    manual: true,
    quiet: true,
    ...more,
  });

export type Answer = { readonly status: number; readonly headers: Headers; readonly body: unknown };

/** Calls a running stack; the answer's body is JSON where it can be. */
export const call = async (
  stack: Pick<LocalStack, 'address'>,
  method: string,
  path: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> => {
  const response = await fetch(stack.address + path, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: textOrJson(text) };
};

const textOrJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

export const tokenOf = async (stack: LocalStack, user = 'agent1'): Promise<Record<string, string>> => {
  const { body } = await call(stack, 'POST', '/_local/tokens', { body: { user } });
  return { authorization: `Bearer ${(body as { token: string }).token}` };
};
