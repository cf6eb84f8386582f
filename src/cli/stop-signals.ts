// Signals that end a run early: the report covers what was read so far, and the exit code shows which signal came. A second
// signal ends the program at once.
import { EXIT, type ExitCode } from './errors.ts';
import type { Host } from './host.ts';

/**
 * One request to stop may arrive as several signals: `timeout` and `npx` send the signal to logscan and again to its process group.
 * A signal counts as the second one only if it comes at least this long after the first.
 */
const SECOND_AFTER_MS = 100;
/** When a connection is lost, the shell sends SIGHUP, and the system sends it again after the shell has ended. */
const SECOND_HANGUP_AFTER_MS = 1000;
/** Signals wait while JavaScript runs. Two signals that waited may be copies of one, so the report still gets this much time. */
const GRACE_MS = 1000;
const HEARTBEAT_MS = 25;

/** Listens to the signals of a host until {@link release} is called. */
export class StopSignals {
  readonly #host: Host;
  readonly #stop = new AbortController();
  #code: ExitCode | undefined;
  #firstAt = 0;
  // Times of the last turn of the event loop, and of its last turn after it was blocked.
  #lastBeat = performance.now();
  #busyUntil = -Infinity;
  #wasBusy = false;
  #grace: NodeJS.Timeout | undefined;
  readonly #heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS).unref();

  constructor(host: Host) {
    this.#host = host;
    host.on('SIGINT', this.interrupt);
    host.on('SIGTERM', this.#terminate);
    host.on('SIGHUP', this.#hangUp);
    // Without a listener, SIGUSR1 opens Node's debugger.
    host.on('SIGUSR1', ignore);
  }

  /** Aborted when the run must end. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** The exit code of the first signal; undefined when none came. */
  get code(): ExitCode | undefined {
    return this.#code;
  }

  /** Ends the run without an exit code of its own. */
  readonly stop = (): void => this.#stop.abort();

  /** Does what SIGINT does. A terminal in raw mode sends Ctrl-C as a key, not as a signal. */
  readonly interrupt = (): void => this.#end(EXIT.interrupted);

  readonly #terminate = (): void => this.#end(EXIT.terminated);

  readonly #hangUp = (): void => this.#end(EXIT.hungUp, SECOND_HANGUP_AFTER_MS);

  /** Stops listening. */
  release(): void {
    this.#host.off('SIGINT', this.interrupt);
    this.#host.off('SIGTERM', this.#terminate);
    this.#host.off('SIGHUP', this.#hangUp);
    this.#host.off('SIGUSR1', ignore);
    clearInterval(this.#heartbeat);
    clearTimeout(this.#grace);
  }

  #end(code: ExitCode, secondAfterMs = SECOND_AFTER_MS): void {
    const now = performance.now();
    if (this.#code === undefined) {
      this.#code = code;
      this.#firstAt = now;
      this.#beat();
      this.#wasBusy = now - this.#busyUntil < SECOND_AFTER_MS;
      this.#stop.abort();
    } else if (now - this.#firstAt >= secondAfterMs) {
      this.#exit();
    } else if (this.#wasBusy) {
      this.#grace ??= setTimeout(() => this.#exit(), GRACE_MS).unref();
    }
  }

  #beat(): void {
    const now = performance.now();
    if (now - this.#lastBeat >= SECOND_AFTER_MS) this.#busyUntil = now;
    this.#lastBeat = now;
  }

  #exit(): void {
    // From here on a signal kills the process, even if the exit waits for a file system that hangs.
    this.release();
    this.#host.exit(this.#code ?? EXIT.internal);
  }
}

function ignore(): void {}
