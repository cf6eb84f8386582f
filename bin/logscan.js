#!/usr/bin/env node
// Old syntax only, and CommonJS: a Node that is too old must be able to read this file and say so.
var complaint = require('./too-old.js').tooOld(process.versions.node);

if (complaint === undefined) {
  void start();
} else {
  process.exitCode = 1;
  process.stderr.write(complaint + '\n');
}

async function start() {
  const { closeLostTerminals, run } = await import('../dist/run.js');
  process.on('exit', closeLostTerminals);
  process.exitCode = await run(process);
}
