// Puts included files in place of their include directives, and reports the files that cannot be read.
import { NginxConfError, quoted } from './conf-error.ts';
import { isGlob } from '../glob.ts';
import { folderOf, fullName } from './paths.ts';
import { type Directive, DIRECTIVES_CAPACITY, parseConf } from './tree.ts';
import type { Inside } from './blocks.ts';

/** How deep includes may be nested. nginx stops when it has no file descriptor left, usually at 1,024. */
export const INCLUDE_DEPTH = 16;
/** How many files may be included, each as often as it is included. */
export const INCLUSIONS_CAPACITY = 100_000;
/** How many bytes a configuration may have, with its includes. */
export const CONF_BYTES_CAPACITY: number = 64 * 1024 * 1024;

/** Where the files of a configuration come from. All names are full names, one character per byte (latin1). */
export interface ConfFiles {
  /**
   * The text of a file, one character per byte (latin1).
   * @throws NginxConfError without a place; its reason says why the file cannot be read
   */
  readonly read: (name: string) => string;
  /** The names that match a pattern, in the order of their bytes. */
  readonly matches: (pattern: string) => GlobMatches;
}

/** What {@link ConfFiles.matches} found. */
export interface GlobMatches {
  readonly names: readonly string[];
  /** Why some names may be missing, such as a folder that cannot be read. */
  readonly problems: readonly string[];
}

/** A configuration with its includes in place. */
export interface NginxConf {
  /** The main file. */
  readonly file: string;
  readonly directives: readonly Directive[];
  /** Includes that could not be put in place, each with the place of its include directive. The rest was read without them. */
  readonly problems: readonly NginxConfError[];
}

/**
 * Reads a main file and all files that it includes. Relative names are relative to the folder of the main file
 * (`ngx_conf_full_name` in `ngx_conf_include`).
 * @param file the name of the main file
 * @param text its text, one character per byte (latin1)
 * @throws NginxConfError if nginx would refuse the text of any of the files, and if there is more to read than the limits above
 */
export function readConf(file: string, text: string, files: ConfFiles): NginxConf {
  const expander = new IncludeExpander(folderOf(file), files);
  const directives = expander.expandFile(file, text, 'main');
  return { file, directives, problems: expander.problems };
}

class IncludeExpander {
  readonly problems: NginxConfError[] = [];
  readonly #folder: string;
  readonly #files: ConfFiles;
  readonly #globs = new Map<string, GlobMatches>();
  /** The files from the main file down to the one that is being read. */
  readonly #path: string[] = [];
  #inclusions = 0;
  #bytes = 0;
  #directives = 0;

  constructor(folder: string, files: ConfFiles) {
    this.#folder = folder;
    this.#files = files;
  }

  expandFile(file: string, text: string, inside: Inside): readonly Directive[] {
    this.#bytes += text.length;
    if (this.#bytes > CONF_BYTES_CAPACITY) {
      throw new NginxConfError(`more than ${CONF_BYTES_CAPACITY / 1024 / 1024} MiB of configuration`, file);
    }
    this.#path.push(file);
    const directives = this.#expand(parseConf(text, file, inside), inside);
    this.#path.pop();
    return directives;
  }

  #expand(directives: readonly Directive[], inside: Inside): readonly Directive[] {
    const expanded: Directive[] = [];
    for (const directive of directives) {
      if (isInclude(directive, inside)) {
        for (const included of this.#include(directive, inside)) expanded.push(included);
        continue;
      }
      if (++this.#directives > DIRECTIVES_CAPACITY) {
        throw new NginxConfError(`more than ${DIRECTIVES_CAPACITY} directives`, directive.file, directive.line);
      }
      const { block } = directive;
      const isEmpty = block === undefined || block.directives.length === 0;
      expanded.push(
        isEmpty
          ? directive
          : { ...directive, block: { ...block, directives: this.#expand(block.directives, block.inside) } },
      );
    }
    return expanded;
  }

  #include(include: Directive, inside: Inside): readonly Directive[] {
    const { args, file, line } = include;
    if (args.length !== 1) {
      throw new NginxConfError('invalid number of arguments in "include" directive', file, line);
    }
    const name = fullName(args[0]!, this.#folder);
    if (!isGlob(name)) return this.#includeFile(name, include, inside);
    const { names, problems } = this.#matches(name);
    for (const reason of problems) this.problems.push(new NginxConfError(reason, file, line));
    const all: Directive[] = [];
    for (const one of names) for (const included of this.#includeFile(one, include, inside)) all.push(included);
    return all;
  }

  #matches(pattern: string): GlobMatches {
    const known = this.#globs.get(pattern);
    if (known !== undefined) return known;
    const found = this.#files.matches(pattern);
    this.#globs.set(pattern, found);
    return found;
  }

  #includeFile(name: string, { file, line }: Directive, inside: Inside): readonly Directive[] {
    if (++this.#inclusions > INCLUSIONS_CAPACITY) {
      throw new NginxConfError(`more than ${INCLUSIONS_CAPACITY} included files`, file, line);
    }
    const problem = (reason: string): readonly Directive[] => {
      this.problems.push(new NginxConfError(reason, file, line));
      return [];
    };
    if (this.#path.includes(name)) return problem(`${quoted(name)} includes itself`);
    if (this.#path.length > INCLUDE_DEPTH) return problem(`includes are nested more than ${INCLUDE_DEPTH} deep`);
    let text: string;
    try {
      text = this.#files.read(name);
    } catch (error) {
      if (!(error instanceof NginxConfError)) throw error;
      return problem(error.reason);
    }
    return this.expandFile(name, text, inside);
  }
}

// The tables of `map`, `geo` and `types` may include files, too.
function isInclude({ name, block }: Directive, inside: Inside): boolean {
  return name === 'include' && block === undefined && inside !== 'lua';
}
