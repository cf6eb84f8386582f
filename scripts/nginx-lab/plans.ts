// The stages of the lab: which clients meet on which site.
import type { StagePlan } from './stage.ts';
import { CUT } from './scenes/cut.ts';
import { FOREIGN } from './scenes/foreign.ts';
import { LEAVING } from './scenes/leaving.ts';
import { PAGE_SCRIPTS } from './scenes/page-scripts.ts';
import { APPS, JOBS, STEADY } from './scenes/programs.ts';
import { refused } from './scenes/refused.ts';
import { BALANCED, HELD, INCIDENT } from './scenes/server-side.ts';

/** All stages. @param folder of the certificates */
export function stagePlans(folder: string): readonly StagePlan[] {
  const leaving = LEAVING.filter(({ name }) => name === 'stop' || name === 'tab-closed' || name === 'navigate');
  const typing = PAGE_SCRIPTS.filter(({ name }) => name === 'typeahead').map((scene) => ({ ...scene, times: 2 }));
  return [
    // Three sites, so that on none of them most visitors leave.
    { name: 'leaving', people: 70, scenes: leaving },
    { name: 'coming-back', people: 70, scenes: LEAVING.filter((scene) => !leaving.includes(scene)) },
    { name: 'scripts', people: 70, scenes: PAGE_SCRIPTS },
    { name: 'programs', people: 40, scenes: [...APPS, ...STEADY] },
    { name: 'jobs', people: 40, scenes: JOBS },
    { name: 'incident', people: 30, scenes: INCIDENT },
    { name: 'refused', people: 60, scenes: [...refused(folder), ...FOREIGN, ...CUT] },
    { name: 'balanced', people: 50, isBalanced: true, scenes: [...BALANCED, ...typing] },
    { name: 'held', people: 25, isHeld: true, scenes: [...HELD, ...leaving] },
  ];
}
