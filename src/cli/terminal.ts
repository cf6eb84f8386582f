// The terminal during a run that draws on it: keys, and a terminal that is left as it was whenever the program stops or ends.
import type { Host, Signal } from './host.ts';

/** What a {@link Terminal} calls. */
export interface TerminalUser {
  /** A key was pressed. */
  key?(letter: string): void;
  /** The program is about to stop: what was drawn must be removed, and nothing may be drawn. */
  suspend(): void;
  /** The program goes on: everything must be drawn again. */
  resume(): void;
}

/** Keys that a terminal in raw mode does not turn into signals: Ctrl-Z and Ctrl-\. */
const SIGNAL_BY_KEY: Readonly<Record<string, Signal>> = { '\u001a': 'SIGTSTP', '\u001c': 'SIGQUIT' };
/** Arrow keys and answers of the terminal; they may end in a letter that is a key. */
// oxlint-disable-next-line no-control-regex -- they begin with ESC
const SEQUENCE = /\u001b(?:\[[0-?]*[ -/]*[@-~]|O[@-~])/g;
/** A process group without a shell is not stopped, and then no SIGCONT comes. */
const STOPPED_WITHIN_MS = 100;
const OWN_GROUP = 0;

/** A terminal in use, from its construction to {@link end}. */
export class Terminal {
  readonly #host: Host;
  readonly #user: TerminalUser;
  readonly #hasKeys: boolean;
  #isSuspended = false;
  #timer: NodeJS.Timeout | undefined;

  /** @param hasKeys standard input is the terminal, and keys are wanted one by one */
  constructor(host: Host, user: TerminalUser, hasKeys: boolean) {
    this.#host = host;
    this.#user = user;
    this.#hasKeys = hasKeys;
    host.on('SIGTSTP', this.#onStop);
    host.on('SIGCONT', this.#resume);
    host.on('exit', this.#giveBack);
    if (!hasKeys) return;
    host.on('SIGQUIT', this.#onQuit);
    host.stdin.setRawMode?.(true);
    host.stdin.on('data', this.#onData);
    // A terminal that was closed answers with EIO. SIGHUP ends the run; this listener stays for what comes after the end.
    host.stdin.on('error', () => {});
  }

  /** Gives the terminal back. */
  end(): void {
    const { stdin } = this.#host;
    clearTimeout(this.#timer);
    this.#host.off('SIGTSTP', this.#onStop);
    this.#host.off('SIGCONT', this.#resume);
    this.#host.off('SIGQUIT', this.#onQuit);
    this.#host.off('exit', this.#giveBack);
    if (!this.#hasKeys) return;
    stdin.off('data', this.#onData);
    this.#giveBack();
    stdin.pause();
  }

  // Several keys may arrive together.
  readonly #onData = (keys: Buffer | string): void => {
    for (const key of String(keys).replaceAll(SEQUENCE, '')) {
      const signal = SIGNAL_BY_KEY[key];
      if (signal === undefined) this.#user.key?.(key);
      else this.#stop(signal, OWN_GROUP);
    }
  };

  readonly #onStop = (): void => this.#stop('SIGTSTP', this.#host.pid);

  readonly #onQuit = (): void => this.#stop('SIGQUIT', this.#host.pid);

  readonly #giveBack = (): void => {
    if (this.#hasKeys) this.#host.stdin.setRawMode?.(false);
  };

  // Gives the terminal back and does what the signal does to a program that has no listener.
  #stop(signal: Signal, pid: number): void {
    if (this.#isSuspended) return;
    this.#isSuspended = true;
    this.#user.suspend();
    this.#giveBack();
    this.#host.off('SIGTSTP', this.#onStop);
    this.#host.off('SIGQUIT', this.#onQuit);
    try {
      this.#host.kill(pid, signal);
    } catch {
      // Windows has no such signal.
    }
    this.#timer = setTimeout(this.#resume, STOPPED_WITHIN_MS);
  }

  // After SIGSTOP the program was not asked, and the shell may have changed the mode.
  readonly #resume = (): void => {
    clearTimeout(this.#timer);
    if (this.#isSuspended) {
      this.#host.on('SIGTSTP', this.#onStop);
      if (this.#hasKeys) this.#host.on('SIGQUIT', this.#onQuit);
    }
    this.#isSuspended = false;
    this.#giveBack();
    if (this.#hasKeys) this.#host.stdin.setRawMode?.(true);
    this.#user.resume();
  };
}
