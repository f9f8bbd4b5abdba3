import { createHash } from 'node:crypto';
import { openStepThreads } from '../../../jobs/step-threads.js';
import { COLUMN_NAMES } from '../../../src/estimation/interaction-columns.js';
import { presets } from '../../../src/estimation/presets.js';
import type { RunFeatures } from '../../../src/estimation/run-features.js';
import { estimatePlanted } from '../../../validation/estimate-planted.js';

export interface TimedEstimation {
  readonly seconds: number;
  /** sha256 of all records, bit for bit. */
  readonly records: string;
}

/** Estimates by the steps of a run on so many threads, which are there already, without a database. */
export async function estimatePair(
  features: RunFeatures,
  preset: string,
  threadCount: number,
): Promise<TimedEstimation> {
  const threads = await openStepThreads(threadCount);
  try {
    await threads.warmUp();
    const start = performance.now();
    const { columns } = await estimatePlanted(threads, features, presets[preset]!, 1);
    const seconds = (performance.now() - start) / 1000;
    const hash = createHash('sha256');
    for (const name of COLUMN_NAMES) hash.update(columns[name]);
    return { seconds, records: hash.digest('hex') };
  } finally {
    await threads.close();
  }
}
