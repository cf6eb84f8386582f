// Fuzz target: damaged state files. A damaged state is refused with an error message, and the file stays as it was.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { UsageError } from '../../src/cli/errors.ts';
import { main } from '../../src/cli/main.ts';
import { readState } from '../../src/cli/input/state-file.ts';
import { lockState } from '../../src/cli/input/state-lock.ts';
import { FakeHost } from '../../test/fake-host.ts';
import { Choices } from './choices.ts';
import { scratchFolder } from './scratch-folder.ts';

/** An error is read on a terminal, so it quotes only a few words of a file. */
const LONGEST_MESSAGE = 1000;
const LOG =
  '192.0.2.7 - - [22/Nov/2026:15:00:00 +0000] "GET /a HTTP/1.1" 499 0 "-" "curl/8.5.0"\n' +
  '198.51.100.7 - - [22/Nov/2026:15:00:01 +0000] "" 400 0 "-" "-"\n';

const folder = scratchFolder('state');
const path = join(folder, 'logscan.state');
let whole: Buffer | undefined;

/** The first byte chooses what the other bytes are: the file, its body, its packed body, changes of a valid state, or the lock. */
export async function fuzz(data: Buffer): Promise<void> {
  whole ??= await makeState();
  const choices = new Choices(data);
  const kind = choices.below(5);
  if (kind === 4) return checkLock(choices.rest());
  if (kind === 3) return checkDamage(choices, whole);
  const rest = choices.rest();
  check(kind === 0 ? rest : withHead(kind === 1 ? rest : gzipSync(rest, { level: 1 }), whole));
}

async function makeState(): Promise<Buffer> {
  const log = join(folder, 'access.log');
  writeFileSync(log, LOG);
  rmSync(path, { force: true });
  const words = [log, '--state', path, '--format', 'ndjson'];
  assert.equal(await main(new FakeHost(words), words, '0'), 0);
  return readFileSync(path);
}

// A state with another body: it has the head of a valid state, and the right checksum of the new body.
function withHead(body: Buffer, state: Buffer): Buffer {
  const [magic, version] = state.subarray(0, state.indexOf(10)).toString('latin1').split('\t');
  const sum = createHash('sha256').update(body).digest('hex');
  return Buffer.concat([Buffer.from(`${magic}\t${version}\t${sum}\n`), body]);
}

function checkDamage(choices: Choices, state: Buffer): void {
  let damaged: Buffer = Buffer.from(state);
  if (choices.below(4) === 0) damaged = damaged.subarray(0, choices.word() % damaged.length);
  while (!choices.isDone && damaged.length > 0) damaged[choices.word() % damaged.length] = choices.below(256);
  const isRead = check(damaged);
  assert.equal(isRead, damaged.equals(state), 'a state is read exactly if no byte of it changed');
}

/** Whether a file with these bytes is accepted as a state. */
function check(bytes: Buffer): boolean {
  writeFileSync(path, bytes);
  try {
    readState(path);
    return true;
  } catch (error) {
    checkError(error);
    assert.ok(readFileSync(path).equals(bytes), 'a refused file stays as it was');
    return false;
  }
}

function checkLock(bytes: Buffer): void {
  writeFileSync(`${path}.lock`, bytes);
  try {
    lockState(path)();
  } catch (error) {
    checkError(error);
  } finally {
    rmSync(`${path}.lock`, { force: true });
  }
}

function checkError(error: unknown): void {
  if (!(error instanceof UsageError)) throw error;
  assert.ok(error.message.length <= LONGEST_MESSAGE + folder.length, 'an error is short');
}
