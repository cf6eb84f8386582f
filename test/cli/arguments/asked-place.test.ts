// `explain FILE:LINE`: which words are the place, and how the command is written again.
import { expect, test } from 'vitest';
import { checkAsked, explainCommand, readAskedPlace } from '../../../src/cli/arguments/asked-place.ts';

test.each([
  [['access.log:12'], { file: 'access.log', line: 12 }, []],
  [['a:b.log:7', '-C', '3'], { file: 'a:b.log', line: 7 }, ['-C', '3']],
  [['-:5', '--ascii'], { file: '-', line: 5 }, ['--ascii']],
  [['--log-format', '$host:80', 'a.log:1'], { file: 'a.log', line: 1 }, ['--log-format', '$host:80']],
  [['a.log:1', 'b.log:2'], { file: 'a.log', line: 1 }, ['b.log:2']],
])('%j', (words, place, rest) => {
  expect(readAskedPlace(['explain', ...words])).toEqual({ place, rest });
});

test.each([
  [['explain', 'stopped']],
  [['explain']],
  [['a.log:1']],
  [['explain', 'a.log:1', '--help']],
  [['explain', 'a:b']],
])('%j is another command', (words) => {
  expect(readAskedPlace(words)).toBeUndefined();
});

test('line 0 and flags that have nothing to do are refused', () => {
  expect(() => readAskedPlace(['explain', 'a.log:0'])).toThrow(
    'explain: "a.log:0" names no line; lines are counted from 1.',
  );
  expect(() => checkAsked(['--log-format', '--cause'])).toThrow('so --cause has nothing to do; leave it out.');
  expect(() => checkAsked(['--log-format', '--context', '--no-color', '--nginx-conf'])).not.toThrow();
});

test.each<[string[], string[], string, string | undefined]>([
  [['a.log'], ['a.log'], 'a.log', 'logscan explain a.log:3'],
  [['a.log', 'b.log'], ['a.log', 'b.log'], 'b.log', 'logscan explain b.log:3 a.log'],
  [['logs'], ['logs'], 'logs/a.log', 'logscan explain logs/a.log:3 logs'],
  [
    ['a.log', '--cause', 'retried', '--log-format', '$host $status', '--full', '--by=uri'],
    ['a.log'],
    'a.log',
    `logscan explain a.log:3 --log-format '$host $status'`,
  ],
  [['a.log', '--since', '1h'], ['a.log'], 'a.log', 'logscan explain a.log:3'],
  [['my log'], ['my log'], 'my log', `logscan explain 'my log:3'`],
  [['-'], ['-'], '-', undefined],
])('%j: the command for a line', (typed, files, file, command) => {
  expect(explainCommand(typed, files, false)(file, 3)).toBe(command);
});
