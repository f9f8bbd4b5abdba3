import { BITS_PER_NAT } from '../domain/interaction-filter.js';
import type { CapturedSynergy } from '../estimation/own-models/captured-synergy.js';
import type { ModelQuality } from '../estimation/own-models/model-quality.js';
import type { DatasetRecord } from '../store/datasets.js';
import type { ModelRecord } from '../store/models.js';
import type { AssessmentView, ModelAssessment } from './assess-model.js';
import type { UnitName } from './run-document.js';

/** A model; its log-loss is in nats. */
export interface ModelDocument {
  readonly id: string;
  readonly name: string;
  readonly dataset: string;
  readonly kind: string;
  readonly samples: number;
  readonly accuracy: number;
  readonly logLoss: number;
  readonly calibrationError: number;
  readonly createdAt: string;
}

/** A model set against a run: log-losses in nats, information in the unit; null where there is no such number. */
export interface AssessmentDocument {
  readonly run: string;
  readonly method: string;
  readonly adjusted: boolean;
  readonly unit: UnitName;
  readonly strata: readonly QualityDocument[];
  readonly classes: readonly (QualityDocument & { readonly captured: CapturedDocument })[];
  readonly captured: CapturedDocument;
}

export interface QualityDocument {
  /** Of a class, or of a dominant component: `R` … `S`, null for none. */
  readonly label: string | null;
  readonly n: number;
  readonly accuracy: number;
  readonly logLoss: number;
  readonly calibrationError: number;
  readonly calibrationErrorByChance: number;
}

export interface CapturedDocument {
  readonly n: number;
  readonly information: number | null;
  readonly runInformation: number | null;
  readonly captured: number | null;
  readonly synergy: number | null;
  readonly share: number | null;
}

export function modelDocument(model: ModelRecord, dataset: DatasetRecord): ModelDocument {
  const { id, name, kind, accuracy, logLoss, calibrationError, createdAt } = model;
  return {
    id,
    name,
    dataset: dataset.name,
    kind: kind.toLowerCase().replace('_', '-'),
    samples: dataset.sampleCount,
    accuracy,
    logLoss,
    calibrationError,
    createdAt: createdAt.toISOString(),
  };
}

export function assessmentDocument(
  { strata, classes, captured, capturedByClass }: ModelAssessment,
  runId: string,
  { method, adjusted }: AssessmentView,
  unit: UnitName,
): AssessmentDocument {
  const scale = unit === 'bits' ? BITS_PER_NAT : 1;
  return {
    run: runId,
    method,
    adjusted,
    unit,
    strata: strata.map(({ dominant, ...quality }) =>
      qualityDocument(dominant?.toUpperCase() ?? null, quality),
    ),
    classes: classes.map(({ label, ...quality }, at) => ({
      ...qualityDocument(label, quality),
      captured: capturedDocument(capturedByClass[at]!, scale),
    })),
    captured: capturedDocument(captured, scale),
  };
}

function qualityDocument(label: string | null, { count, ...quality }: ModelQuality): QualityDocument {
  return { label, n: count, ...quality };
}

function capturedDocument(of: CapturedSynergy, scale: number): CapturedDocument {
  const shown = (value: number): number | null => (Number.isNaN(value) ? null : value * scale);
  return {
    n: of.count,
    information: shown(of.information),
    runInformation: shown(of.runInformation),
    captured: shown(of.captured),
    synergy: shown(of.synergy),
    share: of.share,
  };
}
