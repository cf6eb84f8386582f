// The messages of another thread, as an async iteration.
import type { Worker } from 'node:worker_threads';

/**
 * All messages of a worker, in order, until the consumer leaves.
 * @throws the error that ended the thread, after its messages
 */
export async function* messagesOf<T>(worker: Worker): AsyncGenerator<T> {
  const queue: T[] = [];
  let failure: { readonly error: unknown } | undefined;
  let wake = (): void => {};
  worker.on('message', (message: T) => {
    queue.push(message);
    wake();
  });
  worker.on('error', (error) => {
    failure = { error };
    wake();
  });
  for (;;) {
    for (let message = queue.shift(); message !== undefined; message = queue.shift()) yield message;
    if (failure !== undefined) throw failure.error;
    await new Promise<void>((resolve) => (wake = resolve));
  }
}
