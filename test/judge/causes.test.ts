// Every cause has a file of its own in fixtures/causes: a log with its expectations written above the lines.
//   # expect: <cause> {"fact": …}   directly above each 400 and 499; `case`, `verdict`, `confidence` and `client_kind` may stand among
//                                  the facts. `confidence` is what the cause declares for its case.
//                                  A related line (000, 408, 494-497) may also have one
//   # near miss: <why>              above that: the line looks like this file's cause, but has another cause
//   # hostile: <why>                above that: somebody wrote the line so that it is taken for something else
//   # todo: <why>                   above that: the expectation is right, but logscan does not meet it yet
//   # conf: <text>                once, anywhere: the nginx configuration that wrote the log
// Other comments describe the scene. Comments are removed before the log is diagnosed.
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CATALOGUE, type CauseId } from '../../src/judge/catalogue.ts';
import { CAUSES, causeOf } from '../../src/judge/causes/index.ts';
import { DEPEND_ON_CLIENT } from '../../src/judge/clients/verdict.ts';
import { declaredOf } from '../../src/judge/confidence.ts';
import type { Finding } from '../../src/judge/diagnose.ts';
import type { Entry } from '../../src/formats/entry.ts';
import { isHitStatus } from '../../src/hits/statuses.ts';
import { parseLine } from '../../src/formats/line.ts';
import { fixtureConfiguration, type FixtureLine, fixtureLines, textOf } from '../../scripts/docs/fixtures.ts';
import { diagnoseText } from '../../scripts/accuracy/scored-hits.ts';

const FOLDER = 'fixtures/causes';
const IDS = Object.keys(CATALOGUE);

interface Fixture {
  readonly name: string;
  readonly lines: readonly FixtureLine[];
  /** By line number in the fixture. */
  readonly findings: ReadonlyMap<number, Finding>;
  /** Line numbers of the findings of related lines. */
  readonly related: ReadonlySet<number>;
}

function readFixture(name: string): Fixture {
  const lines = fixtureLines(`${FOLDER}/${name}`);
  const all = diagnoseText(textOf(lines), true, fixtureConfiguration(`${FOLDER}/${name}`));
  const numberOf = (finding: Finding): number => lines[finding.line - 1]!.number;
  return {
    name,
    lines,
    findings: new Map(all.map((finding) => [numberOf(finding), finding])),
    related: new Set(all.filter(({ entry }) => !isHitStatus(entry.status)).map(numberOf)),
  };
}

const fixtures = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.log'))
  .map(readFixture);

describe.for(fixtures)('$name', ({ name, lines, findings, related }) => {
  const id = name.slice(0, -'.log'.length) as CauseId;

  for (const { number, expectation } of lines) {
    if (expectation === undefined) continue;
    const { cause, facts, isTodo } = expectation;
    (isTodo ? test.fails : test)(`${name}:${number} ${cause}`, () => {
      const finding = findings.get(number);
      const { verdict, clientKind: client_kind, evidence } = finding ?? {};
      const confidence = finding && declaredOf(causeOf(finding.cause), finding.case);
      expect({
        cause: finding?.cause,
        case: finding?.case,
        verdict,
        confidence,
        client_kind,
        ...evidence,
      }).toMatchObject({
        cause,
        ...facts,
      });
    });
  }

  test('has only lines that nginx can have written, in order, with documentation addresses', () => {
    const entries = lines.map(({ text }) => parseLine(text));
    expect(entries.filter((entry) => typeof entry === 'string')).toEqual([]);
    const times = (entries as Entry[]).map(({ time }) => time);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    const places = (entries as Entry[]).flatMap(({ remote_addr, client, request, http_referer }) => [
      remote_addr,
      client,
      ...(`${request} ${http_referer}`.match(/\b(?:\d{1,3}\.){3}\d{1,3}\b/g) ?? []),
    ]);
    const isDocumentation = (place: string): boolean =>
      /^(?:192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|2001:db8:|127\.0\.0\.1$)/.test(place);
    expect(places.filter((place) => !isDocumentation(place))).toEqual([]);
  });

  test('every 400 and 499 has an expectation, and of other lines only related lines have one', () => {
    const isHit = ({ text }: FixtureLine): boolean => isHitStatus((parseLine(text) as Entry).status);
    const isRelated = ({ number }: FixtureLine): boolean => related.has(number);
    expect(lines.filter((line) => isHit(line) && line.expectation === undefined)).toEqual([]);
    expect(lines.filter((line) => line.expectation !== undefined && !isHit(line) && !isRelated(line))).toEqual([]);
    expect(lines.filter((line) => findings.has(line.number) && !isRelated(line))).toEqual(lines.filter(isHit));
  });

  test('has two positives, a near miss and a hostile line, and names causes that exist', () => {
    expect(IDS).toContain(id);
    const all = lines.flatMap(({ expectation }) => expectation ?? []);
    expect(IDS).toEqual(expect.arrayContaining(all.map(({ cause }) => cause)));
    const positives = all.filter((one) => one.cause === id && !one.isNearMiss && !one.isHostile);
    expect(positives.length).toBeGreaterThanOrEqual(2);
    expect(all.filter(({ isHostile }) => isHostile).length).toBeGreaterThanOrEqual(1);
    const nearMisses = all.filter(({ isNearMiss }) => isNearMiss);
    expect(nearMisses.length).toBeGreaterThanOrEqual(1);
    expect(nearMisses.filter(({ cause }) => cause === id)).toEqual([]);
  });

  test('shows each case of its cause', () => {
    const cause = causeOf(id);
    const shown = new Set([...findings.values()].flatMap((finding) => (finding.cause === id ? [finding.case] : [])));
    expect([...shown].toSorted()).toEqual(Object.keys(cause.cases).toSorted());
  });

  test('shows each exception of its verdict, and no other', () => {
    const cause = causeOf(id);
    const own = [...findings.values()].filter((finding) => finding.cause === id);
    // The verdict that the cause gives the line, before the client is considered.
    const verdicts = own.flatMap(({ case: caseId, verdict, revisable }) => {
      const said = revisable?.own ?? verdict;
      return said === (cause.cases[caseId]?.verdict ?? CATALOGUE[cause.id].verdict) ? [] : [said];
    });
    expect([...new Set(verdicts)].toSorted()).toEqual(Object.keys(cause.exceptions ?? {}).toSorted());
  });

  test('shows a client whose verdict stays and one whose verdict changes, if the verdict depends on the client', () => {
    const own = [...findings.values()].filter((finding) => finding.cause === id);
    const ofClients = own.filter(({ revisable }) => revisable !== undefined);
    expect(ofClients.length).toBe(DEPEND_ON_CLIENT.has(id) ? own.length : 0);
    const { verdict: usual } = CATALOGUE[id];
    // A hostile verdict stays hostile for a stranger.
    if (!DEPEND_ON_CLIENT.has(id) || usual === 'hostile') return;
    expect(ofClients.map(({ verdict }) => verdict)).toContain(usual);
    expect(ofClients.filter(({ verdict, revisable }) => verdict !== revisable?.own)).not.toEqual([]);
  });

  test('advice and headlines of its findings have no control characters', () => {
    for (const { cause: found, evidence } of findings.values()) {
      const cause = causeOf(found);
      const group = { hits: 2, clients: 1, seconds: 5, from: '14:10', to: '14:10', facts: evidence };
      for (const said of [cause.advice(evidence), cause.headline?.(group) ?? cause.title]) {
        expect(said).not.toMatch(/\p{Cc}/u);
      }
    }
  });
});

