// Draws a world from a seed: which processes run in it, how often, and what nginx logs of them.
import { timeLocal } from '../../bench/generate.ts';
import { ordinary } from './ordinary.ts';
import { ANSWERS } from './answers.ts';
import { EMPTY } from './empty.ts';
import { FREQUENCIES, type Frequency } from './frequencies.ts';
import { HEADERS } from './headers.ts';
import { INCIDENTS } from './incidents.ts';
import { LEAVING } from './leaving.ts';
import { PAGE_SCRIPTS } from './page-scripts.ts';
import { PROBES } from './probes.ts';
import { PROGRAMS } from './programs.ts';
import { SENDERS } from './senders.ts';
import { WAITS } from './waits.ts';
import type { Random } from './random.ts';
import { inLogOrder, type LineTruth, type Request, truthOfLine } from './request.ts';
import { canHappen, type Scenario } from './scenario.ts';
import { World } from './world.ts';

/** A world, written out: lines without their line feeds, and the truth by line. */
export interface Drawn {
  readonly seed: number;
  /** In the combined format. */
  readonly combined: readonly string[];
  /** With times, upstreams, connections and X-Forwarded-For after it. */
  readonly extended: readonly string[];
  readonly truth: readonly LineTruth[];
  /** What was drawn, for people. */
  readonly about: readonly string[];
}

/** Bounds of the number of hits that a world has about. */
const HITS = [40, 500] as const;
/** Bounds of the number of people who visit it without trouble. In real logs 2 to 20 lines in a hundred are hits. */
const PEOPLE = [15, 250] as const;
const HARMLESS: readonly Scenario[] = [...LEAVING, ...PAGE_SCRIPTS];
const OF_PROGRAMS: readonly Scenario[] = [...PROGRAMS, ...SENDERS];
const OF_SERVER: readonly Scenario[] = [...INCIDENTS, ...WAITS];
const REFUSED: readonly Scenario[] = [...HEADERS, ...PROBES, ...ANSWERS, ...EMPTY];
/** All scenarios. */
export const SCENARIOS: readonly Scenario[] = [...HARMLESS, ...OF_PROGRAMS, ...OF_SERVER, ...REFUSED];
/** A world has at least this many processes, if as many can happen there. */
const FEWEST_PROCESSES = 3;
/** How much sites differ in what they have much of: some are full of something that is rare elsewhere. */
const VARIETY = 1.2;
/**
 * Which processes can run in a world, with weights. Most logs have all kinds. A site behind a CDN, or one that only its own people reach,
 * has harmless aborts only; and some of these sites have slow backends. The host of an API has programs and no people.
 */
const PARTS: readonly (readonly [readonly Scenario[], number])[] = [
  [SCENARIOS, 7],
  [HARMLESS, 1],
  [[...HARMLESS, ...OF_PROGRAMS], 1],
  [[...HARMLESS, ...OF_SERVER], 1],
  [[...OF_PROGRAMS, ...REFUSED], 1],
];

/** @throws RangeError for a scenario without a row in the table of frequencies */
function frequencyOf({ name }: Scenario): Frequency {
  const frequency = FREQUENCIES[name];
  if (frequency === undefined) throw new RangeError(`no frequency for ${name}`);
  return frequency;
}

/** The processes of a world, each with the weight of one run of it. */
function processes(random: Random, possible: readonly Scenario[]): (readonly [Scenario, number])[] {
  const taken = possible.filter((scenario) => random.chance(frequencyOf(scenario).worlds));
  const rest = possible.filter((scenario) => !taken.includes(scenario));
  while (taken.length < FEWEST_PROCESSES && rest.length > 0) {
    const next = random.weighted(rest.map((scenario) => [scenario, frequencyOf(scenario).worlds]));
    taken.push(...rest.splice(rest.indexOf(next), 1));
  }
  return taken.map((scenario) => [
    scenario,
    (frequencyOf(scenario).hits * random.lognormal(1, VARIETY)) / scenario.hits,
  ]);
}

/** Draws a world. The same seed gives the same world. */
export function drawWorld(seed: number): Drawn {
  const world = new World(seed);
  const { random } = world;
  const possible = random.weighted(PARTS).filter((scenario) => canHappen(scenario, world));
  const shares = processes(random, possible);
  ordinary(world, Math.round(random.magnitude(...PEOPLE)));
  world.endOrdinary();
  const played = new Map<string, number>();
  for (let left = random.magnitude(...HITS); left > 0;) {
    const scenario = random.weighted(shares);
    scenario.play(world, world.moment());
    played.set(scenario.name, (played.get(scenario.name) ?? 0) + 1);
    left -= scenario.hits;
  }
  return write(
    world,
    [...played].map(([name, times]) => `${times} × ${name}`),
  );
}

/** Writes what a world has logged. @param played what was drawn, for people */
export function write(world: World, played: readonly string[]): Drawn {
  const requests = inLogOrder(world.requests);
  const combined = requests.map((request) => combinedLine(request, world));
  const truth = requests.flatMap(({ truth: known, status }, line) =>
    known === undefined ? [] : [truthOfLine(line, status, known)],
  );
  const { kind, proxies, limitSeconds, retries } = world.topology;
  return {
    seed: world.seed,
    combined,
    extended: requests.map((request, i) => `${combined[i]} ${tail(request)}`),
    truth,
    about: [
      `${world.sites[0]!.server.name}, ${world.seconds} s, ${world.sites.length} sites, ${kind} (${proxies.length} proxies, limit ${limitSeconds} s, ${retries} retries)`,
      ...(world.clockStep === undefined ? [] : [`the clock is set by ${world.clockStep.by.toFixed(1)} s`]),
      ...played,
    ],
  };
}

function combinedLine({ remote_addr, end, request, status, bytes, referer, agent }: Request, world: World): string {
  return `${remote_addr} - - [${timeLocal(world.clock(end), world.utcOffsetMinutes)}] "${request}" ${status} ${bytes} "${referer}" "${agent}"`;
}

function tail({ duration, upstream, connection, connectionRequests, length, forwardedFor }: Request): string {
  const times = upstream === undefined ? 'urt=- us=-' : `urt=${upstream.time} us=${upstream.status}`;
  const xff = forwardedFor === undefined ? '' : ` xff="${forwardedFor}"`;
  return `rt=${duration.toFixed(3)} ${times} conn=${connection} creq=${connectionRequests} rlen=${length}${xff}`;
}
