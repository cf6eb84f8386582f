// The part of the report's type that says what to fix.
import type { CauseId, Confidence, Facts } from '../../judge/catalogue.ts';
import type { Check, ConfigBlock } from '../../judge/causes/cause.ts';
import type { ConfiguredSetting } from './quoted.ts';

/** One thing to fix: all findings of a cause, or the findings of one incident or of one client with this cause. */
export interface Fix {
  readonly cause: CauseId;
  /** What happened, in one line. */
  readonly headline: string;
  /** What to change, and the sentence about {@link configuration}. */
  readonly action: string;
  /** The line of nginx.conf that the action asks for; missing if no single line helps. */
  readonly directive?: DirectiveLine;
  /** Who should act, what to write into nginx.conf, and how to check it; missing in reports of older versions. */
  readonly remedy?: Remedy;
  /** The directives that the action is about, as the configuration has them; missing without a configuration. */
  readonly configuration?: readonly ConfiguredSetting[];
  readonly hits: number;
  /** Related lines: the same trouble under another status (000, 494-497). */
  readonly related: number;
  readonly clients: number;
  /** Clients that asked again and were answered, within 30 s of their abort. */
  readonly recovered: number;
  /** Clients that sent the same form or upload again after an abort: the work may have been done twice. */
  readonly sent_twice: number;
  /** Clients whose last requests were all refused (cookie or header errors): they are locked out. */
  readonly locked_out: number;
  /** Addresses of some of them, those with the most lines first. */
  readonly locked_out_clients: readonly string[];
  /** First and last time of its lines; null in a log without times. */
  readonly begin: string | null;
  readonly end: string | null;
  /** True if its findings cover most of the log's period. */
  readonly constant: boolean;
  /** How sure the cause of most of its findings is. */
  readonly confidence: Confidence;
  /** How sure it is that somebody should act, for most of its findings. */
  readonly verdict_confidence: Confidence;
  readonly top_uris: readonly Top[];
  readonly top_clients: readonly Top[];
  readonly top_user_agents: readonly Top[];
  /** A line of the log that shows it: the first one whose cause is surest. */
  readonly sample?: SampleLine;
  /** Facts of its last finding. */
  readonly evidence: Facts;
}

/** A line of nginx.conf. */
export interface DirectiveLine {
  /** The context that it belongs in. */
  readonly context: ConfigBlock['context'];
  readonly text: string;
}

/** What `explain` says of a cause beside its text. */
export interface Remedy {
  /** One sentence. */
  readonly who: string;
  /** Whole directives, in the order of their use. An example needs the reader's own ports, names or times. */
  readonly blocks: readonly {
    readonly context: ConfigBlock['context'];
    readonly directives: readonly string[];
    readonly note: string | null;
    readonly is_example: boolean;
  }[];
  /** Commands for a shell, and what each shows. */
  readonly checks: readonly Check[];
}

/** A line of a log. */
export interface SampleLine {
  /** Name of its input, as the user gave it. */
  readonly file: string;
  /** Its number in this input, from 1. */
  readonly line: number;
  /** Its client, request, status and user agent, as the log has them (hostile latin1); each is cut if it is long. */
  readonly text: string;
}

/** A value from the log, which may be hostile, and its number of hits. */
export interface Top {
  readonly value: string;
  readonly hits: number;
}
