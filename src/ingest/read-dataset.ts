import { InputFailure } from '../domain/failure.js';
import type { LabelledDataset } from '../domain/labelled-dataset.js';
import type { Matrix } from '../domain/matrix.js';
import type { ArraySelection } from './array-selection.js';
import { checkFeatures } from './check-features.js';
import { checkLogProbabilities } from './check-log-probabilities.js';
import { checkScoreColumns } from './check-score-columns.js';
import { checkIds } from './check-ids.js';
import { checkSelection } from './check-selection.js';
import { checkTexts } from './check-texts.js';
import { checkVanishedClasses } from './check-vanished-classes.js';
import { classifyLabels } from './classify-labels.js';
import { readCsv } from './csv.js';
import { dropRows } from './drop-rows.js';
import { locateFile } from './locate-file.js';
import { openNpyFolder } from './npy-folder.js';
import { openNpz } from './npz.js';
import { quoteText } from './quote-text.js';
import type { RawSamples, RawTexts } from './raw-samples.js';
import { readArrays } from './read-arrays.js';
import { scoredModalities } from './scored-modalities.js';

export type { ArraySelection } from './array-selection.js';

/**
 * Reads a labelled dataset from an `.npz` archive, a folder of `.npy` files (or one of them), a `.csv` or a `.tsv`,
 * and returns it only if it passes every check.
 *
 * @throws InputFailure with one of FILE_NOT_FOUND, FILE_UNREADABLE, UNKNOWN_FORMAT, CORRUPT_FILE, UNKNOWN_ARRAY,
 *   UNSUPPORTED_ARRAY, ROW_COUNT_MISMATCH, TOO_FEW_MODALITIES, BAD_MODALITY_NAME, TOO_FEW_CLASSES, CLASS_TOO_SMALL,
 *   NOT_FINITE, MISSING_VALUES, DUPLICATE_ID, BAD_VALUE, BAD_LABEL, LABEL_AS_FEATURE, EMPTY_FILE, BAD_SUBJECT,
 *   BAD_LOG_PROBABILITIES;
 *   `field` is the option at fault: `file`, `modality`, `modality NAME`, `log-probabilities`,
 *   `log-probabilities NAME`, `label`, `id` or `split`.
 */
export async function readDataset(path: string, selection: ArraySelection): Promise<LabelledDataset> {
  checkSelection(selection);
  return checkSamples(await readSamples(path, selection), selection.missing);
}

async function readSamples(path: string, selection: ArraySelection): Promise<RawSamples> {
  const located = await locateFile(path);
  if (located.format === 'csv') return readCsv(located.path, located.delimiter, selection);
  const source = located.format === 'npz' ? await openNpz(located.path) : await openNpyFolder(located.folder);
  try {
    return await readArrays(source, selection);
  } finally {
    source.close();
  }
}

function checkSamples(raw: RawSamples, missing: 'refuse' | 'drop'): LabelledDataset {
  const { path, rows, label, id, split } = raw;
  if (rows === 0)
    throw new InputFailure('EMPTY_FILE', `The file ${path} has no rows; expected samples.`, 'file');
  const leftOut = new Uint8Array(rows);
  checkFeatures(raw, missing, leftOut);
  checkTexts(raw, label, 'label', missing, leftOut);
  if (id !== null) checkTexts(raw, id, 'id', missing, leftOut);
  if (split !== null) checkTexts(raw, split, 'split', missing, leftOut);

  const keptRows = Int32Array.from({ length: rows }, (_, row) => row).filter((row) => leftOut[row] === 0);
  if (keptRows.length === 0) {
    throw new InputFailure(
      'EMPTY_FILE',
      `The file ${path} has a missing value in every one of its ${rows} rows; expected rows without.`,
      'file',
    );
  }
  const keep = (texts: RawTexts) => Array.from(keptRows, (row) => texts.values[row]!);
  const subjectOf = ({ array }: RawTexts, field: string) => ({
    what: `The ${raw.kind} ${quoteText(array)} of ${path}`,
    field,
  });

  const { classes, classIndex } = classifyLabels(keep(label), label.origin, subjectOf(label, 'label'));
  const sampleIds = id === null ? Array.from(keptRows, String) : keep(id);
  if (id !== null) checkIds(sampleIds, (i) => raw.rowName(keptRows[i]!), subjectOf(id, 'id'));
  const droppedRows = rows - keptRows.length;
  const keptOf = (matrix: Matrix): Matrix => (droppedRows === 0 ? matrix : dropRows(matrix, leftOut));
  const modalities = raw.modalities.map(({ name, matrix }) => ({ name, matrix: keptOf(matrix) }));
  const classScores = raw.logProbabilities.map((scores) => {
    const kept = { ...scores, matrix: keptOf(scores.matrix) };
    checkVanishedClasses(raw, kept, classes);
    const subject = { what: `The ${raw.kind} ${quoteText(scores.array)} of ${path}`, field: scores.field };
    checkScoreColumns(raw.kind, kept, classes, subject, BAD_SCORES);
    checkLogProbabilities(kept, (i) => raw.rowName(keptRows[i]!), subject, BAD_SCORES);
    const names = modalities.map(({ name }) => name);
    return { scored: scoredModalities(scores.name, names), matrix: kept.matrix };
  });
  return {
    modalities,
    classScores,
    classes,
    classIndex,
    sampleIds,
    splits: split === null ? null : shareTexts(keep(split)),
    droppedRows,
  };
}

const BAD_SCORES = 'BAD_LOG_PROBABILITIES';

/** Few distinct splits are said millions of times: one string for each. */
function shareTexts(texts: readonly string[]): string[] {
  const known = new Map<string, string>();
  return texts.map((text) => {
    const shared = known.get(text) ?? text;
    known.set(text, shared);
    return shared;
  });
}
