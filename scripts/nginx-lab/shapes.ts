// Compares the lines of a real nginx with those that the drawn worlds have for the same label.
import { parseLine } from '../../src/formats/line.ts';
import { parseRequest } from '../../src/formats/request.ts';
import { isPadded } from '../../src/formats/user-agent.ts';
import { PADDING_BYTES } from '../../src/judge/tables/pages/page-kinds.ts';
import { SCENARIOS } from '../worlds/draw.ts';
import { inLogOrder, type Request } from '../worlds/request.ts';
import { canHappen } from '../worlds/scenario.ts';
import { World } from '../worlds/world.ts';
import type { PlayedLog } from './played-log.ts';

/** What is compared of a hit. */
export interface Shape {
  /**
   * Status, form of the request, whether the body is empty, the plain page of nginx, or another one, what the upstream did, and
   * whether nginx had accepted a request line.
   */
  readonly line: string;
  /** What the client's next line is: a later request for the same or for another target, or none. */
  readonly next: string;
}

/** The shapes of each label. */
export type Shapes = ReadonlyMap<string, readonly Shape[]>;

/** What is known of a line of a log. */
interface Line {
  readonly label: string | undefined;
  readonly client: string;
  readonly status: number;
  readonly request: string;
  readonly bytes: number;
  readonly plainPage: number;
  /** `$upstream_status` and `$upstream_response_time`. */
  readonly upstream: { readonly status: string; readonly time: string };
  /** `$request_length`. */
  readonly length: number;
}

const SEEDS = 150;
const FIRST_SEED = 9001;
/** The size of the plain page of 400 without the name of the server, and with it (nginx 1.15.4 and newer). */
const PLAIN_HEAD = 145;

/** The shapes that nginx wrote. @param version as its pages name it, such as `nginx/1.22.1` */
export function realShapes(logs: readonly PlayedLog[], version: string): Shapes {
  const shapes = new Map<string, Shape[]>();
  for (const { extended, truth } of logs) {
    const labels = new Map(truth.map(({ line, cause }) => [line, cause]));
    const lines = extended.flatMap((text, i): Line[] => {
      const entry = parseLine(text);
      if (typeof entry === 'string') throw new Error(`${entry}: ${text}`);
      const {
        request,
        status,
        body_bytes_sent: bytes = 0,
        http_user_agent: agent,
        remote_addr: address,
        extra,
      } = entry;
      const client = extra.http_x_forwarded_for ?? address;
      const plainPage = PLAIN_HEAD + version.length + (isPadded(agent) ? PADDING_BYTES : 0);
      const { upstream_status: answer = '-', upstream_response_time: time = '-', request_length: length = 0 } = extra;
      const upstream = { status: answer, time };
      return [{ label: labels.get(i), client, status, request, bytes, plainPage, upstream, length }];
    });
    collect(lines, shapes);
  }
  return shapes;
}

/** The shapes that the drawn worlds have: each scenario is played in many worlds. */
export function drawnShapes(): Shapes {
  const shapes = new Map<string, Shape[]>();
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
    const world = new World(seed);
    for (const scenario of SCENARIOS) {
      if (!canHappen(scenario, world)) continue;
      scenario.play(world, world.moment());
      collect(
        inLogOrder(world.requests.splice(0)).map((request) => lineOf(request, world)),
        shapes,
      );
    }
  }
  return shapes;
}

/** Shapes of the real nginx that the drawn worlds do not have for this label, each as a sentence. */
export function differences(real: Shapes, drawn: Shapes): string[] {
  return [...real].flatMap(([label, shapes]) => {
    const known = drawn.get(label);
    if (known === undefined) return [];
    const unseen = (of: (shape: Shape) => string): string[] => {
      const all = new Set(known.map(of));
      return [...new Set(shapes.map(of).filter((one) => !all.has(one)))];
    };
    return [...unseen(({ line }) => line), ...unseen(({ next }) => next)].map(
      (one) => `${label}: nginx wrote "${one}", the drawn worlds never do`,
    );
  });
}

/** Labels of the lab that no scenario of the drawn worlds has. */
export function undrawnLabels(real: Shapes, drawn: Shapes): string[] {
  return [...real.keys()].filter((label) => !drawn.has(label));
}

function lineOf(request: Request, world: World): Line {
  const { remote_addr: address, forwardedFor, status, bytes, host, agent, truth, upstream, length } = request;
  const { server } = world.sites.find((site) => site.host === host) ?? world.sites[0]!;
  return {
    label: truth?.label,
    client: forwardedFor ?? address,
    status,
    request: request.request,
    bytes,
    plainPage: server.size('plain', agent),
    upstream: upstream ?? { status: '-', time: '-' },
    length,
  };
}

function collect(lines: readonly Line[], shapes: Map<string, Shape[]>): void {
  // Backwards, so that the next line of each client is known.
  const later = new Map<string, Line>();
  for (const line of lines.toReversed()) {
    const next = later.get(line.client);
    later.set(line.client, line);
    if (line.label === undefined) continue;
    const list = shapes.get(line.label) ?? [];
    shapes.set(line.label, list);
    list.push({ line: formOf(line), next: nextOf(line, next) });
  }
}

function formOf({ status, request, bytes, plainPage, upstream, length }: Line): string {
  const { shape, method } = parseRequest(request);
  const form = shape === 'whole' ? (/^(?:POST|PUT|PATCH)$/.test(method) ? 'with body' : 'without body') : shape;
  const body = bytes === 0 ? 'empty' : bytes === plainPage ? 'plain page' : 'other body';
  const asked = /\d/.test(upstream.status) ? 'answered' : /\d/.test(upstream.time) ? 'asked' : 'not asked';
  return `${status} ${form}, ${body}, upstream ${asked}, ${length === 0 ? 'no request line' : 'request line'}`;
}

function nextOf({ request }: Line, next: Line | undefined): string {
  if (next === undefined) return 'no later line';
  return next.request === request ? 'the same request next' : 'another request next';
}
