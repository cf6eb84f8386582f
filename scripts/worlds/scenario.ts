// What a scenario is: a process that makes hits, with the truth about each of them.
import type { Truth } from './request.ts';
import type { World } from './world.ts';

/** A process that makes hits at one moment of a world. */
export interface Scenario {
  readonly name: string;
  /** About how many hits one run of it makes. */
  readonly hits: number;
  /** Whether it can happen in a world; in every world by default. */
  readonly fits?: (world: World) => boolean;
  play(world: World, at: number): void;
}

/** Whether a scenario can happen in a world. */
export function canHappen({ fits }: Scenario, world: World): boolean {
  return fits?.(world) ?? true;
}

/** The truth about a line of a scenario. */
export function truthOf(scenario: string, label: string, ...alsoOk: readonly string[]): Truth {
  return { label, scenario, alsoOk: alsoOk.length === 0 ? undefined : alsoOk };
}
