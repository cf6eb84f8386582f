// Formats that are known for a file: whether its lines fit them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type KnownFormat, type KnownFormats, tryKnownFormats } from '../../src/sources/known-formats.ts';

const OWN = `log_format own '$remote_addr|$time_iso8601|$status|$request';`;
const OTHER = `log_format other '$status $time_iso8601 $request';`;
const own = (status = 200): string => `192.0.2.1|2026-11-29T12:00:00+00:00|${status}|GET / HTTP/1.1`;
const other = '200 2026-11-29T12:00:00+00:00 GET / HTTP/1.1';
const combined = '192.0.2.1 - - [29/Nov/2026:12:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "-"';

function known(directives: readonly (string | undefined)[], isExpected = true): KnownFormats {
  return { formats: directives.map(named), isExpected };
}

function named(directive: string | undefined): KnownFormat {
  return { name: 'own', directive, place: directive === undefined ? undefined : 'nginx.conf:3' };
}

/** A hundred lines, of which some are others. */
function lines(count: number, one: string, rest: string): string[] {
  return Array.from({ length: 100 }, (_, index) => (index < count ? one : rest));
}

describe('the formats of a file', () => {
  test('are taken if 98 % of the lines fit, and otherwise the remark says how many do', () => {
    expect(tryKnownFormats(known([OWN]), lines(98, own(), 'x'))).toEqual({
      formats: [named(OWN)],
      remark: 'read as log_format own (nginx.conf:3)',
    });
    const { formats, remark } = tryKnownFormats(known([OWN]), lines(97, own(), 'x'));
    expect(formats).toBeUndefined();
    expect(remark).toBe(
      'only 97 % of the lines fit log_format own (nginx.conf:3). Is the log older than the configuration? logscan looks for another format',
    );
  });

  test('are taken together, because several servers may write to one log', () => {
    expect(tryKnownFormats(known([OWN, OTHER]), lines(50, own(), other)).formats).toEqual([OWN, OTHER].map(named));
    expect(tryKnownFormats(known([undefined, OTHER]), lines(50, combined, other)).formats).toEqual(
      [undefined, OTHER].map(named),
    );
  });

  test('are tried each for itself, without a remark, if nothing says that the file has them', () => {
    expect(tryKnownFormats(known([OTHER, OWN], false), lines(100, own(), '')).formats).toEqual([named(OWN)]);
    const none = tryKnownFormats(known([OTHER, OWN], false), lines(50, own(), other));
    expect(none).toEqual({ formats: undefined, remark: undefined });
  });

  test('need not all be readable, if the others fit', () => {
    const { formats } = tryKnownFormats(known([OWN, `log_format own '$request';`]), lines(98, own(), 'x'));
    expect(formats).toEqual([named(OWN)]);
  });

  test('are named in the remark only if they were taken, and how they were found', () => {
    const three = { ...known([OTHER, OWN, OTHER], false), note: 'as it may be' };
    expect(tryKnownFormats(three, [own()]).remark).toBe('read as log_format own (nginx.conf:3), as it may be');
    const five = known(Array.from({ length: 5 }, () => OWN));
    expect(tryKnownFormats(five, [own()]).remark).toMatch(/^read as (?:log_format own \(nginx\.conf:3\), ){3}2 more$/);
    expect(tryKnownFormats({ ...known([OWN]), isObvious: true }, [own()]).remark).toBeUndefined();
  });

  test('need no remark if the log is combined', () => {
    expect(tryKnownFormats(known([undefined]), [combined])).toEqual({ formats: [named(undefined)], remark: undefined });
  });

  test('are taken as they are for a stream', () => {
    expect(tryKnownFormats(known([OWN, undefined]), undefined).formats).toEqual([OWN, undefined].map(named));
  });

  test('may be unreadable', () => {
    const noStatus = `log_format own '$request';`;
    expect(tryKnownFormats(known([noStatus]), [own()])).toEqual({
      formats: undefined,
      remark:
        'logscan cannot read log_format own (nginx.conf:3): the format has no $status, so no line says that it is a 400 or 499; it looks for another format',
    });
    expect(tryKnownFormats(known([noStatus]), undefined).formats).toBeUndefined();
  });
});

test('a format with very many variables is refused, and none takes long', () => {
  const huge = `log_format huge '$status $request ${'$a'.repeat(100_000)}';`;
  expect(tryKnownFormats(known([huge]), [own()]).remark).toContain('more than 500 variables');
  const most = `log_format most '$status $request ${'$a'.repeat(490)}';`;
  const began = performance.now();
  // Nothing shows where one of these values ends, so no line fits for certain.
  const texts = Array.from({ length: 20 }, () => `200 GET / ${'x'.repeat(5000)}`);
  expect(tryKnownFormats(known([most]), texts).remark).toContain('0 % of the lines fit');
  expect(performance.now() - began).toBeLessThan(20_000);
});

test('no format and no line makes it throw', () => {
  const format = fc.oneof(
    fc.string().map((text) => `log_format a '${text}$status$request`),
    fc.constant(undefined),
  );
  fc.assert(
    fc.property(fc.array(format), fc.array(fc.string()), fc.boolean(), (formats, texts, isExpected) => {
      tryKnownFormats(known(formats, isExpected), texts);
    }),
  );
});
