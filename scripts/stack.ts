import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { LocalStack } from '#local/options.ts';
import { startLocal } from '#local/runtime.ts';
import { buildFunctions } from './build.ts';
import { engineControls } from './engine-controls.ts';
import { inTurn } from './in-turn.ts';
import { inboundControls } from './inbound-controls.ts';
import { sampleCustomers, sampleStaff } from './sample-staff.ts';
import { LOCAL_ASSEMBLY, synthesize } from './synth.ts';

export type StackOptions = {
  readonly fresh?: boolean;
  /** Where the virtual clock begins; the machine's time without it. */
  readonly now?: number | undefined;
  readonly manual?: boolean;
  readonly limits?: boolean;
  /** A new system begins three days ago, so that a sample shop can have a past. */
  readonly history?: boolean;
  readonly home?: string;
  readonly port?: number;
  readonly quiet?: boolean;
  /** Functions write their metrics into their logs, as in AWS. */
  readonly metrics?: boolean;
  /** The ceiling of the API's stage holds; without it a laptop's own speed is the limit. */
  readonly throttle?: boolean;
  /** Reserved concurrency of functions by their logical names, e.g. `workers-exports`. */
  readonly concurrency?: Readonly<Record<string, number>>;
  /** Added to every function's variables. */
  readonly env?: Readonly<Record<string, string>>;
};

/** How long a past the sample shop has. */
export const HISTORY_MS = 3 * 86_400_000;

const ASSEMBLY = 'assembly-';
/** Whose turn it is to build. */
const TURN = join(dirname(LOCAL_ASSEMBLY), 'turn');

/** The assembly as this stack runs it: a copy of its own, since a build for another stack replaces the common one while this one runs. */
const ownAssembly = (home: string): string => {
  const stamp = readFileSync(join(LOCAL_ASSEMBLY, 'kefu-inputs.json'));
  const own = join(home, `${ASSEMBLY}${createHash('sha256').update(stamp).digest('hex').slice(0, 16)}`);
  if (!existsSync(own)) {
    const draft = `${own}.${process.pid}`;
    cpSync(LOCAL_ASSEMBLY, draft, { recursive: true });
    renameSync(draft, own);
  }
  return own;
};

/** Earlier copies go once a stack runs from the present one: the lock of the home says that nobody else does. */
const dropAssembliesBut = (kept: string): void => {
  const home = dirname(kept);
  for (const name of readdirSync(home)) {
    if (name.startsWith(ASSEMBLY) && join(home, name) !== kept)
      rmSync(join(home, name), { recursive: true, force: true });
  }
};

/** Builds and synthesizes what changed, deploys stage `dev` onto the embedded engines and adds the sample staff. */
export const startStack = async (
  options: StackOptions,
): Promise<{ stack: LocalStack; home: string; isNew: boolean }> => {
  const home = resolve(options.home ?? process.env['KEFU_HOME'] ?? '.local');
  const isNew = options.fresh === true || !existsSync(join(home, 'state'));
  const now = options.now ?? (isNew && options.history ? Date.now() - HISTORY_MS : undefined);
  // Two stacks that start at once would take the files away from under each other.
  const assemblyDir = await inTurn(TURN, async () => {
    await buildFunctions();
    await synthesize({ stage: 'dev', outDir: LOCAL_ASSEMBLY, local: true });
    return ownAssembly(home);
  });
  const stack = await startLocal({
    assemblyDir,
    stacks: ['kefu-dev-data', 'kefu-dev-service'],
    home,
    port: options.port ?? Number(process.env['PORT'] ?? 3000),
    fresh: options.fresh ?? false,
    ...(now === undefined ? {} : { now }),
    manual: options.manual ?? false,
    throttle: options.throttle ?? false,
    concurrency: options.concurrency ?? {},
    namePrefix: 'kefu-dev-',
    env: {
      // Receivers of webhooks may run beside the system, here only.
      WEBHOOKS_TO_LOOPBACK: 'on',
      ...(options.limits === false ? { RATE_LIMITS: 'off' } : {}),
      ...(options.metrics ? { POWERTOOLS_METRICS_DISABLED: 'false' } : {}),
      ...options.env,
    },
    users: [...sampleStaff, ...sampleCustomers].map(({ username, sub, email }) => ({ username, sub, email })),
    quiet: options.quiet ?? false,
    controls: (running) => ({ ...inboundControls(running), ...engineControls(running) }),
  });
  dropAssembliesBut(assemblyDir);
  const marker = join(home, 'sample-staff.done');
  if (!existsSync(marker)) {
    await stack.invoke('bootstrap', {
      action: 'addStaff',
      staff: sampleStaff.map(({ username: _, ...person }) => person),
      customers: sampleCustomers.map(({ username: _, ...person }) => person),
    });
    // Written last: a start that was cut off adds them again, which changes nothing.
    writeFileSync(marker, '');
  }
  return { stack, home, isNew };
};
