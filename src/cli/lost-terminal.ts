// Lets Node end in peace after its terminal is gone.
import { closeSync, fstatSync } from 'node:fs';
import { isatty } from 'node:tty';

/**
 * Closes the standard streams whose terminal is gone. At its end Node sets the modes of its terminals again, and aborts if one of them
 * answers with EIO (`ResetStdio` in `src/node.cc`); descriptors that are closed it leaves alone. To be called last of all.
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
