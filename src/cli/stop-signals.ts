// Signals that end the work early: what is known by then is reported, and the exit code says which signal it was.
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
    // Without a listener node would open its debugger.
    host.on('SIGUSR1', ignore);
  }

  /** Aborted when the work shall end. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** The exit code of the first signal that came; undefined when none did. */
  get code(): ExitCode | undefined {
    return this.#code;
  }

  /** Ends the work, as a success. */
  readonly stop = (): void => this.#stop.abort();

  /** What SIGINT does; a terminal that hands over single keys hands over Ctrl-C as a key. */
  readonly interrupt = (): void => this.#end(EXIT.interrupted);

  readonly #terminate = (): void => this.#end(EXIT.terminated);

  /** Listens no longer. */
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
