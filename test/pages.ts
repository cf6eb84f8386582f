// The pages for people who use logscan, and what stands in them.
import { readdirSync, readFileSync } from 'node:fs';

/** Pages that show how to use logscan. */
export const USER_PAGES: readonly string[] = [
  'README.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** The text of a page. */
export function textOf(page: string): string {
  return readFileSync(page, 'utf8');
}

/** First groups of all matches. */
export function groups(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, group = '']) => group);
}

/** Blocks of a text that are marked with a language. */
export function blocks(text: string, language: string): string[] {
  return groups(text, new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'gm'));
}
