// Runs commands of the advice lab while its servers go on.
import { spawn } from 'node:child_process';

/** What a command did. */
export interface Printed {
  /** Its exit code; null if it was killed. */
  readonly status: number | null;
  /** Its output and its errors, in this order. */
  readonly printed: string;
}

const COMMAND_MS = 8000;
/** Programs and options that some checks need and not every machine has, with what shows that it is there. */
const RARE: readonly (readonly [part: string, test: string])[] = [
  ['curl ', 'command -v curl'],
  ['openssl ', 'command -v openssl'],
  ['nc -N', "nc -h 2>&1 | grep -q -- '-[^ ]*N'"],
  ['--haproxy-protocol', 'curl --help all | grep -q haproxy-protocol'],
  ['--http2-prior-knowledge', 'curl --help all | grep -q http2-prior-knowledge'],
];

/** Runs a command to its end. */
export async function printedBy(
  program: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Printed> {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'], timeout: COMMAND_MS });
  let [output, errors] = ['', ''];
  child.stdout.on('data', (data: Buffer) => void (output += data.toString('latin1')));
  child.stderr.on('data', (data: Buffer) => void (errors += data.toString('latin1')));
  return await new Promise((resolve) => {
    child.once('error', (error) => resolve({ status: null, printed: error.message }));
    child.once('close', (status) => resolve({ status, printed: output + errors }));
  });
}

/** Whether this machine has what a command needs. */
export async function canRun(command: string): Promise<boolean> {
  const tests = RARE.filter(([part]) => command.includes(part)).map(
    async ([, test]) => await printedBy('sh', ['-c', test]),
  );
  return (await Promise.all(tests)).every(({ status }) => status === 0);
}
