// The list of the last findings on the live screen.
import stringWidth from 'string-width';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { renderLastFindings } from '../../../src/render/lines/last-findings.ts';
import { findingOf } from '../../report/literal.ts';
import { EVIL } from '../sample-report.ts';

const OPTIONS = { width: 100, color: false, top: 5, ascii: false } as const;
const first = findingOf('stopped', { at: 1, client: '192.0.2.1', request: 'GET /1 HTTP/1.1' });
const second = findingOf(
  'slow-upstream',
  { at: 2, client: '192.0.2.2', request: 'GET /2 HTTP/1.1' },
  { confidence: 'possible', alternatives: ['client-timeout', 'retried'] },
);

test('has a line of titles, then the newest finding, and marks what is provisional', () => {
  expect(renderLastFindings({ final: [first], provisional: [second] }, OPTIONS)).toBe(
    [
      'LAST FINDINGS: time, status, cause, how sure, verdict, client, request',
      '15:00:02 499 slow-upstream or client-timeout (possible, provisional)  to fix  192.0.2.2',
      '    GET /2 HTTP/1.1',
      '15:00:01 499 stopped (certain)  harmless  192.0.2.1  GET /1 HTTP/1.1',
      '',
    ].join('\n'),
  );
  expect(renderLastFindings({ final: [], provisional: [] }, OPTIONS)).toBe('No finding yet.\n');
});

test('has the colour of the verdict, and is the same text without colour', () => {
  const findings = { final: [first, second], provisional: [] };
  const colored = renderLastFindings(findings, { ...OPTIONS, color: true });
  expect(colored).toContain('\u001b[31mslow-upstream');
  expect(stripVTControlCharacters(colored)).toBe(renderLastFindings(findings, OPTIONS));
});

test.each([40, 60, 80, 160])('fits %d columns, whatever the log has', (width) => {
  const evil = findingOf('stopped', { client: EVIL + 'x'.repeat(200), request: EVIL.repeat(99) });
  for (const ascii of [false, true]) {
    const text = renderLastFindings({ final: [evil, first], provisional: [second] }, { ...OPTIONS, width, ascii });
    for (const line of text.split('\n')) expect(stringWidth(line), line).toBeLessThanOrEqual(width);
    // oxlint-disable-next-line no-control-regex -- these characters must not be printed
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  }
});
