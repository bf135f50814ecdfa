import { type Command, runCommand } from './command.ts';
import { changesCommand } from './commands/changes.ts';
import { countersCommand } from './commands/counters.ts';
import { deadLettersCommand } from './commands/dead-letters.ts';
import { exportCommand } from './commands/export.ts';
import { importCommand } from './commands/import.ts';
import { restoreCommand } from './commands/restore.ts';
import { snapshotCommand } from './commands/snapshot.ts';
import { usersCommand } from './commands/users.ts';
import { webhooksCommand } from './commands/webhooks.ts';
import { exitCodes, Failure, usageFailure } from './failure.ts';
import type { Io } from './io.ts';

const commands: Readonly<Record<string, Command>> = {
  export: exportCommand,
  import: importCommand,
  snapshot: snapshotCommand,
  restore: restoreCommand,
  webhooks: webhooksCommand,
  changes: changesCommand,
  'dead-letters': deadLettersCommand,
  counters: countersCommand,
  users: usersCommand,
};

const help = `npm run kefu -- <command> [options]

${Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(14)}${summary}`)
  .join('\n')}

  --url URL        where the desk is (KEFU_URL, http://127.0.0.1:3000)
  --as USER        sign in as a sample person of the local stack (admin)
  --language TAG   of messages: en, zh-CN
  --json           one line of JSON for each result, no progress
  --help           of a command: what it takes

Elsewhere the sign-in is KEFU_TOKEN, or KEFU_TOKEN_URL with KEFU_CLIENT_ID and KEFU_CLIENT_SECRET.
Exit codes: 0 done, 1 refused or failed, 2 not understood, 3 not reachable.`;

/** Runs a command line, all but the program's name; answers the exit code. Throws nothing but defects. */
export const runKefu = async (args: readonly string[], io: Io): Promise<number> => {
  try {
    const [name, ...rest] = args;
    if (name === undefined || name === '--help' || name === 'help') {
      io.out(help);
      return name === undefined ? exitCodes.usage : exitCodes.ok;
    }
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command === undefined) throw usageFailure(`there is no command ${name}\n\n${help}`);
    await runCommand(command, rest, io);
    return exitCodes.ok;
  } catch (error) {
    if (io.signal.aborted) return exitCodes.interrupted;
    if (!(error instanceof Failure)) throw error;
    tell(error, args, io);
    return error.exitCode;
  }
};

const tell = (failure: Failure, args: readonly string[], io: Io): void => {
  if (args.includes('--json')) io.err(JSON.stringify({ ...failure.data, exitCode: failure.exitCode }));
  else for (const line of failure.lines) io.err(line);
};
