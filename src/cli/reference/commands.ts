// The commands of logscan besides the report, in the order of --help.
import { PRESETS } from '../../formats/presets.ts';
import { CAUSE_IDS, FAMILIES, VERDICTS } from '../../judge/catalogue.ts';
import { LISTED_STATUSES } from '../../render/explain/cause-lists.ts';
import { FLAGS } from './flags.ts';
import { TOPICS } from './topics.ts';

/** The names of the commands. */
export type CommandName = 'diff' | 'explain' | 'causes' | 'formats' | 'help' | 'version';

/** A command: a first word that is no file. */
export interface Command {
  readonly name: CommandName;
  /** How its word is written: `<cause>`, or `[name]` if it may be missing. */
  readonly word?: string;
  /** What it prints: a clause that completes a line of --help. */
  readonly says: string;
  /** Sentences that `logscan help NAME` and the man page add. */
  readonly more?: string;
  /** The words that a shell may complete. */
  readonly words: readonly string[];
  /** True if its words may also be names of files. */
  readonly takesFiles?: true;
}

/** Every command. */
export const COMMANDS: readonly Command[] = [
  {
    name: 'diff',
    word: '<a> <b>',
    says: 'compare two logs, or two reports in JSON: what fails more often, what is new, what is gone',
    more:
      'Each of them may be a log, a folder or a pattern in quotes, or a report that `--format json` wrote. Takes the flags of a run that say which lines to read and what they mean, ' +
      '`--format table` or `json`, and `--fail-on "new fix"`, which exits with code 10 if something is to fix in the second that was not in the first.',
    words: [],
  },
  {
    name: 'explain',
    word: '<cause|file:line>',
    takesFiles: true,
    says: 'what a cause means, how logscan knows it, and what to change; or why a line of a log has its cause',
    more:
      'Also takes a family of causes (`timeout`), a status (`400`, `499`) or a verdict (`fix`, `client`), and lists its causes. ' +
      '`logscan causes` lists all of them. `logscan explain access.log:123` explains line 123 of a log: the lines of the same client ' +
      'around it, which causes were considered, which one won and why, and what would settle a doubt. It reads the whole log, and takes ' +
      'the flags that say what lines mean (`--log-format`, `--nginx-conf`) and `--context`. Files after it are read, too, as in the report. `--format json` prints the same as data (`schema/explanation.schema.json`).',
    words: [
      ...CAUSE_IDS,
      ...FAMILIES.filter((family) => !CAUSE_IDS.some((id) => id === family)),
      ...LISTED_STATUSES,
      ...VERDICTS,
    ],
  },
  { name: 'causes', says: 'all causes by family', words: [] },
  {
    name: 'formats',
    word: '[name]',
    says: 'all log formats that have a name, or one of them as a log_format of nginx',
    words: PRESETS.map(({ name }) => name),
  },
  {
    name: 'help',
    word: '[topic]',
    says: `more about a topic (${TOPICS.map(({ name }) => name).join(', ')}), a command or a flag`,
    get words() {
      return [
        ...TOPICS.map(({ name }) => name),
        ...COMMANDS.map(({ name }) => name),
        ...FLAGS.map(({ long }) => long.slice(2)),
      ];
    },
  },
  { name: 'version', says: 'the version of logscan', words: [] },
];

/** How the command is written: `explain <cause>`. */
export function commandUsageOf({ name, word }: Command): string {
  return word === undefined ? name : `${name} ${word}`;
}
