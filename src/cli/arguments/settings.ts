// What a run takes from files that the user keeps: the configuration files, and the lists of accepted hits.
import { UsageError } from '../errors.ts';
import type { IgnoreRule } from '../values/ignore-rules.ts';
import { readWords } from './command.ts';
import { type Configuration, NO_CONFIGURATION, readConfiguration, readIgnoreFile } from './config-file.ts';
import { isCommand } from './subcommands.ts';

/**
 * Works with what the configuration files set for a command line. Commands and --help need no configuration, so that a wrong file cannot
 * hide the help. An error about a flag that stands in a file gets the place there.
 * @throws UsageError for a wrong file, which it names with the line, and for an unknown flag; and whatever the work throws
 */
export async function withConfiguration<Result>(
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  work: (configuration: Configuration) => Promise<Result>,
): Promise<Result> {
  const configuration = await configurationFor(words, env);
  try {
    return await work(configuration);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const { places } = configuration;
    const [, key = ''] = /^--([a-z-]+)/.exec(error.message) ?? [];
    const place = places.get(key) ?? (key === 'client-field' ? places.get('trusted-proxy') : undefined);
    throw place === undefined ? error : new UsageError(`${place}: ${error.message}`);
  }
}

async function configurationFor(
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<Configuration> {
  if (isCommand(words)) return NO_CONFIGURATION;
  const typed = readWords(words);
  if ('wants' in typed) return NO_CONFIGURATION;
  const read = await readConfiguration(typed.values.config, env);
  // A typed value is not the fault of a file.
  const places = new Map([...read.places].filter(([key]) => !typed.typed.includes(`--${key}`)));
  return { ...read, places };
}

/**
 * All rules of accepted hits.
 * @param files the files of --ignore
 * @throws UsageError for a wrong file, which it names with the line
 */
export async function ignoreRulesOf(
  files: readonly string[],
  { ignore }: Configuration,
): Promise<readonly IgnoreRule[]> {
  const rules = [...ignore];
  for (const file of files) rules.push(...(await readIgnoreFile(file)));
  return rules;
}
