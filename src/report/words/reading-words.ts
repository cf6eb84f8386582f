// The sentences of remarks on how a log was read. Each names the way out.
import type { Facts } from '../../judge/catalogue.ts';
import type { RemarkCode } from '../report.ts';
import { hitsIn, inputsIn, linesIn, shareIn, textIn } from './fact-words.ts';

type ReadingRemark =
  | 'ambiguous-lines'
  | 'forgeable-lines'
  | 'requests-strange'
  | 'user-agents-strange'
  | 'sizes-missing'
  | 'sizes-with-header'
  | 'request-assumed'
  | 'no-times';

/** The sentences by code. */
export const READING_REMARKS: Readonly<Record<Extract<RemarkCode, ReadingRemark>, (facts: Facts) => string>> = {
  'ambiguous-lines': (facts) =>
    `${linesIn(facts)} can be read in more than one way, because a value without quotes holds the text that ends it. They count as unparsed. Put each variable of log_format between double quotes.`,
  'forgeable-lines': (facts) =>
    `Clients can write text into this log that looks like other fields or lines, so the causes of ${hitsIn(facts)} are likely at most. Put each variable of log_format between double quotes, and do not use escape=none.`,
  'requests-strange': (facts) =>
    `In ${inputsIn(facts)}, ${shareIn(facts, 'many')} of the answered requests do not look like requests, so logscan probably reads the lines in a wrong format. Give the log_format of nginx.conf with --log-format.`,
  'user-agents-strange': (facts) =>
    `${strangeAgents(facts)} If the log_format has $http_user_agent, logscan reads the wrong column: give the log_format with --log-format. Otherwise add "$http_user_agent" to it.`,
  'sizes-missing': (facts) =>
    `In ${inputsIn(facts)}, ${shareIn(facts, 'many')} of the sizes are "-", but $body_bytes_sent is always a number. Log $body_bytes_sent, because causes of a 400 rest on it, or give the log_format with --log-format.`,
  'sizes-with-header': (facts) =>
    `In ${inputsIn(facts)}, answers without a body (204, 304) have a size, so the size counts the header. If it is $bytes_sent, give the log_format with --log-format. With $body_bytes_sent, logscan finds more causes.`,
  'request-assumed': (facts) =>
    `The log_format of ${inputsIn(facts)} lacks the ${textIn(facts, 'parts', 'method')} of the request, so logscan takes ${assumedIn(facts)} for it. Add "$request" to log_format.`,
  'no-times': () =>
    'This log has no times, so logscan knows only the order of its lines, and no cause is certain. Add $time_iso8601 to log_format.',
};

function strangeAgents(facts: Facts): string {
  const file = inputsIn(facts);
  switch (facts['what']) {
    case 'none':
      return `No answered request in ${file} has a user agent.`;
    case 'same':
      return `All lines of ${file} have the same user agent.`;
    default:
      return `Most user agents in ${file} do not look like user agents.`;
  }
}

function assumedIn({ parts }: Facts): string {
  return parts === 'method' ? 'GET' : parts === 'protocol' ? 'HTTP/1.1' : 'GET and HTTP/1.1';
}
