import { applyAdjustment } from '../estimation/adjustment.js';
import { BITS_PER_NAT } from '../domain/interaction-filter.js';
import { classAggregates } from '../store/class-aggregates.js';
import { runSummary } from '../store/run-summary.js';
import type { RunRecord } from '../store/runs.js';
import { requireDatasetOf } from './require-dataset.js';
import type { Workspace } from './workspace.js';

export type UnitName = 'nats' | 'bits';

/** Four means of one decomposition. */
export interface MeanDocument {
  readonly R: number;
  readonly U1: number;
  readonly U2: number;
  readonly S: number;
}

interface InformationDocument {
  readonly I1: number;
  readonly I2: number;
  readonly I12: number;
}

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
  readonly diagnostics: { readonly nonFiniteCount: number; readonly classifiers: object };
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
  };
}

export async function runDocument(
  { store }: Workspace,
  run: RunRecord,
  unit: UnitName,
): Promise<RunDocument> {
  const dataset = await requireDatasetOf(store, run);
  const names = [run.firstModality, run.secondModality].map((at) => dataset.modalities[at]!.name);
  const head = {
    id: run.id,
    status: run.status,
    error: run.error,
    dataset: dataset.name,
    modalities: names as [string, string],
    seed: run.seed,
    preset: run.preset,
    engine: run.engine,
    progress: run.progress,
    seconds:
      run.startedAt && run.finishedAt ? (run.finishedAt.getTime() - run.startedAt.getTime()) / 1000 : null,
    samples: dataset.sampleCount,
    classes: dataset.classes.length,
  };
  const summary = runSummary(run);
  if (!summary) return { run: head };
  const scale = unit === 'bits' ? BITS_PER_NAT : 1;
  const offset = run.adjustmentOffset ?? 0;
  const parts = (means: Means | null): Parts => partsOf(means, offset, scale);
  const classes = (await classAggregates(store, run.id)).map((group): ClassDocument => {
    const { raw, adjusted, information } = parts(group.means);
    return {
      label: dataset.classes[group.classIndex]!.label,
      n: group.count,
      R: adjusted?.R ?? null,
      U1: adjusted?.U1 ?? null,
      U2: adjusted?.U2 ?? null,
      S: adjusted?.S ?? null,
      raw,
      adjusted,
      evidence: components(group.evidence, scale),
      information,
      saturated: share(group.saturatedCount, group.count - group.nonFiniteCount),
    };
  });
  const { classifiers, nonFiniteCount, samples, saturatedCount, evidence, means } = summary;
  return {
    run: head,
    unit,
    ...parts(means),
    adjustment: { offset: offset * scale, rule: run.adjustmentRule ?? 'none' },
    evidence: components(evidence, scale),
    saturated: share(saturatedCount, samples - nonFiniteCount),
    diagnostics: { nonFiniteCount, classifiers },
    classes,
  };
}

interface Components {
  readonly r: number;
  readonly u1: number;
  readonly u2: number;
  readonly s: number;
}

type Means = Components & { readonly i1: number; readonly i2: number; readonly i12: number };

type Parts = Pick<RunResults, 'raw' | 'adjusted' | 'information'>;

function partsOf(means: Means | null, offset: number, scale: number): Parts {
  const raw = components(means, scale);
  return {
    raw,
    adjusted: raw && applyAdjustment(raw, offset * scale),
    information: means && { I1: means.i1 * scale, I2: means.i2 * scale, I12: means.i12 * scale },
  };
}

function components(means: Components | null, scale: number): MeanDocument | null {
  return means && { R: means.r * scale, U1: means.u1 * scale, U2: means.u2 * scale, S: means.s * scale };
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
