// Signals that end a run: the first one lets it report, and a second one ends the program at once.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Signal } from '../../src/cli/host.ts';
import { StopSignals } from '../../src/cli/stop-signals.ts';
import { FakeHost } from '../fake-host.ts';

let host = new FakeHost([]);
let stop = new StopSignals(host);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] });
  host = new FakeHost([]);
  stop = new StopSignals(host);
});

afterEach(() => {
  stop.release();
  vi.useRealTimers();
  expect(host.listenerCount).toBe(0);
});

/** Simulates JavaScript that runs for this long without a turn of the event loop. */
function block(milliseconds: number): void {
  const start = performance.now();
  vi.spyOn(performance, 'now').mockReturnValue(start + milliseconds);
  vi.advanceTimersByTime(25);
  vi.restoreAllMocks();
  vi.advanceTimersByTime(milliseconds - 25);
}

test.each<[Signal, number]>([
  ['SIGHUP', 129],
  ['SIGINT', 130],
  ['SIGTERM', 143],
])('%s ends the run with %i', (signal, code) => {
  expect(stop.code).toBeUndefined();
  host.send(signal);
  expect([stop.signal.aborted, stop.code, host.exited]).toEqual([true, code, undefined]);
});

test.each<[Signal, Signal, number, number | undefined]>([
  ['SIGTERM', 'SIGTERM', 99, undefined],
  ['SIGTERM', 'SIGTERM', 100, 143],
  ['SIGINT', 'SIGTERM', 100, 130],
  ['SIGHUP', 'SIGHUP', 999, undefined],
  ['SIGHUP', 'SIGHUP', 1000, 129],
  ['SIGTERM', 'SIGHUP', 999, undefined],
  ['SIGHUP', 'SIGINT', 100, 129],
])('%s, then %s after %i ms: ends at once with %s', (first, second, after, code) => {
  vi.advanceTimersByTime(500);
  host.send(first);
  vi.advanceTimersByTime(after);
  host.send(second);
  vi.advanceTimersByTime(5000);
  expect(host.exited).toBe(code);
});

test('after two signals that waited while JavaScript was running, the report still has a second', () => {
  block(400);
  host.send('SIGTERM');
  host.send('SIGTERM');
  vi.advanceTimersByTime(999);
  expect(host.exited).toBeUndefined();
  vi.advanceTimersByTime(1);
  expect(host.exited).toBe(143);
});

test('after release no signal has a listener', () => {
  block(400);
  host.send('SIGTERM');
  host.send('SIGTERM');
  stop.release();
  vi.advanceTimersByTime(5000);
  expect(host.exited).toBeUndefined();
  expect(() => host.send('SIGTERM')).toThrow('kills a process');
});