test('every cause of the catalogue has a file, and every file has a cause', () => {
  expect(fixtures.map(({ name }) => name).toSorted()).toEqual(IDS.map((id) => `${id}.log`).toSorted());
});

test('every cause is listed once, and unexplained is last', () => {
  expect(CAUSES.map(({ id }) => id).toSorted()).toEqual(IDS.toSorted());
  expect(CAUSES.at(-1)?.id).toBe('unexplained');
});

test.for(CAUSES.map((cause) => [cause.id, cause] as const))('%s says what a person needs to know', ([, cause]) => {
  const clauses = [...Object.values(cause.cases).map(({ when }) => when), ...Object.values(cause.exceptions ?? {})];
  const blocks = cause.blocks?.({}) ?? [];
  for (const said of [
    cause.title,
    cause.why,
    cause.needs,
    cause.advice({}),
    cause.who,
    ...blocks.flatMap(({ note }) => note ?? []),
    ...cause.checks.flatMap(({ command, shows }) => [command, shows]),
    ...Object.values(cause.settledByFields),
    ...(cause.settledBy === undefined ? [] : [cause.settledBy]),
    cause.since,
    ...clauses,
  ]) {
    expect(said).toMatch(/\S/);
    expect(said).not.toMatch(/\p{Cc}/u);
  }
  for (const id of Object.keys(cause.cases)) expect(id).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
  for (const clause of clauses) expect(clause).toMatch(/^(?![A-Z][a-z]).*[^.]$/);
  for (const clause of Object.values(cause.settledByFields)) expect(clause).toMatch(/[^.]$/);
  expect(Object.keys(cause.settledByFields).length > 0 || cause.settledBy !== undefined).toBe(true);
  expect(cause.shapes).not.toEqual([]);
  expect(cause.see).not.toEqual([]);
  for (const url of cause.see) expect(url).toMatch(/^https:\/\/nginx\.org\/en\/docs\/\S+$/);
});

// Words of an advice that are no directives. error_log is mostly the name of the log.
const NO_DIRECTIVES: ReadonlySet<string> = new Set([
  'default',
  'default_server',
  'error_log',
  'proxy_protocol',
  's_client',
]);

test.for(CAUSES.map((cause) => [cause.id, cause] as const))(
  '%s cites the documentation of each directive that its advice names',
  ([, cause]) => {
    const blocks = (cause.blocks?.({}) ?? []).flatMap(({ directives }) => directives);
    const inBlocks = blocks.flatMap((text) => text.match(/^ *([a-z]\w+)(?= )/gm) ?? []).map((name) => name.trim());
    // A variable has a `$`, and is no directive.
    const inAdvice = cause.advice({}).match(/(?<![$\w.])[a-z]\w*_[a-z]\w*/g) ?? [];
    const cited = new Set(cause.see.map((url) => url.replace(/^.*#/, '')));
    const missing = [...inBlocks, ...inAdvice].filter((name) => !cited.has(name) && !NO_DIRECTIVES.has(name));
    expect([...new Set(missing)]).toEqual([]);
  },
);

test('a line to paste and an example are whole directives', () => {
  const blocks = CAUSES.flatMap((cause) => cause.blocks?.({}) ?? []);
  expect(blocks.length).toBeGreaterThan(15);
  for (const { directives } of blocks) {
    expect(directives).not.toEqual([]);
    for (const text of directives) expect(text).toMatch(/^[a-z]\w*\b[^]*[;}]$/);
  }
});
