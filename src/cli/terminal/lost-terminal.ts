// Keeps Node from aborting at exit when its terminal is gone.
import { closeSync, fstatSync } from 'node:fs';
import { isatty } from 'node:tty';

/**
 * Closes the standard streams whose terminal is gone. At exit, Node restores the modes of its terminals, and aborts if one of them
 * answers with EIO (`ResetStdio` in `src/node.cc`). It skips closed descriptors. Call this last.
 */
export function closeLostTerminals(): void {
  for (const descriptor of [0, 1, 2]) {
    try {
      if (fstatSync(descriptor).isCharacterDevice() && !isatty(descriptor)) closeSync(descriptor);
    } catch {
      // It is closed already.
    }
  }
}
