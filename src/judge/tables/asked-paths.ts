// Whether anybody was answered at a path, and how many clients were refused there.
import { Recent, type SavedRecent } from './ring.ts';

/** Paths of which is remembered whether anybody was answered there. */
const PATHS_KEPT = 4096;
/** Clients that are counted for a path. */
const CLIENTS_OF_PATH_KEPT = 4;

/** How a path was answered. */
interface AskedPath {
  isAnswered: boolean;
  /** Hashes of the first clients that were refused there. */
  readonly clients: number[];
}

/** The paths as they are kept between runs. */
export type SavedPaths = SavedRecent<AskedPath>;

/** How the paths that were asked for last were answered. */
export class AskedPaths {
  readonly #paths: Recent<AskedPath>;

  /** @param saved what {@link save} gave in an earlier run */
  constructor(saved?: SavedPaths) {
    this.#paths = new Recent(PATHS_KEPT, saved);
  }

  /** Everything it knows, for a later run. */
  save(): SavedPaths {
    return this.#paths.save();
  }

  /** Adds a line that was answered, or refused with 400. */
  observe(pathHash: number, clientHash: number, isAnswered: boolean): void {
    const path = this.#paths.touch(pathHash, newPath, undefined);
    if (isAnswered) path.isAnswered = true;
    else if (path.clients.length < CLIENTS_OF_PATH_KEPT && !path.clients.includes(clientHash))
      path.clients.push(clientHash);
  }

  /** How many clients were refused at a path (counted up to {@link CLIENTS_OF_PATH_KEPT}); 0 where anybody was answered. */
  refusedEverybody(pathHash: number): number {
    const path = this.#paths.get(pathHash);
    return path === undefined || path.isAnswered ? 0 : path.clients.length;
  }

  /** Whether anybody was answered at a path. */
  isAnswered(pathHash: number): boolean {
    return this.#paths.get(pathHash)?.isAnswered === true;
  }
}

function newPath(): AskedPath {
  return { isAnswered: false, clients: [] };
}
