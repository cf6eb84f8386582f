// Plays all stages at the same time, with ordinary visits around their scenes.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Scene, Stage } from './stage.ts';
import { Visitor } from './visitor.ts';

/** Scenes and visits begin within this many seconds. */
const BEGIN_WITHIN = 28;
/** After this many seconds the lab does not wait for clients any more. */
const LONGEST = 60;
/** Scenes with a long run begin early. */
const EARLY = 4;
const LONG_SCENES: ReadonlySet<string> = new Set([
  'monitor',
  'many-installations',
  'balancer-checks',
  'short-incident',
  'crawler-leaves',
  'push-metrics',
  'parallel-job',
  'app-timeout',
  'botnet',
]);

/** Plays the stages; returns what went wrong, in sentences. */
export async function play(stages: readonly Stage[]): Promise<readonly string[]> {
  const troubles: string[] = [];
  const all = stages.flatMap((stage) =>
    [
      ...Array.from({ length: stage.plan.people }, () => async () => await visit(stage)),
      ...stage.plan.scenes.flatMap((scene) =>
        Array.from({ length: scene.times }, () => async () => await guarded(stage, scene, troubles)),
      ),
    ].map(async (run, number) => await stage.act(number, run)),
  );
  const timer = new AbortController();
  const end = sleep(LONGEST * 1000, 'late', { signal: timer.signal }).catch(() => 'stopped');
  if ((await Promise.race([Promise.all(all), end])) === 'late')
    troubles.push(`some clients were not done after ${LONGEST} s`);
  timer.abort();
  return troubles;
}

async function guarded(stage: Stage, scene: Scene, troubles: string[]): Promise<void> {
  await stage.pause(0, LONG_SCENES.has(scene.name) ? EARLY : BEGIN_WITHIN);
  try {
    await scene.play(stage);
  } catch (error) {
    troubles.push(`${stage.plan.name}, ${scene.name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

// A person reads some pages, and every request is answered.
async function visit(stage: Stage): Promise<void> {
  await stage.pause(0, BEGIN_WITHIN);
  const visitor = new Visitor(stage);
  await visitor.browse(stage.random.integer(1, 4));
  visitor.close();
}
