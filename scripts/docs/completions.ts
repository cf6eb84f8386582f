// The completions for bash, zsh and fish, made from the definition of flags and commands.
import { COMMANDS } from '../../src/cli/reference/commands.ts';
import { type Flag } from '../../src/cli/reference/flag.ts';
import { FLAGS } from '../../src/cli/reference/flags.ts';

/** The places of the completions. Below share/ everything stands as below /usr/share. */
export const COMPLETIONS: Readonly<
  Record<'bash' | 'zsh' | 'fish', { readonly file: string; readonly make: () => string }>
> = {
  bash: { file: 'share/bash-completion/completions/logscan', make: bash },
  zsh: { file: 'share/zsh/site-functions/_logscan', make: zsh },
  fish: { file: 'share/fish/vendor_completions.d/logscan.fish', make: fish },
};

const MADE = '# Made by npm run docs; do not edit.';
const WITH_VALUE = FLAGS.filter(({ value }) => value !== undefined);

function namesOf({ long, short }: Flag): string[] {
  return short === undefined ? [long] : [short, long];
}

function plain(text: string): string {
  return text.replaceAll('`', '');
}

function bash(): string {
  const cases = WITH_VALUE.map((flag) => {
    const { values } = flag;
    const action =
      values === undefined
        ? ':'
        : values === 'file'
          ? '_logscan_files -f'
          : values === 'folder'
            ? '_logscan_files -d'
            : `_logscan_words '${values.join(' ')}'`;
    return `    ${namesOf(flag).join(' | ')}) ${action}; return ;;`;
  });
  const commands = COMMANDS.map(({ name, words, takesFiles = false }) => {
    const files = takesFiles ? ' _logscan_files -f;' : '';
    return `    ${name}) _logscan_words '${words.join(' ')}';${files} return ;;`;
  });
  return `# bash completion for logscan. ${MADE.slice(2)}

# Completes a word, or the last word of a list with commas.
_logscan_words() {
  local begin=
  case $cur in *,*) begin=\${cur%,*}, ;; esac
  local word
  while IFS= read -r word; do COMPREPLY+=("$begin$word"); done < <(compgen -W "$1" -- "\${cur##*,}")
}

_logscan_files() {
  local name
  compopt -o filenames 2>/dev/null
  while IFS= read -r name; do COMPREPLY+=("$name"); done < <(compgen "$1" -- "$cur")
}

_logscan() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=
  [ "$COMP_CWORD" -gt 0 ] && prev=\${COMP_WORDS[COMP_CWORD - 1]}
  COMPREPLY=()
  # bash divides --cause=stopped at the sign.
  if [ "$cur" = = ]; then cur=
  elif [ "$prev" = = ]; then prev=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  case $prev in
${cases.join('\n')}
  esac
  if [ "$COMP_CWORD" -gt 1 ]; then
    case \${COMP_WORDS[1]} in
${commands.map((line) => `  ${line}`).join('\n')}
    esac
  fi
  case $cur in
    -*) _logscan_words '${FLAGS.flatMap(namesOf).join(' ')}'; return ;;
  esac
  [ "$COMP_CWORD" -eq 1 ] && _logscan_words '${COMMANDS.map(({ name }) => name).join(' ')}'
  _logscan_files -f
}

complete -F _logscan logscan
`;
}

function zsh(): string {
  const quoted = (text: string): string => text.replaceAll("'", String.raw`'\''`);
  const described = (text: string): string => quoted(plain(text).replaceAll(/[[\]\\:]/g, '\\$&'));
  const flags = FLAGS.map((flag) => {
    const { long, short, value, values, says, isRepeatable } = flag;
    const action =
      values === undefined
        ? ' '
        : values === 'file'
          ? '_files'
          : values === 'folder'
            ? '_files -/'
            : `_values -s , ${quoted(value ?? '')} ${values.join(' ')}`;
    const argument = value === undefined ? '' : `:${described(value)}:${action}`;
    const text = `[${described(says)}]${argument}`;
    const equals = value === undefined ? '' : '=';
    const once = isRepeatable === true ? '*' : `(${namesOf(flag).join(' ')})`;
    if (short === undefined) return `'${isRepeatable === true ? '*' : ''}${long}${equals}${text}'`;
    return `'${once}'{${short}${value === undefined ? '' : '+'},${long}${equals}}'${text}'`;
  });
  const commands = COMMANDS.map(({ name, says }) => `'${name}:${described(says)}'`);
  const words = COMMANDS.map(({ name, words: known, takesFiles = false }) => {
    return `        ${name}) compadd -- ${known.join(' ')}${takesFiles ? ' || _files' : ''} ;;`;
  });
  return `#compdef logscan
${MADE}

local -a commands
local curcontext=$curcontext state line
typeset -A opt_args
commands=(
${commands.map((one) => `  ${one}`).join('\n')}
)

_arguments -C -s -S \\
${flags.map((one) => `  ${one} \\`).join('\n')}
  '1: :->first' \\
  '*: :->rest' && return

case $state in
  first) _alternative 'commands:command:{_describe command commands}' 'files:log:_files' ;;
  rest)
    case $line[1] in
${words.join('\n')}
        *) _files ;;
    esac ;;
esac
`;
}

function fish(): string {
  const quoted = (text: string): string => `'${plain(text).replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const flags = FLAGS.map(({ long, short, value, values, says }) => {
    const argument =
      value === undefined
        ? ''
        : values === undefined
          ? ' -x'
          : values === 'file'
            ? ' -r -F'
            : values === 'folder'
              ? " -x -a '(__fish_complete_directories)'"
              : ` -x -a ${quoted(values.join(' '))}`;
    const letter = short === undefined ? '' : ` -s ${short.slice(1)}`;
    return `complete -c logscan -l ${long.slice(2)}${letter}${argument} -d ${quoted(says)}`;
  });
  const commands = COMMANDS.flatMap(({ name, says, words, takesFiles = false }) => [
    `complete -c logscan -n __fish_use_subcommand -a ${name} -d ${quoted(says)}`,
    `complete -c logscan -n '__fish_seen_subcommand_from ${name}'${takesFiles ? '' : ' -f'}${words.length === 0 ? '' : ` -a ${quoted(words.join(' '))}`}`,
  ]);
  return `# fish completion for logscan. ${MADE.slice(2)}
${[...flags, ...commands].join('\n')}
`;
}
