// Makes views of configurations that consist of one text.
import { type ConfView, viewOf } from '../../../src/formats/nginx-conf/access-logs.ts';
import type { Context } from '../../../src/formats/nginx-conf/contexts.ts';
import { readConf } from '../../../src/formats/nginx-conf/includes.ts';

/** The view of a text; it includes no files. */
export function viewOfText(text: string): ConfView {
  const none = (): never => {
    throw new Error('there are no other files');
  };
  return viewOf(readConf('f', text, { read: none, matches: none }));
}

/** What nginx would refuse, with the line. */
export function problemsOf(text: string): string[] {
  return viewOfText(text).problems.map(({ message }) => message);
}

/** A context by the words of the directives that open it and the blocks around it: `['http', 'server', 'location /a']`. */
export function contextAt(view: ConfView, path: readonly string[]): Context {
  return path.reduce((context, words) => {
    const found = context.children.find(({ directive }) => [directive?.name, ...directive!.args].join(' ') === words);
    if (found === undefined) throw new Error(`no ${words}`);
    return found;
  }, view.main);
}
