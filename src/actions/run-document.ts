import { BITS_PER_NAT } from '../domain/interaction-filter.js';
import { applyAdjustment } from '../estimation/adjustment.js';
import type { EstimationConfig } from '../estimation/config.js';
import { classAggregates, type ClassAggregateRecord } from '../store/class-aggregates.js';
import { runSummary } from '../store/run-summary.js';
import type { RunRecord } from '../store/runs.js';
import { shownConfig } from '../store/shown-config.js';
import { diagnosticsDocument, type DiagnosticsDocument } from './diagnostics-document.js';
import { intervalsDocument, type IntervalsDocument } from './interval-document.js';
import {
  informationDocument,
  meanDocument,
  type InformationDocument,
  type MeanDocument,
} from './mean-document.js';
import { permutationDocument, type PermutationDocument } from './permutation-document.js';
import { requireDatasetOf } from './require-dataset.js';
import { sensitivityDocument, type SensitivityDocument } from './sensitivity-document.js';
import type { Workspace } from './workspace.js';

export type UnitName = 'nats' | 'bits';

/** Means of one class; null where no sample of it is finite. `R, U1, U2, S` repeat `adjusted`. */
export interface ClassDocument {
  readonly label: string;
  readonly n: number;
  readonly R: number | null;
  readonly U1: number | null;
  readonly U2: number | null;
  readonly S: number | null;
  readonly raw: MeanDocument | null;
  readonly adjusted: MeanDocument | null;
  readonly evidence: MeanDocument | null;
  readonly information: InformationDocument | null;
  readonly saturated: number | null;
  /** Null where the run has none. */
  readonly intervals: IntervalsDocument | null;
}

/** A completed run's results, as `estimate --json` and `show --json` print them. */
export interface RunResults {
  readonly unit: UnitName;
  readonly raw: MeanDocument | null;
  readonly adjusted: MeanDocument | null;
  readonly adjustment: { readonly offset: number; readonly rule: string };
  readonly evidence: MeanDocument | null;
  readonly information: InformationDocument | null;
  /** Share of samples whose r is exactly i1 or i2. */
  readonly saturated: number | null;
  readonly comparability: EstimationConfig['comparability'];
  readonly diagnostics: DiagnosticsDocument;
  /** Null where no sample is finite. */
  readonly sensitivity: SensitivityDocument | null;
  /** Null where the run has no bootstrap. */
  readonly intervals: IntervalsDocument | null;
  /** Null where the run has no permutations. */
  readonly permutationTest: PermutationDocument | null;
  readonly classes: readonly ClassDocument[];
}

/** A run and, once it is complete, its results. */
export interface RunDocument extends Partial<RunResults> {
  readonly run: {
    readonly id: string;
    readonly status: string;
    readonly error: string | null;
    readonly dataset: string;
    readonly modalities: readonly [string, string];
    readonly seed: number;
    readonly preset: string;
    readonly engine: string;
    readonly progress: number;
    /** From the start of the work to its end; null before it has ended. */
    readonly seconds: number | null;
    readonly samples: number;
    readonly classes: number;
    /** Every value the estimation uses. */
    readonly config: object;
  };
}

export async function runDocument(
  { store }: Workspace,
  run: RunRecord,
  unit: UnitName,
): Promise<RunDocument> {
  const dataset = await requireDatasetOf(store, run);
  const modalities = [
    dataset.modalities[run.firstModality]!.name,
    dataset.modalities[run.secondModality]!.name,
  ] as const;
  const head = {
    id: run.id,
    status: run.status,
    error: run.error,
    dataset: dataset.name,
    modalities,
    seed: run.seed,
    preset: run.preset,
    engine: run.engine,
    progress: run.progress,
    seconds: secondsOf(run),
    samples: dataset.sampleCount,
    classes: dataset.classes.length,
    config: run.config as object,
  };
  const summary = runSummary(run);
  if (!summary) return { run: head };
  const { comparability, uncertainty } = shownConfig(run);
  const scale = unit === 'bits' ? BITS_PER_NAT : 1;
  const offset = run.adjustmentOffset ?? 0;
  const { confidence } = uncertainty;
  const classes = (await classAggregates(store, run.id)).map((group) =>
    classDocument(group, dataset.classes[group.classIndex]!.label, offset, confidence, scale),
  );
  const { nonFiniteCount, samples, saturatedCount, sensitivity, intervals, permutationTest } = summary;
  return {
    run: head,
    unit,
    ...partsOf(summary, offset, scale),
    adjustment: { offset: offset * scale, rule: run.adjustmentRule ?? 'none' },
    saturated: share(saturatedCount, samples - nonFiniteCount),
    comparability,
    diagnostics: diagnosticsDocument(summary, modalities, scale),
    sensitivity: sensitivity && sensitivityDocument(sensitivity, scale),
    intervals: intervals && intervalsDocument(intervals, confidence, scale),
    permutationTest: permutationTest && permutationDocument(permutationTest, scale),
    classes,
  };
}

function classDocument(
  group: ClassAggregateRecord,
  label: string,
  offset: number,
  confidence: number,
  scale: number,
): ClassDocument {
  const parts = partsOf(group, offset, scale);
  const { adjusted } = parts;
  return {
    label,
    n: group.count,
    R: adjusted?.R ?? null,
    U1: adjusted?.U1 ?? null,
    U2: adjusted?.U2 ?? null,
    S: adjusted?.S ?? null,
    ...parts,
    saturated: share(group.saturatedCount, group.count - group.nonFiniteCount),
    intervals: group.intervals && intervalsDocument(group.intervals, confidence, scale),
  };
}

type Parts = Pick<RunResults, 'raw' | 'adjusted' | 'evidence' | 'information'>;

function partsOf(
  { means, evidence }: Pick<ClassAggregateRecord, 'means' | 'evidence'>,
  offset: number,
  scale: number,
): Parts {
  const raw = means && meanDocument(means, scale);
  return {
    raw,
    adjusted: raw && applyAdjustment(raw, offset * scale),
    evidence: evidence && meanDocument(evidence, scale),
    information: means && informationDocument(means, scale),
  };
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** From its start to its end, without the time it lay failed or cancelled; null unless it began and has ended. */
function secondsOf({ startedAt, finishedAt, idleSeconds }: RunRecord): number | null {
  if (!startedAt || !finishedAt) return null;
  return (finishedAt.getTime() - startedAt.getTime()) / 1000 - idleSeconds;
}
