// Makes a tree of directives from the text of one configuration file; includes stay as they are.
import { type Inside, statementKind } from './blocks.ts';
import { LuaBlocks } from './lua-block.ts';
import { StatementReader } from './tokens.ts';

/** How deep blocks may be nested in one file. nginx has no such limit, but configurations need fewer than ten levels. */
export const BLOCK_DEPTH = 32;
/** How many directives a configuration may have, with its includes. A table of addresses can have some 100,000. */
export const DIRECTIVES_CAPACITY = 1_000_000;

/** A directive, or an entry of a table such as `map`. Its words may hold any bytes (latin1). */
export interface Directive {
  readonly name: string;
  /** Without quotes and escapes. */
  readonly args: readonly string[];
  readonly file: string;
  /** Where the directive begins; 1-based. */
  readonly line: number;
  readonly block: Block | undefined;
  /** As it stands in the file, with the blanks in front of it and with its semicolon; only of a log_format. */
  readonly text?: string;
}

/** The directive whose text is kept, because a remark prints it with more variables. */
const TEXT_KEPT = 'log_format';

/** The part of a directive in braces. The directives of Lua code are empty. */
export interface Block {
  readonly inside: Inside;
  readonly directives: readonly Directive[];
}

/** The part of a {@link Block} that is still read. */
interface OpenBlock extends Block {
  readonly directives: Directive[];
}

/**
 * Reads one configuration file.
 * @param text one character per byte (latin1)
 * @param file its name, for errors
 * @param inside the kind of block that includes the file; `main` for the main file
 * @throws NginxConfError for a text that nginx would refuse, and for more than {@link BLOCK_DEPTH} nested blocks
 */
export function parseConf(text: string, file: string, inside: Inside = 'main'): readonly Directive[] {
  const reader = new StatementReader(text, file);
  const luaBlocks = new LuaBlocks(text);
  const outermost: OpenBlock = { inside, directives: [] };
  const open: OpenBlock[] = [outermost];
  let count = 0;
  for (;;) {
    const { words, line, from, end } = reader.next();
    const around = open.at(-1)!;
    if (end === 'file') {
      if (around !== outermost) throw reader.error('unexpected end of file, expecting "}"');
      return outermost.directives;
    }
    if (end === '}') {
      if (around === outermost) throw reader.error('unexpected "}"');
      open.pop();
      continue;
    }
    const [name = '', ...args] = words;
    const kind = statementKind(name, around.inside, end === '{');
    if ('refusal' in kind) throw reader.error(kind.refusal);
    if (++count > DIRECTIVES_CAPACITY) throw reader.error(`more than ${DIRECTIVES_CAPACITY} directives`);
    const block = kind.opens === undefined ? undefined : { inside: kind.opens, directives: [] };
    const directive = { name, args, file, line, block };
    around.directives.push(
      name === TEXT_KEPT ? { ...directive, text: text.slice(indentedFrom(text, from), reader.at) } : directive,
    );
    if (block === undefined) continue;
    if (block.inside === 'lua') skipLua(luaBlocks, reader, text.length);
    else if (open.push(block) > BLOCK_DEPTH + 1) throw reader.error(`blocks are nested more than ${BLOCK_DEPTH} deep`);
  }
}

// Where the line of a directive begins, if only blanks stand in front of it.
function indentedFrom(text: string, from: number): number {
  let begin = from;
  while (begin > 0 && (text[begin - 1] === ' ' || text[begin - 1] === '\t')) begin--;
  return begin === 0 || text[begin - 1] === '\n' ? begin : from;
}

function skipLua(blocks: LuaBlocks, reader: StatementReader, end: number): void {
  const found = blocks.endOf(reader.at);
  if ('end' in found) return reader.skipTo(found.end);
  if ('missingBrace' in found) {
    reader.skipTo(end);
    throw reader.error('unexpected end of file, expecting "}"');
  }
  reader.skipTo(found.after);
  throw reader.error(`Lua code block missing the closing long bracket "${found.missingBracket}"`);
}
