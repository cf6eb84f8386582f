// What the report quotes of a configuration, in the shape of its JSON.
import type { SettingName } from '../../formats/nginx-conf/settings.ts';

/** A directive of the configuration, in the blocks that may have served the lines. */
export interface ConfiguredSetting {
  readonly directive: SettingName;
  /** The first values, each once; of `return` only 400, of `error_page` only those for 400 and 494 to 497. Empty if it is not set. */
  readonly values: readonly ConfiguredValue[];
  /** How many other values there are. */
  readonly more: number;
  /** False if a part of the configuration could not be read, so that the directive may be set there. */
  readonly is_complete: boolean;
}

/** A value of a directive. */
export interface ConfiguredValue {
  /** Its arguments, separated by spaces. */
  readonly value: string;
  /** The file and the line of the directive; null for nginx's default. The name is relative to the folder of the main file. */
  readonly file: string | null;
  readonly line: number | null;
}

/** A directive as it should be. */
export interface ChangedDirective {
  /** Where the directive is that it replaces; null for a new directive in `http`. */
  readonly file: string | null;
  readonly line: number | null;
  /** With its semicolon; it may have several lines, and it holds text of the configuration (latin1). */
  readonly text: string;
}
