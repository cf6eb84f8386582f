// WHO: the clients and user agents with the most hits, and the share of each user agent in the hits and in all requests.
import type { ClientReport, Report, UserAgentReport } from '../../report/report.ts';
import { percent, wholeNumber } from '../../report/words/numbers.ts';
import { NO_USER_AGENT } from '../../report/words/words.ts';
import { bar } from '../quantities.ts';
import { type Column, fitted } from './grid.ts';
import type { Screen } from './screen.ts';

const BAR_WIDTH = 10;
const ROOMY_FROM = 76;
const WIDE_FROM = 104;

/** Both tables; empty when there are no hits. */
export function renderWho(report: Report, screen: Screen): string[] {
  return [
    ...renderClients(report.clients.slice(0, screen.top), screen),
    ...renderAgents(report.user_agents.slice(0, screen.top), screen),
  ];
}

function renderClients(clients: readonly ClientReport[], screen: Screen): string[] {
  if (clients.length === 0) return [];
  const rows = clients.map(({ client, hits, main_cause, main_cause_hits, user_agent }) => [
    screen.log(client, 39),
    wholeNumber(hits),
    main_cause_hits === hits ? main_cause : `${main_cause} ${wholeNumber(main_cause_hits)}`,
    user_agent === '-' ? '' : screen.log(user_agent, screen.width < ROOMY_FROM ? 10 : 16),
  ]);
  const columns: Column[] = [{ title: 'hits', align: 'right' }, { title: 'main cause' }, { title: 'user agent' }];
  return fitted(screen, screen.bold('WHO'), columns, rows);
}

// `without user agent`: empty 400s have no user agent. They count for the user agent of other lines of the same client.
function renderAgents(agents: readonly UserAgentReport[], screen: Screen): string[] {
  if (agents.length === 0) return [];
  const { dash } = screen.glyphs;
  const share = (value: number): string => {
    const text = (value === 0 ? dash : percent(value)).padStart(7);
    return screen.width < ROOMY_FROM ? text : `${text} ${bar(value, BAR_WIDTH, screen.glyphs)}`;
  };
  const isNameless = agents.some(({ attributed }) => attributed > 0);
  const isWide = screen.width >= WIDE_FROM;
  const rows = agents.map((agent) => [
    agent.user_agent === '-' ? NO_USER_AGENT : screen.log(agent.user_agent, 20),
    wholeNumber(agent.hits),
    share(agent.share_of_hits),
    share(agent.share_of_traffic),
    ...(isNameless ? [agent.attributed === 0 ? '' : wholeNumber(agent.attributed)] : []),
    ...(isWide ? [agent.main_cause] : []),
  ]);
  const columns: Column[] = [
    { title: 'hits', align: 'right' },
    { title: 'of the 400/499' },
    { title: 'of all requests' },
    ...(isNameless ? [{ title: 'without user agent', align: 'right' } as const] : []),
    ...(isWide ? [{ title: 'main cause' }] : []),
  ];
  return fitted(screen, screen.dim('  user agent'), columns, rows);
}
