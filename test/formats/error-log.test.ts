// Which lines come from nginx's error.log.
import { expect, test } from 'vitest';
import { isErrorLogLine } from '../../src/formats/error-log.ts';

test.for<[string, boolean]>([
  ['2024/11/05 10:00:00 [error] 123#123: *5 open() "/x" failed (2: No such file or directory)', true],
  ['2024/11/05 10:00:00 [notice] 1#1: signal process started', true],
  ['2024-11-05T10:00:00.5Z stderr F 2024/11/05 10:00:00 [warn] 7#7: *1 a client request body is buffered', true],
  ['2024/11/05 10:00:00 [error] *5 open() failed', false],
  ['[Tue Nov 05 10:00:00.5 2024] [core:error] [pid 1] [client 192.0.2.1:80] AH00126', false],
  ['x2024/11/05 10:00:00 [error] 123#123: x', false],
])('%s: %s', ([text, expected]) => expect(isErrorLogLine(text)).toBe(expected));
