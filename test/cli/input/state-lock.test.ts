// Which process holds the lock of a state file. The process id alone does not decide it.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockState } from '../../../src/cli/input/state-lock.ts';
import { newFolder, removeFolder } from '../../built-copy.ts';

let folder: string;
let state: string;
let other: ChildProcess;

beforeEach(async () => {
  folder = newFolder();
  state = join(folder, 'state');
  other = spawn('sleep', ['600']);
  await once(other, 'spawn');
});

afterEach(() => {
  other.kill('SIGKILL');
  removeFolder(folder);
});

/** Writes a lock that was last touched some seconds ago. */
function lock(text: string, secondsAgo: number): void {
  writeFileSync(`${state}.lock`, `${text}\n`);
  const at = Date.now() / 1000 - secondsAgo;
  utimesSync(`${state}.lock`, at, at);
}

function isTaken(): boolean {
  try {
    lockState(state)();
    return false;
  } catch {
    return true;
  }
}

/** The text after the process id in a lock of this boot and PID namespace. */
function placeHere(): string {
  const release = lockState(state);
  const [, place = ''] = readFileSync(`${state}.lock`, 'latin1').trim().split(' ');
  release();
  return place;
}

test('a running process holds its lock, and an ended process does not', async () => {
  lock(String(other.pid), 0);
  expect(isTaken()).toBe(true);
  other.kill('SIGKILL');
  await once(other, 'exit');
  expect(isTaken()).toBe(false);
});

test('a process that started after the lock was written does not hold it, although it has the same process id', () => {
  lock(String(other.pid), 60);
  expect(isTaken()).toBe(false);
  lock(`${other.pid} ${placeHere()}`, 60);
  expect(isTaken()).toBe(false);
});

test('after a restart the process id means nothing: the lock holds as long as it is touched', () => {
  const before = '00000000-0000-0000-0000-000000000000/pid:[1]';
  lock(`${other.pid} ${before}`, 3600);
  expect(isTaken()).toBe(false);
  // Another machine or container, whose process cannot be seen here.
  lock(`4194000 ${before}`, 30);
  expect(isTaken()).toBe(true);
  lock(`4194000 ${before}`, 90);
  expect(isTaken()).toBe(false);
});

test('a released lock is gone', () => {
  const release = lockState(state);
  expect(existsSync(`${state}.lock`)).toBe(true);
  release();
  expect(existsSync(`${state}.lock`)).toBe(false);
});
