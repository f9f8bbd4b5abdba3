import type {
  AssessmentDocument,
  CapturedDocument,
  ModelDocument,
  QualityDocument,
} from '../actions/model-document.js';
import { shownLabel } from './class-table.js';
import { alignColumns } from './output.js';
import { shownNumber } from './shown-number.js';
import { wrapText } from './wrap-text.js';

/** A model and, where it is set against a run, its tables. */
export function modelReport(
  model: ModelDocument,
  assessment: AssessmentDocument | null,
  width = Infinity,
): string {
  const head = `Model ${model.id}: ${model.name}, of ${model.dataset}, given as ${model.kind}: accuracy ${shownNumber(model.accuracy)}, log-loss ${shownNumber(model.logLoss)} nats, calibration error ${shownNumber(model.calibrationError)} over ${String(model.samples)} samples.`;
  if (!assessment) return wrapText(head, width);
  const { run, unit, strata, classes, captured, adjusted, method } = assessment;
  return [
    wrapText(head, width),
    '',
    alignColumns(
      [['dominant', ...QUALITY], ...strata.map((row) => [row.label ?? 'none', ...qualityCells(row)])],
      1,
    ),
    '',
    alignColumns(
      [
        ['class', ...QUALITY, ...CAPTURED],
        ...classes.map((row) => [
          shownLabel(row.label ?? ''),
          ...qualityCells(row),
          ...capturedCells(row.captured),
        ]),
        [
          'all',
          String(model.samples),
          ...[model.accuracy, model.logLoss, model.calibrationError].map(shownNumber),
          ...capturedCells(captured),
        ],
      ],
      1,
    ),
    '',
    wrapText(
      `Against run ${run}, by ${method === 'lsmi' ? `LSMI, ${adjusted ? 'adjusted' : 'raw'}` : 'the evidence rule'}. dominant: the samples’ largest component there.`,
      width,
    ),
    wrapText(
      `Im, I12: information about the label in the model’s predictions, and in both modalities by the run; Sm = Im − R − U1 − U2: the synergy the model captures, of S. Means per sample, in ${unit}. share: Sm/S, where S is clearly above 0.`,
      width,
    ),
  ].join('\n');
}

const QUALITY = ['n', 'accuracy', 'log-loss', 'calibration'] as const;
const CAPTURED = ['Im', 'I12', 'Sm', 'S', 'share'] as const;

function qualityCells({ n, accuracy, logLoss, calibrationError }: QualityDocument): string[] {
  return [String(n), ...[accuracy, logLoss, calibrationError].map(shownNumber)];
}

function capturedCells(of: CapturedDocument): string[] {
  return [of.information, of.runInformation, of.captured, of.synergy, of.share].map(shownNumber);
}
