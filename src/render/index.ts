// The formats of the report. To add a format, write its renderer in this folder, add it to the list, and test a sample of its output.
import { json } from './json.ts';
import { ndjson } from './ndjson.ts';
import type { Renderer } from './renderer.ts';
import { table } from './table/table.ts';

export type { Renderer } from './renderer.ts';

/** Every format. The first is the default. */
export const RENDERERS: readonly [Renderer, ...Renderer[]] = [table, json, ndjson];

/** The renderer of a format; undefined when no format has this name. */
export function rendererNamed(name: string): Renderer | undefined {
  return RENDERERS.find((one) => one.name === name);
}

/** The renderer that a file's ending selects; undefined if the ending is unknown. */
export function rendererOfFile(path: string): Renderer | undefined {
  const name = path.toLowerCase();
  return RENDERERS.find(({ endings }) => endings.some((ending) => name.endsWith(ending)));
}
