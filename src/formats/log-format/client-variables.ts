// Which variables of a log_format hold the address of the client.

/** Variables that name the client, the best one first. Headers are forged more easily than addresses. */
const ADDRESSES: readonly string[] = [
  'remote_addr',
  'realip_remote_addr',
  'proxy_protocol_addr',
  // A variable of ingress-nginx.
  'the_real_ip',
  'http_x_real_ip',
  'http_cf_connecting_ip',
  'http_x_forwarded_for',
];
/** What sites call their own variables with the client's address, perhaps made anonymous: `$clientRealIp`, `$remote_addr_anon`. */
const OWN_ADDRESS =
  /^(?:(?:client|remote|real|visitor|user|source|src|anonymi[sz]ed|anon)_?){1,3}(?:ip|addr(?:ess)?)(?:_?(?:anon|mask|hash|trunc)\w*)?$|^ip_?(?:anon|mask|hash|trunc)\w*$/i;
/** What nginx sends on as X-Forwarded-For: it ends with `$remote_addr`. */
const PASSED_ON = 'proxy_add_x_forwarded_for';

/** The variables of a format that name the client, the best one first. Those of nginx count before those of the site. */
export function addressesIn(variables: readonly string[]): string[] {
  const known = ADDRESSES.filter((name) => variables.includes(name));
  if (known.length > 0) return known;
  return variables.filter((name) => OWN_ADDRESS.test(name) || name === PASSED_ON).toSorted(ownFirst);
}

function ownFirst(one: string, other: string): number {
  return Number(one === PASSED_ON) - Number(other === PASSED_ON);
}
