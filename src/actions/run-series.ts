import { InputFailure } from '../domain/failure.js';
import { isPlainText } from '../domain/plain-text.js';
import type { Store } from '../store/open-store.js';
import * as tables from '../store/run-series.js';
import { findRuns } from '../store/runs.js';
import type { SeriesEntry, SeriesRecord } from '../store/run-series.js';

const LONGEST_TEXT = 100;
const MOST_RUNS = 1_000;

/**
 * Keeps runs as a series, in place of one of the same name.
 *
 * @throws InputFailure BAD_SERIES, RUN_NOT_FOUND
 */
export async function saveSeries(
  store: Store,
  name: string,
  entries: readonly SeriesEntry[],
): Promise<SeriesRecord> {
  requireText(name, 'The name of a series', 'name');
  if (entries.length === 0 || entries.length > MOST_RUNS) {
    throw badSeries(`A series has 1 to ${String(MOST_RUNS)} runs, got ${String(entries.length)}.`, 'runs');
  }
  const labels = new Set<string>();
  for (const { label } of entries) {
    requireText(label, 'The label of a run', 'runs');
    if (labels.has(label)) throw badSeries(`Two runs have the label "${label}": each needs its own.`, 'runs');
    labels.add(label);
  }
  const runs = await findRuns(
    store,
    entries.map(({ runId }) => runId),
  );
  const missing = entries.find((_, at) => runs[at] === null);
  if (missing) throw new InputFailure('RUN_NOT_FOUND', `There is no run "${missing.runId}".`, 'runs');
  const series = await tables.putSeries(store, name, entries);
  if (series) return series;
  throw new InputFailure('RUN_NOT_FOUND', 'One of the runs was deleted meanwhile.', 'runs');
}

/** @throws InputFailure SERIES_NOT_FOUND */
export async function requireSeries(store: Store, name: string): Promise<SeriesRecord> {
  const series = isPlainText(name) ? await tables.findSeries(store, name) : null;
  if (series) return series;
  throw notFound(name);
}

/** Deletes a series, and none of its runs. @throws InputFailure SERIES_NOT_FOUND */
export async function deleteSeries(store: Store, name: string): Promise<void> {
  if (!isPlainText(name) || !(await tables.deleteSeries(store, name))) throw notFound(name);
}

function requireText(text: string, what: string, field: string): void {
  if (text.length >= 1 && text.length <= LONGEST_TEXT && isPlainText(text)) return;
  throw badSeries(`${what} must be a text of 1 to ${String(LONGEST_TEXT)} characters.`, field);
}

function badSeries(message: string, field: string): InputFailure {
  return new InputFailure('BAD_SERIES', message, field);
}

function notFound(name: string): InputFailure {
  return new InputFailure('SERIES_NOT_FOUND', `There is no series "${name}".`, 'name');
}
