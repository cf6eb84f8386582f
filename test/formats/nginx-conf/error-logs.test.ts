import { describe, expect, test } from 'vitest';
import { errorLogsIn } from '../../../src/formats/nginx-conf/error-logs.ts';
import { contextAt, viewOfText } from './conf-text.ts';

describe('an error log', () => {
  test.each([
    ['/a', { kind: 'file', path: '/a', level: 'error' }],
    ['logs/a info', { kind: 'file', path: 'logs/a', level: 'info' }],
    ['stderr warn', { kind: 'stderr', path: '', level: 'warn' }],
    ['syslog:server=192.0.2.1 crit', { kind: 'syslog', path: 'server=192.0.2.1', level: 'crit' }],
    ['memory:32m debug', { kind: 'memory', path: '32m', level: 'debug' }],
    ['/a debug_http debug_event', { kind: 'file', path: '/a', level: 'debug_http debug_event' }],
  ])('%s has a target and a level', (args, expected) => {
    const view = viewOfText(`http { error_log ${args}; server { } }`);
    expect(errorLogsIn(contextAt(view, ['http', 'server']))).toMatchObject([{ ...expected, directive: { line: 1 } }]);
  });

  test('may have company, and a default', () => {
    expect(errorLogsIn(viewOfText('error_log /a; error_log /b info;').main).map(({ path }) => path)).toEqual([
      '/a',
      '/b',
    ]);
    expect(errorLogsIn(viewOfText('').main)).toEqual([
      { kind: 'file', path: 'logs/error.log', level: 'error', directive: undefined },
    ]);
  });
});
