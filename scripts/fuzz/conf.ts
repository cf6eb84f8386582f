// Fuzz target: nginx configurations. The input is a configuration, or an output of `nginx -T` whose files include each other.
import assert from 'node:assert/strict';
import { NginxConfError } from '../../src/formats/nginx-conf/conf-error.ts';
import { type Context, listensOf, returns400In, settingIn } from '../../src/formats/nginx-conf/contexts.ts';
import { isConfDump, readConfDump } from '../../src/formats/nginx-conf/dump.ts';
import { errorLogsIn } from '../../src/formats/nginx-conf/error-logs.ts';
import { type NginxConf, readConf } from '../../src/formats/nginx-conf/includes.ts';
import { extendedFormat } from '../../src/formats/nginx-conf/extended-format.ts';
import { logWriters } from '../../src/formats/nginx-conf/log-writers.ts';
import { SETTING_RULES, type SettingName } from '../../src/formats/nginx-conf/settings.ts';
import type { Directive } from '../../src/formats/nginx-conf/tree.ts';
import { LogFormatError, parseLogFormat } from '../../src/formats/log-format/directive.ts';
import { CAUSE_IDS } from '../../src/judge/catalogue.ts';
import { PageExpectations } from '../../src/judge/tables/pages/expected-pages.ts';
import { ABOUT_CAUSE, quote } from '../../src/report/configuration.ts';
import { quoteSentence } from '../../src/report/words/quote-words.ts';
import { ConfiguredLogs } from '../../src/sources/configured-logs.ts';

/** Characters of the longest sentence about a configuration. */
const MOST_QUOTED = 5000;
const LINE_FEED = '\n';
/** nginx's predefined format is in every configuration. */
const COMBINED = 'combined';

/** Reads a configuration and all that the view says of it. Only the documented error may be thrown. */
export function fuzz(data: Buffer): void {
  const text = data.toString('latin1');
  const conf = confOf(text);
  if (conf === undefined) return;
  const lines = text.split(LINE_FEED).length;
  checkPlaces(conf.directives, lines);
  const configured = new ConfiguredLogs(conf);
  const { view } = configured;
  for (const problem of view.problems) {
    assert.ok(problem instanceof NginxConfError && problem.line !== undefined && problem.line <= lines);
  }
  assert.ok(view.logFormats.some(({ name }) => name === COMBINED));
  checkContext(view.main);
  checkUse(configured);
  for (const logs of view.logsInForce.values()) {
    for (const { target } of logs) {
      if (target.kind !== 'file' || !target.path.startsWith('/') || target.path.includes('$')) continue;
      assert.ok(
        logWriters(view, target.path).some(({ isCertain }) => isCertain),
        'a log writes to its own path',
      );
    }
  }
}

// What logscan does with a configuration for a log of each kind.
function checkUse(configured: ConfiguredLogs): void {
  for (const file of ['/var/log/nginx/access.log', '-']) {
    for (const { directive } of configured.knownFormats(file)?.formats ?? [])
      if (directive !== undefined) checkFormat(directive);
    for (const extra of [{}, { host: 'a.example.com' }, { server_name: '_', server_port: 80 }]) {
      const blocks = configured.blocksOf(file, extra);
      assert.equal(blocks, configured.blocksOf(file, extra), 'equal answers are the same list');
      new PageExpectations(configured, [1, 22, 1]).of(file, extra);
      for (const cause of CAUSE_IDS)
        assert.ok(quoteSentence(quote(ABOUT_CAUSE[cause], [blocks], configured)).length < MOST_QUOTED);
    }
  }
  for (const format of configured.view.logFormats) {
    const { text } = format.directive ?? {};
    if (text === undefined) continue;
    const changed = extendedFormat(text, format, [{ variable: 'request_time', text: 'rt=$request_time' }]);
    assert.ok(changed === undefined || /^[^\t\r]*\$\{?request_time\b/.test(changed.replaceAll('\n', ' ')));
  }
}

// A format of the configuration is a format for a reader of lines, too.
function checkFormat(text: string): void {
  try {
    parseLogFormat(text);
  } catch (error) {
    assert.ok(error instanceof LogFormatError, String(error));
  }
}

function confOf(text: string): NginxConf | undefined {
  try {
    if (isConfDump(text)) return readConfDump(text);
    return readConf('/main', text, {
      read: (name) => {
        throw new NginxConfError('no such file', name);
      },
      matches: () => ({ names: [], problems: [] }),
    });
  } catch (error) {
    assert.ok(error instanceof NginxConfError, String(error));
    return undefined;
  }
}

function checkPlaces(directives: readonly Directive[], lines: number): void {
  for (const { line, block } of directives) {
    assert.ok(line >= 1 && line <= lines);
    if (block !== undefined) checkPlaces(block.directives, lines);
  }
}

function checkContext(context: Context): void {
  for (const name of Object.keys(SETTING_RULES) as SettingName[]) {
    const { values, isDefault } = settingIn(context, name);
    assert.ok(values.every(({ directive }) => (directive === undefined) === isDefault));
  }
  assert.ok(errorLogsIn(context).length > 0, 'there is always an error log');
  assert.ok(listensOf(context).every(({ address }) => address !== undefined));
  assert.ok(returns400In(context).every(({ name }) => name === 'return'));
  for (const child of context.children) checkContext(child);
}
