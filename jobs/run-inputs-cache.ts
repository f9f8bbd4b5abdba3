import type { BlobStore } from '../src/features/blob-store.type.js';
import type { InteractionColumns } from '../src/estimation/interaction-columns.js';
import type { RunFeatures } from '../src/estimation/run-features.js';
import type { Store } from '../src/store/open-store.js';
import { runStepOf } from '../src/store/run-steps.js';
import { decodeColumns } from './result-blobs.js';
import { loadRunInputs, type RunInputs } from './run-inputs.js';
import { screenFeatures } from './screen-features.js';
import type { StepThreads } from './step-threads.js';

/** The inputs of the runs a worker is at: loaded once, whichever steps read them, and kept for the next step. */
export interface RunInputsCache {
  /** Uses a run's inputs for as long as `work` goes on. */
  with<Result>(runId: string, work: (inputs: CachedInputs) => Promise<Result>): Promise<Result>;
  /** Forgets what no step uses. */
  close(): void;
}

export interface CachedInputs extends RunInputs {
  /** The features with what every density would else find out about them by itself. */
  screened(): Promise<RunFeatures>;
  /** The run's records, once it is decomposed. */
  decomposed(): Promise<InteractionColumns>;
}

interface Entry {
  readonly inputs: Promise<CachedInputs>;
  users: number;
}

/** How long inputs that no step uses are kept, milliseconds. */
const KEPT_MS = 10_000;

export function runInputsCache({
  store,
  blobs,
  threads,
}: {
  store: Store;
  blobs: BlobStore;
  threads: StepThreads;
}): RunInputsCache {
  const entries = new Map<string, Entry>();
  let forgetting: NodeJS.Timeout | undefined;

  const load = async (runId: string): Promise<CachedInputs> => {
    const inputs = await loadRunInputs(store, blobs, runId);
    // Not with the signal of whoever asks first: others wait for it too.
    const { signal } = new AbortController();
    return {
      ...inputs,
      screened: once(() => screenFeatures(threads, inputs.config, inputs.features, signal)),
      decomposed: once(async () => {
        const step = await runStepOf(store, runId, 'DECOMPOSE');
        if (!step?.resultSha256) throw new Error(`the run ${runId} has not been decomposed`);
        return decodeColumns(await blobs.get(step.resultSha256));
      }),
    };
  };

  const forgetUnused = (but?: string): void => {
    for (const [runId, { users }] of entries) if (users === 0 && runId !== but) entries.delete(runId);
  };

  return {
    async with(runId, work) {
      forgetUnused(runId); // one run's features at a time, where steps come one after the other
      let entry = entries.get(runId);
      if (!entry) {
        entry = { inputs: load(runId), users: 0 };
        entries.set(runId, entry);
      }
      entry.users += 1;
      try {
        return await work(await entry.inputs);
      } catch (error) {
        // What failed to load is loaded anew for the next step.
        await entry.inputs.catch(() => entries.delete(runId));
        throw error;
      } finally {
        entry.users -= 1;
        clearTimeout(forgetting);
        forgetting = setTimeout(forgetUnused, KEPT_MS);
        forgetting.unref();
      }
    },
    close() {
      clearTimeout(forgetting);
      forgetUnused();
    },
  };
}

/** The value of the first call that succeeds, for all that come after it or wait for it. */
function once<Value>(find: () => Promise<Value>): () => Promise<Value> {
  let found: Promise<Value> | null = null;
  return () => {
    const attempt = (found ??= find());
    attempt.catch(() => (found = null));
    return attempt;
  };
}
