import { randomUUID } from 'node:crypto';
import { enqueue } from '../../jobs/enqueue.js';
import { estimateRun } from '../../jobs/estimate-run.definition.js';
import { InputFailure } from '../domain/failure.js';
import { presets } from '../estimation/config.js';
import { plainEngine } from '../estimation/engines/plain/plain-engine.js';
import { planSteps } from '../estimation/steps.js';
import type { DatasetRecord } from '../store/datasets.js';
import { findRun, findRunByKey, insertRun, type RunRecord } from '../store/runs.js';
import { packageVersion } from './package-version.js';
import { requireDataset } from './require-dataset.js';
import type { Workspace } from './workspace.js';

export interface EstimationRequest {
  /** Id or name. */
  readonly dataset: string;
  /** Names of x1 and x2; may be left out where the dataset has exactly two modalities. */
  readonly pair?: readonly [string, string];
  readonly preset?: string;
  readonly seed?: number;
  /** The same key again gives the run the first call made. */
  readonly idempotencyKey?: string;
}

const DEFAULT_PRESET = 'accurate';
const DEFAULT_SEED = 1;
const LARGEST_SEED = 2 ** 31 - 1;
const LONGEST_KEY = 200;

/**
 * Stores a queued run and its queue entry, both or neither.
 *
 * @throws InputFailure DATASET_NOT_FOUND, BAD_PAIR, UNKNOWN_PRESET, BAD_SEED, BAD_KEY
 */
export async function startEstimation(workspace: Workspace, request: EstimationRequest): Promise<RunRecord> {
  const { store } = workspace;
  const key = request.idempotencyKey ?? null;
  if (key !== null && (key.length === 0 || key.length > LONGEST_KEY)) {
    throw new InputFailure(
      'BAD_KEY',
      `An idempotency key must have 1 to ${LONGEST_KEY} characters.`,
      'idempotencyKey',
    );
  }
  const dataset = await requireDataset(store, request.dataset);
  const existing = key === null ? null : await findRunByKey(store, key);
  if (existing) return existing;
  const config = presets[checkedPreset(request.preset ?? DEFAULT_PRESET)]!;
  const [first, second] = pairOf(dataset, request.pair);
  const id = randomUUID();
  const run = {
    id,
    datasetId: dataset.id,
    firstModality: first.position,
    secondModality: second.position,
    config,
    seed: checkedSeed(request.seed ?? DEFAULT_SEED),
    idempotencyKey: key,
    engine: plainEngine.name,
    codeVersion: packageVersion(),
    steps: planSteps(config, {
      samples: dataset.sampleCount,
      classes: dataset.classes.length,
      first,
      second,
    }),
  };
  try {
    await store.prisma.$transaction(async (transaction) => {
      await insertRun(transaction, run);
      await enqueue(transaction, estimateRun, { runId: id });
    });
  } catch (error) {
    // Two calls with one key at the same time: the other one was first.
    const other = key === null ? null : await findRunByKey(store, key);
    if (other) return other;
    throw error;
  }
  return (await findRun(store, id))!;
}

type ModalityRecord = DatasetRecord['modalities'][number];

function pairOf(
  dataset: DatasetRecord,
  pair: readonly [string, string] | undefined,
): readonly [ModalityRecord, ModalityRecord] {
  const { modalities } = dataset;
  const names = modalities.map(({ name }) => name).join(', ');
  const [first, second] = pair
    ? pair.map((name) => modalities.find((modality) => modality.name === name))
    : modalities;
  if (pair && (!first || !second || first === second)) {
    throw new InputFailure(
      'BAD_PAIR',
      `The pair "${pair.join(',')}" must name two different modalities of the dataset "${dataset.name}": ${names}.`,
      'pair',
    );
  }
  if (!pair && modalities.length > 2) {
    throw new InputFailure(
      'BAD_PAIR',
      `The dataset "${dataset.name}" has ${modalities.length} modalities (${names}): say which two with a pair.`,
      'pair',
    );
  }
  return [first!, second!];
}

function checkedPreset(preset: string): string {
  if (Object.hasOwn(presets, preset)) return preset;
  const known = Object.keys(presets).join(', ');
  throw new InputFailure(
    'UNKNOWN_PRESET',
    `There is no preset "${preset}": expected one of ${known}.`,
    'preset',
  );
}

function checkedSeed(seed: number): number {
  if (Number.isInteger(seed) && seed >= 0 && seed <= LARGEST_SEED) return seed;
  throw new InputFailure(
    'BAD_SEED',
    `The seed must be a whole number from 0 to ${LARGEST_SEED}, got ${seed}.`,
    'seed',
  );
}
