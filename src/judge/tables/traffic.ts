// Each user agent's share of all lines, from the sample. The report compares it with the share of hits.
import { detached } from '../../formats/detached.ts';
import type { Observation } from '../../hits/source.ts';
import { Recent, type SavedRecent } from './bounded.ts';

/** Characters kept of a user agent; its kind is read from these alone. */
const CHARACTERS_KEPT = 512;
const USER_AGENTS_KEPT = 2000;

interface AgentTraffic {
  readonly http_user_agent: string;
  weight: number;
}

/** The table as it is kept between runs. */
export interface SavedTraffic {
  readonly userAgents: SavedRecent<AgentTraffic>;
  readonly total: number;
}

/** Lines by user agent, as the sample sees them. */
export class Traffic {
  readonly #userAgents: Recent<AgentTraffic>;
  #total: number;

  /** @param saved what {@link save} gave in an earlier run */
  constructor(saved?: SavedTraffic) {
    this.#userAgents = new Recent(USER_AGENTS_KEPT, saved?.userAgents);
    this.#total = saved?.total ?? 0;
  }

  /** Everything it knows, for a later run. */
  save(): SavedTraffic {
    return { userAgents: this.#userAgents.save(), total: this.#total };
  }

  /** Adds a line of the sample. */
  observe(line: Observation): void {
    this.#total += line.sampleWeight;
    this.#userAgents.touch(line.agentHash, newAgent, line).weight += line.sampleWeight;
  }

  /** Share of all lines (0 to 1) of each kind of user agent. A kind that is not in the sample is left out. */
  sharesBy(kindOf: (http_user_agent: string) => string): ReadonlyMap<string, number> {
    const lines = new Map<string, number>();
    for (const [, { http_user_agent, weight }] of this.#userAgents.entries()) {
      const kind = kindOf(http_user_agent);
      lines.set(kind, (lines.get(kind) ?? 0) + weight);
    }
    return new Map([...lines].map(([kind, sum]) => [kind, sum / this.#total]));
  }
}

function newAgent(line: Observation): AgentTraffic {
  return { http_user_agent: detached(line.entry.http_user_agent.slice(0, CHARACTERS_KEPT)), weight: 0 };
}
