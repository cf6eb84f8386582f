// A published log format, as a file of src/formats/presets describes it.

/** A published log format, with a hit of each status as nginx writes it in this format. */
export interface Preset {
  /** The name of its file; no other preset has it. */
  readonly name: string;
  /** Whose format it is and what its lines hold, in one line. */
  readonly title: string;
  /** The address of the public page or configuration that has the format. */
  readonly source: string;
  /** The `log_format` directive as in nginx.conf, up to its semicolon. */
  readonly directive: string;
  /** One line of the log for each status, without its line feed. Addresses and host names are those of documentation. */
  readonly samples: { readonly 400: string; readonly 499: string };
}
