// How many hits could be surer with more fields in log_format, or with a size, and which fields.
import type { ExtraName } from '../../formats/extra-fields.ts';
import { RECOMMENDED_FIELDS, type RecommendedField } from '../../formats/recommended-fields.ts';
import { causeOf } from '../../judge/causes/index.ts';
import type { Finding } from '../../judge/diagnose.ts';

// Another field that says the same.
const SAYS_THE_SAME: Readonly<Partial<Record<RecommendedField, ExtraName>>> = {
  request_completion: 'bytes_sent',
  connection: 'remote_port',
};

/** Counts hits whose cause is not certain, and is settled by a recommended field that their lines lack. */
export class MissingFields {
  #hits = 0;
  #withoutSize = 0;
  readonly #fields = new Set<RecommendedField>();

  /** Adds a finding of a hit. */
  add({ cause, confidence, entry: { extra, status, body_bytes_sent } }: Finding): void {
    if (confidence === 'certain') return;
    if (status === 400 && body_bytes_sent === undefined) this.#withoutSize++;
    const { settledByFields } = causeOf(cause);
    const missing = RECOMMENDED_FIELDS.filter((field) => {
      const other = SAYS_THE_SAME[field];
      const isThere = extra[field] !== undefined || (other !== undefined && extra[other] !== undefined);
      return settledByFields[field] !== undefined && !isThere;
    });
    if (missing.length > 0) this.#hits++;
    for (const field of missing) this.#fields.add(field);
  }

  /** How many hits could be surer. */
  get hits(): number {
    return this.#hits;
  }

  /** Hits with status 400 whose lines do not show how long the page was. */
  get withoutSize(): number {
    return this.#withoutSize;
  }

  /** The fields that their lines lack, in the order of the recommendation. */
  get fields(): readonly RecommendedField[] {
    return RECOMMENDED_FIELDS.filter((field) => this.#fields.has(field));
  }

  /** A copy that changes independently. */
  copy(): MissingFields {
    const copy = new MissingFields();
    copy.#hits = this.#hits;
    copy.#withoutSize = this.#withoutSize;
    for (const field of this.#fields) copy.#fields.add(field);
    return copy;
  }
}
