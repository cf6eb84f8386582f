// The command line: reads what the user typed, and does it. A report is made by commands/report.ts.
import { parseCommandLine } from './arguments/command-line.ts';
import { ignoreRulesOf, withConfiguration } from './arguments/settings.ts';
import { refuseMisspelt } from './arguments/subcommands.ts';
import { diff } from './commands/diff.ts';
import { explainPlace } from './commands/explain-line.ts';
import { report } from './commands/report.ts';
import { EXIT, type ExitCode } from './errors.ts';
import type { Host } from './host.ts';
import { shortHelp } from './reference/help.ts';
import { columnsOf } from './terminal/layout.ts';
import { showText } from './terminal/pager.ts';

/**
 * Does what the arguments ask for, and resolves to the exit code.
 * @throws UsageError for an invalid command line
 */
export async function main(host: Host, words: readonly string[], version: string): Promise<ExitCode> {
  return await withConfiguration(words, host.env, async (configuration) => {
    const parsed = parseCommandLine(words, version, Date.now() / 1000, configuration);
    if ('print' in parsed) {
      return await showText(host, parsed.print(columnsOf(host.stdout, host)), !words.includes('--no-pager'));
    }
    const { options, isDiff } = parsed;
    if (options.asked !== undefined) return await explainPlace(host, options, options.asked);
    if (options.files.length === 0 && !options.readsConfigured && host.stdin.isTTY === true) {
      host.stderr.write(shortHelp(columnsOf(host.stderr, host)));
      return EXIT.usage;
    }
    if (!words.includes('--') && !isDiff) refuseMisspelt(options.files);
    const ignore = await ignoreRulesOf(options.ignoreFiles, configuration);
    return await (isDiff ? diff : report)(host, { options, words, ignore });
  });
}
