import { setTimeout as sleep } from 'node:timers/promises';

/** stub until merged */
export async function retryConnection<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      if (
        !/ECONNREFUSED|ECONNRESET|57P0|P1001|P1017/.test(String(code)) &&
        !/Connection terminated|ECONNREFUSED|57P0|terminating connection|starting up|shutting down/i.test(
          message,
        )
      )
        throw error;
      await sleep(200, undefined, signal ? { signal } : {});
    }
  }
}
