// The fields that logscan recommends for log_format, under the names that it reads.

/** A recommended field, by its variable. */
export type RecommendedField =
  | 'request_time'
  | 'upstream_status'
  | 'request_completion'
  | 'request_length'
  | 'http_host'
  | 'connection'
  | 'remote_port';

// What stands in log_format for each, in the order in which they are recommended.
const TEXTS: Readonly<Record<RecommendedField, string>> = {
  request_time: 'rt=$request_time',
  upstream_status: 'us=$upstream_status',
  request_completion: 'done=$request_completion',
  request_length: 'rlen=$request_length',
  http_host: 'hh="$http_host"',
  connection: 'conn=$connection',
  remote_port: 'port=$remote_port',
};

/** All recommended fields, in order. */
export const RECOMMENDED_FIELDS: readonly RecommendedField[] = Object.keys(TEXTS) as RecommendedField[];

/** Whether a variable is among the recommended fields. */
export function isRecommended(variable: string): variable is RecommendedField {
  return Object.hasOwn(TEXTS, variable);
}

/** What to add to log_format for some fields, in the order of the recommendation. */
export function textOfFields(fields: readonly RecommendedField[] = RECOMMENDED_FIELDS): string {
  return RECOMMENDED_FIELDS.filter((field) => fields.includes(field))
    .map((field) => TEXTS[field])
    .join(' ');
}
