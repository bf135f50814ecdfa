/** Stops with one clear sentence when the Node.js that runs the scripts is too old for TypeScript files. */
const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  console.error(
    `Kefu runs on Node.js 24, this is ${process.versions.node}. Start it through npm (npm start, npm test): npm ci installs ` +
      'the right Node.js for Linux, macOS and Windows. On any other system put Node.js 24 on the PATH.',
  );
  process.exit(1);
}
