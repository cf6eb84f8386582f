// npm run docs: writes docs/causes.md from the causes' own texts. A test holds the page against them.
import { mkdirSync, writeFileSync } from 'node:fs';
import { causesMarkdown } from '../src/render/explain.ts';

mkdirSync('docs', { recursive: true });
writeFileSync('docs/causes.md', causesMarkdown());
