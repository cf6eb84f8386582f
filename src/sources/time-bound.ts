// A point in time that may depend on the log's own time zone, and how it becomes seconds once that zone is known.

/** A point in time as the user gave it. */
export type TimeBound =
  | {
      readonly kind: 'instant';
      /** Seconds since the epoch. */
      readonly seconds: number;
    }
  | {
      readonly kind: 'local';
      /** Seconds since the epoch as if the wall-clock time were UTC. */
      readonly wallSeconds: number;
    }
  | {
      readonly kind: 'midnight';
      /** The current time, in seconds since the epoch. */
      readonly nowSeconds: number;
      /** 0 for the last midnight, 1 for the midnight before it. */
      readonly daysBack: number;
    };

const DAY_SECONDS = 86_400;

/**
 * A point in time in seconds since the epoch.
 * @param utcOffsetMinutes the log's offset from UTC, in minutes; an instant does not depend on it
 */
export function resolveTimeBound(bound: TimeBound, utcOffsetMinutes: number): number {
  const offsetSeconds = utcOffsetMinutes * 60;
  switch (bound.kind) {
    case 'instant':
      return bound.seconds;
    case 'local':
      return bound.wallSeconds - offsetSeconds;
    case 'midnight':
      return (
        (Math.floor((bound.nowSeconds + offsetSeconds) / DAY_SECONDS) - bound.daysBack) * DAY_SECONDS - offsetSeconds
      );
  }
}
