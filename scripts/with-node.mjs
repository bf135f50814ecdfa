/**
 * Runs a script of the project on Node.js 24, whatever runs this file: `node scripts/with-node.mjs <script> [arguments]`. npm 11 and later put the Node.js
 * of the platform package first on the PATH; npm 10 installs the package but links no `node`, so it is looked up here. Plain JavaScript that any Node.js reads.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const needed = 24;
const major = Number(process.versions.node.split('.')[0]);
const [script = '', ...rest] = process.argv.slice(2);

/** The binary of the package that npm chose for this platform. */
const platformNode = () => {
  const project = join(dirname(fileURLToPath(import.meta.url)), '..');
  const require = createRequire(import.meta.url);
  const names = [
    `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`,
    `node-bin-${process.platform}-${process.arch}`,
  ];
  for (const name of names) {
    try {
      const folder = dirname(require.resolve(`${name}/package.json`, { paths: [project] }));
      const binary = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
      if (existsSync(binary)) return binary;
    } catch {
      // Not the package of this platform.
    }
  }
  return undefined;
};

/** A child that ends with this process, however this process ends: it notices when the channel between them breaks. */
const runWith = (binary) => {
  const child = spawn(binary, [fileURLToPath(import.meta.url), script, ...rest], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: {
      ...process.env,
      PATH: `${dirname(binary)}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH ?? ''}`,
      KEFU_ENDS_WITH_PARENT: '1',
    },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
};

if (major >= needed) {
  if (process.env.KEFU_ENDS_WITH_PARENT === '1' && process.channel) {
    delete process.env.KEFU_ENDS_WITH_PARENT;
    process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
    process.channel.unref();
  }
  const path = resolve(script);
  process.argv.splice(1, 2, path);
  await import(pathToFileURL(path).href);
} else {
  const binary = platformNode();
  if (binary === undefined) {
    console.error(
      `Kefu runs on Node.js ${needed}, this is ${process.versions.node}, and there is no package of it for ${process.platform} ${process.arch}. ` +
        `Put Node.js ${needed} on the PATH.`,
    );
    process.exit(1);
  }
  runWith(binary);
}
