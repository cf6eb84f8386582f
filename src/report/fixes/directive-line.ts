// The lines of nginx.conf that a fix asks for: the one line to paste, and whole blocks with their context.
import type { CauseId, Facts } from '../../judge/catalogue.ts';
import type { ConfigBlock } from '../../judge/causes/cause.ts';
import { causeOf } from '../../judge/causes/index.ts';
import type { DirectiveLine, Remedy } from '../shape/fix.ts';

const INDENT = '    ';
const OPENS: Readonly<Record<ConfigBlock['context'], string>> = {
  http: 'http {',
  server: 'server {',
  location: 'location / {',
};

/**
 * The line for a cause that can be pasted as it is; undefined if no single line helps.
 * @param facts the facts that the advice uses
 */
export function directiveLineOf(cause: CauseId, facts: Facts): DirectiveLine | undefined {
  const [block] = causeOf(cause).blocks?.(facts) ?? [];
  if (block === undefined || block.isExample === true || block.directives.length !== 1) return undefined;
  return { context: block.context, text: block.directives[0]! };
}

/**
 * Who should act on a cause, and with which lines and commands.
 * @param facts the facts that the advice uses
 */
export function remedyOf(cause: CauseId, facts: Facts): Remedy {
  const { who, checks } = causeOf(cause);
  const blocks = (causeOf(cause).blocks?.(facts) ?? []).map(
    ({ context, directives, note = null, isExample = false }) => ({
      context,
      directives,
      note,
      is_example: isExample,
    }),
  );
  return { who, blocks, checks };
}

/** A block inside its context, as it stands in nginx.conf: its lines, without the note. */
export function blockLines({ context, directives }: ConfigBlock): readonly string[] {
  return [OPENS[context], ...directives.flatMap((one) => one.split('\n')).map((line) => INDENT + line), '}'];
}
