// Signals that end a run early: the report covers what was read until then, and the exit code says which signal came.
import { EXIT, type ExitCode } from './errors.ts';
import type { Host } from './host.ts';

/** Listens to the signals of a host until {@link release} is called. */
export class StopSignals {
  readonly #host: Host;
  readonly #stop = new AbortController();
  #code: ExitCode | undefined;

  constructor(host: Host) {
    this.#host = host;
    host.on('SIGINT', this.interrupt);
    host.on('SIGTERM', this.#terminate);
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

  /** Stops listening. */
  release(): void {
    this.#host.off('SIGINT', this.interrupt);
    this.#host.off('SIGTERM', this.#terminate);
    this.#host.off('SIGUSR1', ignore);
  }

  #end(code: ExitCode): void {
    this.#code ??= code;
    this.#stop.abort();
  }
}

function ignore(): void {}
