// Findings that are not in the tally yet, because later lines of their clients may change their verdicts.
import type { Finding } from '../../judge/diagnose.ts';

/** The most findings that each report judges again, because their verdict depends on the client. Later findings keep their verdict. */
const REVISABLE_KEPT = 5000;
/** The most characters in the requests, referers and user agents of these findings. A finding keeps its whole line in memory. */
const REVISABLE_CHARACTERS_KEPT = 2 ** 22;

/** A bounded list of such findings. */
export class RevisableFindings {
  readonly #list: Finding[] = [];
  #characters = 0;

  /** The findings, in the order in which they came. */
  get list(): readonly Finding[] {
    return this.#list;
  }

  /** Keeps a finding whose verdict may change, if there is room; returns whether it did. */
  takes(finding: Finding): boolean {
    if (finding.revisable === undefined || this.#list.length >= REVISABLE_KEPT) return false;
    if (this.#characters >= REVISABLE_CHARACTERS_KEPT) return false;
    const { request, http_referer, http_user_agent } = finding.entry;
    this.#characters += request.length + http_referer.length + http_user_agent.length;
    this.#list.push(finding);
    return true;
  }
}
