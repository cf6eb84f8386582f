// The entry point: prints the version without loading the program, runs main.ts for anything else, and reports errors.
import { readFileSync } from 'node:fs';
import { nameText } from '../render/escape.ts';
import { EXIT, type ExitCode, UsageError } from './errors.ts';
import type { Host } from './host.ts';
import { print } from './output/output.ts';

export { closeLostTerminals } from './terminal/lost-terminal.ts';

/** Runs logscan in a host and resolves to its exit code (see {@link EXIT}). Never throws. */
export async function run(host: Host): Promise<ExitCode> {
  // A terminal that is gone cannot show an error message. That is no reason to fail.
  host.stderr.on('error', () => {});
  try {
    const version = readVersion();
    const words = host.argv.slice(2);
    const [word] = words;
    if (words.length === 1 && (word === '--version' || word === '-V')) {
      await print(host.stdout, `${version}\n`);
      return EXIT.ok;
    }
    // Loading the rest takes longer than printing the version.
    const { main } = await import('./main.ts');
    return await main(host, words, version);
  } catch (error) {
    if (error instanceof UsageError) {
      host.stderr.write(`logscan: ${nameText(error.message)}\nlogscan --help lists all options.\n`);
      return EXIT.usage;
    }
    host.stderr.write(
      `logscan: internal failure; please report it\n${error instanceof Error ? error.stack : String(error)}\n`,
    );
    return EXIT.internal;
  }
}

function readVersion(): string {
  // The manifest is one folder above dist/, and two above src/cli/, where tests run.
  const folder = import.meta.url.endsWith('.ts') ? '../../' : '../';
  const manifest: unknown = JSON.parse(readFileSync(new URL(`${folder}package.json`, import.meta.url), 'utf8'));
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : undefined;
  return String(version);
}
