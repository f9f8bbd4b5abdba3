import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import {
  diagnosticsDocument,
  type ClassifierDocument,
  type DensityDocument,
} from '../../src/actions/diagnostics-document.js';
import { runSummary } from '../../src/store/run-summary.js';
import type { RunRecord } from '../../src/store/runs.js';
import type { GraphContext } from '../context.js';
import { ModalityKind } from '../dataset/dataset.type.js';
import { datasetOf } from './dataset-of.js';
import { RunDiagnostics, type ClassifierQuality, type DensityQuality } from './run-diagnostics.type.js';
import { EstimationRun } from './run.type.js';

@Resolver(() => EstimationRun)
export class RunDiagnosticsResolver {
  @FieldResolver(() => RunDiagnostics, { nullable: true, description: 'Null until the run is COMPLETED.' })
  async diagnostics(@Root() run: RunRecord, @Ctx() context: GraphContext): Promise<RunDiagnostics | null> {
    const summary = runSummary(run);
    if (!summary) return null;
    const { modalities } = await datasetOf(run, context);
    const names = [modalities[run.firstModality]!.name, modalities[run.secondModality]!.name] as const;
    const { classifiers, densities, ...others } = diagnosticsDocument(summary, names, 1);
    const finite = summary.samples - summary.nonFiniteCount;
    return {
      ...others,
      saturated: finite === 0 ? null : summary.saturatedCount / finite,
      classifiers: [classifiers.first, classifiers.second, classifiers.both].map(classifierQuality),
      densities: [densities.first, densities.second].map(densityQuality),
    };
  }
}

function classifierQuality({ calibration, ...quality }: ClassifierDocument): ClassifierQuality {
  return {
    ...quality,
    calibrationError: calibration.error,
    calibrationErrorByChance: calibration.errorByChance,
  };
}

function densityQuality({ kind, ...quality }: DensityDocument): DensityQuality {
  return { ...quality, kind: kind === 'discrete' ? ModalityKind.DISCRETE : ModalityKind.CONTINUOUS };
}
