import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { InputFailure } from '../domain/failure.js';
import { isPlainText } from '../domain/plain-text.js';
import type { EstimationConfig, UncertaintyConfig } from '../estimation/config.js';
import { presets } from '../estimation/presets.js';
import { featureMemory, stepMemory } from '../estimation/step-memory.js';
import { planSteps, type PlanShape } from '../estimation/steps.js';
import type { DatasetRecord } from '../store/datasets.js';
import { findRun, findRunByKey, insertRun, type NewRun, type RunRecord } from '../store/runs.js';
import { REQUIRED_ENGINES, type RequiredEngine } from '../store/step-queue.js';
import { checkBootstrapSize } from './check-bootstrap-size.js';
import { overrideConfig, type ConfigOverrides } from './override-config.js';
import { packageVersion } from './package-version.js';
import { requireDataset } from './require-dataset.js';
import type { Workspace } from './workspace.js';

export interface EstimationRequest {
  /** Id or name. */
  readonly dataset: string;
  /** Names of x1 and x2; may be left out where the dataset has exactly two modalities. */
  readonly pair?: readonly [string, string];
  readonly preset?: string;
  /** Values in place of the preset's. */
  readonly config?: ConfigOverrides;
  /** Values in place of the preset's and `config`'s. */
  readonly uncertainty?: Partial<UncertaintyConfig>;
  readonly seed?: number;
  /** The same key again gives the run the first call made. */
  readonly idempotencyKey?: string;
  /** Whose turn the run counts as where several wait for the same workers. */
  readonly tenant?: string;
  /** The only engine that may compute it: `wasm` or `tensorflow`; any worker's when left out. */
  readonly engine?: string;
}

const DEFAULT_PRESET = 'accurate';
/** Until a worker begins the run and records what it has. */
const ENGINE_OF_CHOICE = 'auto';
const DEFAULT_SEED = 1;
const LARGEST_SEED = 2 ** 31 - 1;
const LONGEST_KEY = 200;
const DEFAULT_TENANT = 'default';
const LONGEST_TENANT = 200;

/**
 * Stores a queued run and the queue entries of its first steps, all or nothing.
 *
 * @throws InputFailure DATASET_NOT_FOUND, BAD_PAIR, UNKNOWN_PRESET, BAD_CONFIG, BAD_SEED, BAD_KEY, KEY_REUSED,
 *   BAD_TENANT, BAD_ENGINE
 */
export async function startEstimation(workspace: Workspace, request: EstimationRequest): Promise<RunRecord> {
  const { store } = workspace;
  const key = request.idempotencyKey ?? null;
  if (key !== null && !isText(key, LONGEST_KEY)) {
    throw new InputFailure(
      'BAD_KEY',
      `An idempotency key must be a text of 1 to ${LONGEST_KEY} characters, without U+0000 or broken surrogates.`,
      'idempotencyKey',
    );
  }
  const dataset = await requireDataset(store, request.dataset, 'datasetId');
  const config = configOf(request);
  checkBootstrapSize(
    config,
    dataset.classes.length,
    request.uncertainty?.bootstrap === undefined ? 'config' : 'uncertainty',
  );
  const [first, second] = pairOf(dataset, request.pair);
  const shape: PlanShape = {
    samples: dataset.sampleCount,
    classes: dataset.classes.length,
    first,
    second,
  };
  const id = randomUUID();
  const run: NewRun = {
    id,
    datasetId: dataset.id,
    firstModality: first.position,
    secondModality: second.position,
    config,
    seed: checkedSeed(request.seed ?? DEFAULT_SEED),
    idempotencyKey: key,
    tenant: checkedTenant(request.tenant ?? DEFAULT_TENANT),
    requiredEngine: checkedEngine(request.engine),
    featureMemory: featureMemory(shape),
    engine: ENGINE_OF_CHOICE,
    codeVersion: packageVersion(),
    steps: planSteps(config, shape).map((step) => ({ ...step, memory: stepMemory(config, shape, step) })),
  };
  const existing = await runOfKey(store, run);
  if (existing) return existing;
  try {
    await store.prisma.$transaction((transaction) => insertRun(transaction, run));
  } catch (error) {
    // Two calls with one key at the same time: the other one was first.
    const other = await runOfKey(store, run);
    if (other) return other;
    throw error;
  }
  return (await findRun(store, id))!;
}

function configOf({ preset, config, uncertainty }: EstimationRequest): EstimationConfig {
  const chosen = presets[checkedPreset(preset ?? DEFAULT_PRESET)]!;
  const overridden = overrideConfig(chosen, config ?? {});
  return uncertainty ? overrideConfig(overridden, { uncertainty }, 'uncertainty') : overridden;
}

/**
 * The run that was made with the same key, or null.
 *
 * @throws InputFailure KEY_REUSED when that run is another one than asked for now
 */
async function runOfKey(store: Workspace['store'], run: NewRun): Promise<RunRecord | null> {
  const other = run.idempotencyKey === null ? null : await findRunByKey(store, run.idempotencyKey);
  if (!other) return null;
  const same =
    other.datasetId === run.datasetId &&
    other.firstModality === run.firstModality &&
    other.secondModality === run.secondModality &&
    isDeepStrictEqual(other.config, run.config) &&
    other.seed === run.seed &&
    other.tenant === run.tenant &&
    other.requiredEngine === run.requiredEngine;
  if (same) return other;
  throw new InputFailure(
    'KEY_REUSED',
    `The idempotency key was used for another estimation, the run ${other.id}: choose a key of its own for each.`,
    'idempotencyKey',
  );
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
      `The dataset "${dataset.name}" has ${modalities.length} modalities (${names}): name two of them as the pair, such as ${modalities[0]!.name},${modalities[1]!.name}.`,
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

function checkedTenant(tenant: string): string {
  if (isText(tenant, LONGEST_TENANT)) return tenant;
  throw new InputFailure(
    'BAD_TENANT',
    `A tenant must be a text of 1 to ${LONGEST_TENANT} characters, without U+0000 or broken surrogates.`,
    'tenant',
  );
}

function checkedEngine(engine: string | undefined): RequiredEngine | null {
  const known = REQUIRED_ENGINES.find((name) => name === engine);
  if (known !== undefined || engine === undefined) return known ?? null;
  throw new InputFailure(
    'BAD_ENGINE',
    `The engine must be one of ${REQUIRED_ENGINES.join(', ')}, or left out for any; got "${engine}".`,
    'engine',
  );
}

function isText(text: string, longest: number): boolean {
  return text.length > 0 && text.length <= longest && isPlainText(text);
}
