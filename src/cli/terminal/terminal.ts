// The terminal while logscan draws on it: reads keys, and restores the terminal whenever the program stops or ends.
import type { Host, Signal } from '../host.ts';

/** What a {@link Terminal} calls. */
export interface TerminalUser {
  /** A key was pressed: its letter, or its name if it is one of {@link KEY_NAMES}. */
  key?(letter: string): void;
  /** The program is about to be suspended: remove what was drawn, and draw nothing. */
  suspend(): void;
  /** The program continues: draw everything again. */
  resume(): void;
}

/** Keys that a terminal in raw mode does not turn into signals: Ctrl-Z and Ctrl-\. */
const SIGNAL_BY_KEY: Readonly<Record<string, Signal>> = { '\u001a': 'SIGTSTP', '\u001c': 'SIGQUIT' };
/** The final part of the escape sequences of keys that scroll (xterm's control sequences, also in application mode). */
const KEY_NAMES: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  H: 'home',
  F: 'end',
  '5~': 'page-up',
  '6~': 'page-down',
};
/** A key: an escape sequence (of a key, or an answer of the terminal; its last letter is no key of its own), or a character. */
// oxlint-disable-next-line no-control-regex -- sequences begin with ESC
const KEY = /\u001b(?:\[([0-?]*[ -/]*[@-~])|O([@-~]))|[^]/gu;
/** SIGTSTP does not stop an orphaned process group (one without a shell), and then no SIGCONT comes. */
const STOPPED_WITHIN_MS = 100;
const OWN_GROUP = 0;

/** A terminal in use, from its construction to {@link end}. */
export class Terminal {
  readonly #host: Host;
  readonly #user: TerminalUser;
  readonly #hasKeys: boolean;
  #isSuspended = false;
  #timer: NodeJS.Timeout | undefined;

  /** @param hasKeys true if standard input is the terminal and keys are read one by one */
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
    // A terminal that was closed answers with EIO. SIGHUP ends the run; this listener stays for errors after the end.
    host.stdin.on('error', () => {});
  }

  /** Restores the terminal and stops listening. */
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
    for (const [text, sequence, application] of String(keys).matchAll(KEY)) {
      const final = sequence ?? application;
      const key = final === undefined ? text : KEY_NAMES[final];
      const signal = key === undefined ? undefined : SIGNAL_BY_KEY[key];
      if (signal !== undefined) this.#stop(signal, OWN_GROUP);
      else if (key !== undefined) this.#user.key?.(key);
    }
  };

  readonly #onStop = (): void => this.#stop('SIGTSTP', this.#host.pid);

  readonly #onQuit = (): void => this.#stop('SIGQUIT', this.#host.pid);

  readonly #giveBack = (): void => {
    if (this.#hasKeys) this.#host.stdin.setRawMode?.(false);
  };

  // Restores the terminal. Then the signal has its default effect, because nothing listens to it any more.
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
      // Windows does not have this signal.
    }
    this.#timer = setTimeout(this.#resume, STOPPED_WITHIN_MS);
  }

  // A program cannot catch SIGSTOP, and the shell may have changed the terminal's mode since. So the mode is set again.
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
