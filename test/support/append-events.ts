import type { Store } from '../../src/store/open-store.js';
import { appendRunEvent } from '../../src/store/run-events.js';

/** Appends so many events in one transaction. */
export function appendEvents(store: Store, runId: string, count: number, message = 'a step'): Promise<void> {
  return store.prisma.$transaction(async (transaction) => {
    for (let index = 0; index < count; index += 1) {
      await appendRunEvent(transaction, runId, { type: 'STEP_COMPLETED', message });
    }
  });
}
